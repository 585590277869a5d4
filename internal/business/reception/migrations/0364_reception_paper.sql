CREATE TABLE hall_mark (
  id       BIGINT PRIMARY KEY,
  hall     BIGINT NOT NULL,
  division TEXT   NOT NULL,
  target   BIGINT NOT NULL,
  code     TEXT   NOT NULL,
  original BIGINT NOT NULL,
  grade    TEXT   NOT NULL,
  blob     TEXT   NOT NULL,
  kind     TEXT   NOT NULL,
  size     BIGINT NOT NULL,
  account  BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_mark_code ON hall_mark (target, code)
--
CREATE TABLE hall_collection (
  id        BIGINT PRIMARY KEY,
  hall      BIGINT NOT NULL,
  division  TEXT   NOT NULL,
  case_id   BIGINT NOT NULL,
  matter    BIGINT NOT NULL,
  recipient BIGINT NOT NULL,
  quality   TEXT   NOT NULL,
  mandate   BIGINT NOT NULL,
  method    TEXT   NOT NULL,
  signature TEXT   NOT NULL,
  account   BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX hall_collection_matter ON hall_collection (matter)
