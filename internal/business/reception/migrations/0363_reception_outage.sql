CREATE TABLE hall_block (
  id       BIGINT PRIMARY KEY,
  hall     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  post     BIGINT NOT NULL,
  no       BIGINT NOT NULL,
  size     BIGINT NOT NULL,
  issued   BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_block_no ON hall_block (hall, no)
--
CREATE TABLE hall_slip (
  id        BIGINT PRIMARY KEY,
  block     BIGINT NOT NULL,
  hall      BIGINT NOT NULL,
  division  TEXT   NOT NULL,
  number    TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  received  BIGINT NOT NULL,
  reason    TEXT   NOT NULL,
  entered   BIGINT NOT NULL,
  by_person BIGINT NOT NULL,
  confirmed BIGINT NOT NULL,
  with_person BIGINT NOT NULL,
  case_id   BIGINT NOT NULL,
  ended     BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_slip_number ON hall_slip (number)
--
CREATE INDEX hall_slip_block ON hall_slip (block, id)
--
CREATE INDEX hall_slip_state ON hall_slip (hall, state)
