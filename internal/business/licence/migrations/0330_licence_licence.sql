CREATE TABLE licence (
  id         BIGINT PRIMARY KEY,
  case_id    BIGINT NOT NULL,
  matter_id  BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  item       TEXT   NOT NULL,
  number     TEXT   NOT NULL,
  identifier TEXT   NOT NULL,
  holder     BIGINT NOT NULL,
  organ      BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  issued     TEXT   NOT NULL,
  until      TEXT   NOT NULL,
  blob       TEXT   NOT NULL,
  content    BYTEA  NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX licence_identifier ON licence (identifier)
--
CREATE INDEX licence_holder ON licence (holder, id)
--
CREATE INDEX licence_case ON licence (case_id)
--
CREATE TABLE licence_counter (
  id TEXT PRIMARY KEY,
  n  BIGINT NOT NULL
)
