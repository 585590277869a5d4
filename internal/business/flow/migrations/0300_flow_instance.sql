CREATE TABLE flow_process (
  id   TEXT PRIMARY KEY,
  name TEXT  NOT NULL,
  bpmn BYTEA NOT NULL
)
--
CREATE TABLE flow_instance (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  matter_id BIGINT NOT NULL,
  process   TEXT   NOT NULL,
  version   TEXT   NOT NULL,
  status    TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  tasks     TEXT   NOT NULL,
  timers    TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX flow_instance_case ON flow_instance (case_id)
