CREATE TABLE content_wording (
  id      BIGINT PRIMARY KEY,
  kind    TEXT   NOT NULL,
  ref     TEXT   NOT NULL,
  version BIGINT NOT NULL,
  made    BIGINT NOT NULL,
  account BIGINT NOT NULL,
  words   TEXT   NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX content_wording_line ON content_wording (kind, ref, version)
