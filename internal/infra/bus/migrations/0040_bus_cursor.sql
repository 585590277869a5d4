CREATE TABLE bus_cursor (
  name  TEXT PRIMARY KEY,
  seq   BIGINT NOT NULL,
  owner TEXT   NOT NULL,
  until BIGINT NOT NULL
)
