CREATE TABLE content_staged (
  id      BIGINT PRIMARY KEY,
  digest  TEXT   NOT NULL,
  staged  BIGINT NOT NULL,
  account BIGINT NOT NULL,
  files   BYTEA  NOT NULL,
  rev     BIGINT NOT NULL
)
