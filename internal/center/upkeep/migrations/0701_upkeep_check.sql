CREATE TABLE site_check (
  id       BIGINT PRIMARY KEY,
  asked    BIGINT NOT NULL,
  began    BIGINT NOT NULL,
  ended    BIGINT NOT NULL,
  state    TEXT   NOT NULL,
  leaves   BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  files    BIGINT NOT NULL,
  findings BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
