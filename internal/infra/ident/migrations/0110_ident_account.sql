CREATE TABLE account (
  id       BIGINT PRIMARY KEY,
  kind     TEXT   NOT NULL,
  person   BIGINT NOT NULL,
  subject  BIGINT NOT NULL,
  division TEXT   NOT NULL,
  login_ix TEXT   NOT NULL,
  login    BYTEA  NOT NULL,
  name     BYTEA  NOT NULL,
  state    TEXT   NOT NULL,
  opened   BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX account_login ON account (login_ix)
--
CREATE INDEX account_person ON account (person)
--
CREATE TABLE credential (
  account BIGINT PRIMARY KEY,
  person  BIGINT NOT NULL,
  hash    BYTEA  NOT NULL,
  since   BIGINT NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE TABLE session (
  id      BIGINT PRIMARY KEY,
  kind    TEXT   NOT NULL,
  hash    TEXT   NOT NULL,
  account BIGINT NOT NULL,
  person  BIGINT NOT NULL,
  post    BIGINT NOT NULL,
  channel TEXT   NOT NULL,
  label   TEXT   NOT NULL,
  scopes  TEXT   NOT NULL,
  opened  BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  closed  BIGINT NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX session_hash ON session (hash)
--
CREATE INDEX session_account ON session (account)
--
CREATE INDEX session_expires ON session (expires)
--
CREATE TABLE session_seen (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL
)
--
CREATE TABLE signin_try (
  login_ix TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  until    BIGINT NOT NULL,
  last     BIGINT NOT NULL
)
