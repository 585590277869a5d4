CREATE TABLE rating (
  id         BIGINT PRIMARY KEY,
  about      TEXT   NOT NULL,
  item       TEXT   NOT NULL,
  division   TEXT   NOT NULL,
  department BIGINT NOT NULL,
  level      BIGINT NOT NULL,
  channel    TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  task       BIGINT NOT NULL,
  made       BIGINT NOT NULL,
  due        TEXT   NOT NULL,
  words      BYTEA  NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX rating_about ON rating (about)
--
CREATE TABLE rating_figure (
  id    TEXT PRIMARY KEY,
  five  BIGINT NOT NULL,
  four  BIGINT NOT NULL,
  three BIGINT NOT NULL,
  two   BIGINT NOT NULL,
  one   BIGINT NOT NULL
)
