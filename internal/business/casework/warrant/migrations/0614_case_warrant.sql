CREATE TABLE case_warrant (
  id         BIGINT PRIMARY KEY,
  department BIGINT NOT NULL,
  post       BIGINT NOT NULL,
  item       TEXT   NOT NULL,
  from_day   TEXT   NOT NULL,
  until_day  TEXT   NOT NULL,
  basis      TEXT   NOT NULL,
  by_post    BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX case_warrant_department ON case_warrant (department, item)
