CREATE TABLE mail_message (
  id       BIGINT PRIMARY KEY,
  subject  BIGINT NOT NULL,
  kind     TEXT   NOT NULL,
  number   TEXT   NOT NULL,
  ref_kind TEXT   NOT NULL,
  ref_id   BIGINT NOT NULL,
  made     BIGINT NOT NULL,
  seen     BIGINT NOT NULL,
  args     BYTEA  NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE INDEX mail_message_subject ON mail_message (subject, id)
--
CREATE TABLE mail_channel (
  id      TEXT   PRIMARY KEY,
  subject BIGINT NOT NULL,
  channel TEXT   NOT NULL,
  lang    TEXT   NOT NULL,
  given   BIGINT NOT NULL,
  ended   BIGINT NOT NULL,
  address BYTEA  NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE TABLE mail_delivery (
  id       BIGINT PRIMARY KEY,
  subject  BIGINT NOT NULL,
  message  BIGINT NOT NULL,
  channel  TEXT   NOT NULL,
  state    TEXT   NOT NULL,
  attempts BIGINT NOT NULL,
  made     BIGINT NOT NULL,
  ended    BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE INDEX mail_delivery_state ON mail_delivery (state, id)
