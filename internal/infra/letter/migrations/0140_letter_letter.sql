CREATE TABLE letter (
  id        BIGINT PRIMARY KEY,
  subject   BIGINT NOT NULL,
  kind      TEXT   NOT NULL,
  template  TEXT   NOT NULL,
  organ     BIGINT NOT NULL,
  form      TEXT   NOT NULL,
  number    TEXT   NOT NULL,
  dated     TEXT   NOT NULL,
  ref_kind  TEXT   NOT NULL,
  ref_id    BIGINT NOT NULL,
  ref_part  TEXT   NOT NULL,
  party     BIGINT NOT NULL,
  data      BYTEA  NOT NULL,
  state     TEXT   NOT NULL,
  created   BIGINT NOT NULL,
  rendered  BIGINT NOT NULL,
  blob      TEXT   NOT NULL,
  delivered BIGINT NOT NULL,
  channel   TEXT   NOT NULL,
  proof     TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX letter_ref ON letter (ref_id, id)
--
CREATE INDEX letter_number ON letter (number)
--
CREATE TABLE letter_counter (
  id   TEXT PRIMARY KEY,
  last BIGINT NOT NULL,
  rev  BIGINT NOT NULL
)
