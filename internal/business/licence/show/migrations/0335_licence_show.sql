CREATE TABLE licence_show (
  id      BIGINT PRIMARY KEY,
  licence BIGINT NOT NULL,
  holder  BIGINT NOT NULL,
  account BIGINT NOT NULL,
  purpose TEXT   NOT NULL,
  fields  TEXT   NOT NULL,
  made    BIGINT NOT NULL,
  until   BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  uses    BIGINT NOT NULL,
  note    BYTEA  NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE INDEX licence_show_holder ON licence_show (holder, id)
--
CREATE TABLE licence_show_use (
  id         BIGINT PRIMARY KEY,
  show_id    BIGINT NOT NULL,
  licence    BIGINT NOT NULL,
  holder     BIGINT NOT NULL,
  by_kind    TEXT   NOT NULL,
  department BIGINT NOT NULL,
  purpose    TEXT   NOT NULL,
  fields     TEXT   NOT NULL,
  at         BIGINT NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX licence_show_use_holder ON licence_show_use (holder, id)
