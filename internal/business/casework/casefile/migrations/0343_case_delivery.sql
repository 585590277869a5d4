CREATE TABLE case_delivery (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  matter_id BIGINT NOT NULL,
  way       TEXT   NOT NULL,
  number    TEXT   NOT NULL,
  receiver  TEXT   NOT NULL,
  person    BIGINT NOT NULL,
  mandate   BIGINT NOT NULL,
  signature BIGINT NOT NULL,
  consent   BIGINT NOT NULL,
  post      BIGINT NOT NULL,
  sent      BIGINT NOT NULL,
  received  BIGINT NOT NULL,
  late      BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX case_delivery_matter ON case_delivery (matter_id)
--
CREATE INDEX case_delivery_case ON case_delivery (case_id)
