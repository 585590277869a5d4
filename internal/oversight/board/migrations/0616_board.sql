CREATE TABLE board_case (
  id       BIGINT PRIMARY KEY,
  no       TEXT   NOT NULL,
  division TEXT   NOT NULL,
  thing    TEXT   NOT NULL,
  units    BIGINT NOT NULL,
  received BIGINT NOT NULL,
  seq      BIGINT NOT NULL
)
--
CREATE TABLE board_matter (
  id         BIGINT PRIMARY KEY,
  case_id    BIGINT NOT NULL,
  no         TEXT   NOT NULL,
  division   TEXT   NOT NULL,
  item       TEXT   NOT NULL,
  department BIGINT NOT NULL,
  opened     BIGINT NOT NULL,
  due        BIGINT NOT NULL,
  paused     BIGINT NOT NULL,
  live       BIGINT NOT NULL,
  late       BIGINT NOT NULL,
  decided    BIGINT NOT NULL,
  outcome    TEXT   NOT NULL,
  missed     BIGINT NOT NULL,
  touched    BIGINT NOT NULL,
  seq        BIGINT NOT NULL
)
--
CREATE INDEX board_matter_live ON board_matter (division, live, due, id)
--
CREATE INDEX board_matter_decided ON board_matter (division, decided)
--
CREATE TABLE board_fact (
  id         BIGINT PRIMARY KEY,
  kind       TEXT   NOT NULL,
  department BIGINT NOT NULL,
  what       TEXT   NOT NULL,
  n          BIGINT NOT NULL,
  case_id    BIGINT NOT NULL,
  matter_id  BIGINT NOT NULL,
  item       TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  seq        BIGINT NOT NULL
)
--
CREATE INDEX board_fact_department ON board_fact (department, kind, id) WHERE department <> 0
--
CREATE INDEX board_fact_what ON board_fact (kind, what, id) WHERE department = 0
