CREATE TABLE case_assist (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  matter_id BIGINT NOT NULL,
  item      TEXT   NOT NULL,
  from_dept BIGINT NOT NULL,
  asker     BIGINT NOT NULL,
  to_dept   BIGINT NOT NULL,
  question  BYTEA  NOT NULL,
  cites     TEXT   NOT NULL,
  asked_at  BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  answerer  BIGINT NOT NULL,
  ended_at  BIGINT NOT NULL,
  result    TEXT   NOT NULL,
  answer    BYTEA  NOT NULL,
  grounds   TEXT   NOT NULL,
  task      BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX case_assist_case ON case_assist (case_id, id)
--
CREATE INDEX case_assist_to ON case_assist (to_dept, state, due)
