CREATE TABLE data_objection (
  id         BIGINT PRIMARY KEY,
  subject    BIGINT NOT NULL,
  account    BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  line       BIGINT NOT NULL,
  resource   TEXT   NOT NULL,
  fields     TEXT   NOT NULL,
  used_by    BIGINT NOT NULL,
  department BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  outcome    TEXT   NOT NULL,
  task       BIGINT NOT NULL,
  made       BIGINT NOT NULL,
  due        TEXT   NOT NULL,
  answered   BIGINT NOT NULL,
  words      BYTEA  NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX data_objection_subject ON data_objection (subject, id)
