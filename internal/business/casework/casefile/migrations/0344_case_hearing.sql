CREATE TABLE case_hearing (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  matter_id BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  parties   TEXT   NOT NULL,
  own       BIGINT NOT NULL,
  until_on  TEXT   NOT NULL,
  by_party  BIGINT NOT NULL,
  hold_by   TEXT   NOT NULL,
  at        BIGINT NOT NULL,
  place     TEXT   NOT NULL,
  chair     BIGINT NOT NULL,
  open      BIGINT NOT NULL,
  signed    BIGINT NOT NULL,
  minutes   BYTEA  NOT NULL,
  told      BIGINT NOT NULL,
  held      BIGINT NOT NULL,
  task      BIGINT NOT NULL,
  stopped   BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX case_hearing_case ON case_hearing (case_id)
--
CREATE INDEX case_hearing_matter ON case_hearing (matter_id)
--
CREATE TABLE case_concern (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  matter_id BIGINT NOT NULL,
  party     BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  until_on  TEXT   NOT NULL,
  letter    BIGINT NOT NULL,
  told      BIGINT NOT NULL,
  answered  BIGINT NOT NULL,
  way       TEXT   NOT NULL,
  why       BYTEA  NOT NULL,
  words     BYTEA  NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX case_concern_case ON case_concern (case_id)
--
CREATE INDEX case_concern_matter ON case_concern (matter_id)
--
CREATE INDEX case_concern_party ON case_concern (party, id)
--
CREATE TABLE case_deferral (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  materials TEXT   NOT NULL,
  cite      TEXT   NOT NULL,
  lapse     TEXT   NOT NULL,
  due       TEXT   NOT NULL,
  paper     BIGINT NOT NULL,
  promised  BIGINT NOT NULL,
  accepted  BIGINT NOT NULL,
  ended     BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX case_deferral_case ON case_deferral (case_id)
