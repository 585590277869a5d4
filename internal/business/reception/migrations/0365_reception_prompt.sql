CREATE TABLE hall_prompt (
  id       BIGINT PRIMARY KEY,
  hall     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  case_id  BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
