CREATE TABLE hall_shift (
  id        BIGINT PRIMARY KEY,
  hall      BIGINT NOT NULL,
  division  TEXT   NOT NULL,
  post      BIGINT NOT NULL,
  place     TEXT   NOT NULL,
  account   BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  opened    BIGINT NOT NULL,
  offered   BIGINT NOT NULL,
  closed    BIGINT NOT NULL,
  after_id  BIGINT NOT NULL,
  drafts    BIGINT NOT NULL,
  originals BIGINT NOT NULL,
  ticket    BIGINT NOT NULL,
  note      TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_shift_place ON hall_shift (place)
--
CREATE INDEX hall_shift_hall ON hall_shift (hall, id)
--
CREATE TABLE hall_original (
  id       BIGINT PRIMARY KEY,
  hall     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  target   BIGINT NOT NULL,
  code     TEXT   NOT NULL,
  copies   BIGINT NOT NULL,
  shift    BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  state    TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  back     BIGINT NOT NULL,
  back_by  BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE INDEX hall_original_shift ON hall_original (shift, state)
--
CREATE INDEX hall_original_target ON hall_original (target)
