CREATE TABLE case_move (
  id         BIGINT PRIMARY KEY,
  case_id    BIGINT NOT NULL,
  matter_id  BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  task       BIGINT NOT NULL,
  by_post    BIGINT NOT NULL,
  department BIGINT NOT NULL,
  to_post    BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  reason     BYTEA  NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX case_move_case ON case_move (case_id, id)
