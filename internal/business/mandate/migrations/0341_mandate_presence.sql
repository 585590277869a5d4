CREATE TABLE window_presence (
  id       BIGINT PRIMARY KEY,
  subject  BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  post     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE INDEX window_presence_account ON window_presence (account, subject, at)
