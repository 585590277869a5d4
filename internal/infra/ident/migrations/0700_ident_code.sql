CREATE TABLE credential_code (
  account   BIGINT PRIMARY KEY,
  person    BIGINT NOT NULL,
  digest    TEXT   NOT NULL,
  expires   BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
