CREATE TABLE access_policy (
  id    TEXT PRIMARY KEY,
  text  TEXT   NOT NULL,
  since BIGINT NOT NULL,
  rev   BIGINT NOT NULL
)
