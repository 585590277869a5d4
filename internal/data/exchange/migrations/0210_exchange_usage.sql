CREATE TABLE data_usage (
  id         TEXT PRIMARY KEY,
  subject    BIGINT NOT NULL,
  seq        BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  by_kind    TEXT   NOT NULL,
  department BIGINT NOT NULL,
  purpose    TEXT   NOT NULL,
  basis      TEXT   NOT NULL,
  resource   TEXT   NOT NULL,
  fields     TEXT   NOT NULL,
  case_id    BIGINT NOT NULL,
  own        BIGINT NOT NULL,
  checked    BIGINT NOT NULL
)
--
CREATE INDEX data_usage_subject ON data_usage (subject, seq)
--
CREATE TABLE data_withheld (
  id       BIGINT PRIMARY KEY,
  subject  BIGINT NOT NULL,
  case_id  BIGINT NOT NULL,
  article  TEXT   NOT NULL,
  approver BIGINT NOT NULL,
  until    BIGINT NOT NULL,
  created  BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE INDEX data_withheld_subject ON data_withheld (subject, case_id)
