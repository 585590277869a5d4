CREATE TABLE case_hand (
  id      BIGINT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  quality TEXT   NOT NULL,
  person  BIGINT NOT NULL,
  mandate BIGINT NOT NULL,
  post    BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE INDEX case_hand_case ON case_hand (case_id)
--
CREATE INDEX case_draft_subject ON case_draft (subject, state, id)
