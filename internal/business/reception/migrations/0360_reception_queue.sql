CREATE TABLE hall_ticket (
  id       BIGINT PRIMARY KEY,
  hall     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  on_day   TEXT   NOT NULL,
  kind     TEXT   NOT NULL,
  seq      BIGINT NOT NULL,
  state    TEXT   NOT NULL,
  class    BIGINT NOT NULL,
  rank     BIGINT NOT NULL,
  want     BIGINT NOT NULL,
  post     BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  taken    BIGINT NOT NULL,
  called   BIGINT NOT NULL,
  ended    BIGINT NOT NULL,
  passes   BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_ticket_no ON hall_ticket (hall, on_day, kind, seq)
--
CREATE INDEX hall_ticket_state ON hall_ticket (hall, on_day, state, class, rank)
