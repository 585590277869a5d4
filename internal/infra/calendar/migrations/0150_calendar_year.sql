CREATE TABLE calendar_basis (
  id        BIGINT PRIMARY KEY,
  statutory TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE TABLE calendar_year (
  year        BIGINT PRIMARY KEY,
  provisional BIGINT NOT NULL,
  days        TEXT   NOT NULL,
  changed     BIGINT NOT NULL,
  rev         BIGINT NOT NULL
)
