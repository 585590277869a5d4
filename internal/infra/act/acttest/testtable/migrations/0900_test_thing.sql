CREATE TABLE thing (
  id     BIGINT PRIMARY KEY,
  owner  BIGINT NOT NULL,
  name   TEXT   NOT NULL,
  secret BYTEA  NOT NULL,
  n      BIGINT NOT NULL,
  rev    BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX thing_name ON thing (name)
