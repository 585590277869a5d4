CREATE TABLE content_pack (
  id        TEXT   PRIMARY KEY,
  version   TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  place     BIGINT NOT NULL,
  digest    TEXT   NOT NULL,
  installed BIGINT NOT NULL,
  files     BYTEA  NOT NULL,
  rev       BIGINT NOT NULL
)
