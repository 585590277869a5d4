CREATE TABLE event (
  id     BIGINT PRIMARY KEY,
  stream TEXT   NOT NULL,
  ver    BIGINT NOT NULL,
  name   TEXT   NOT NULL,
  body   BYTEA  NOT NULL
)
--
CREATE UNIQUE INDEX event_stream ON event (stream, ver)
--
CREATE TABLE leaf (
  seq   BIGINT PRIMARY KEY,
  event BIGINT NOT NULL,
  hash  BYTEA  NOT NULL
)
--
CREATE UNIQUE INDEX leaf_event ON leaf (event)
--
CREATE TABLE leaf_queue (
  event BIGINT PRIMARY KEY,
  hash  BYTEA NOT NULL
)
--
CREATE TABLE tile (
  id     BIGINT PRIMARY KEY,
  hashes BYTEA NOT NULL
)
--
CREATE TABLE checkpoint (
  size BIGINT PRIMARY KEY,
  at   BIGINT NOT NULL,
  note TEXT   NOT NULL
)
