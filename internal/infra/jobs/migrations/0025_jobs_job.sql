CREATE TABLE job (
  id       BIGINT PRIMARY KEY,
  kind     TEXT   NOT NULL,
  payload  BYTEA  NOT NULL,
  due      BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  state    TEXT   NOT NULL,
  lease    BIGINT NOT NULL,
  error    TEXT   NOT NULL
)
--
CREATE INDEX job_due ON job (state, due)
