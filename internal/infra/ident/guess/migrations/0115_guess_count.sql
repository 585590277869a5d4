CREATE TABLE guess (
  what_ix TEXT   PRIMARY KEY,
  wrong   BIGINT NOT NULL,
  since   BIGINT NOT NULL
)
--
CREATE INDEX guess_since ON guess (since)
