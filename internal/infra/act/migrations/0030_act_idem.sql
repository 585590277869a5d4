CREATE TABLE idem (
  id     TEXT PRIMARY KEY,
  digest BYTEA  NOT NULL,
  answer BYTEA  NOT NULL,
  event  BIGINT NOT NULL,
  at     BIGINT NOT NULL
)
