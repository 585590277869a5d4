CREATE TABLE blob_file (
  ref     TEXT   PRIMARY KEY,
  size    BIGINT NOT NULL,
  created BIGINT NOT NULL,
  kept    BIGINT NOT NULL
)
--
CREATE INDEX blob_file_coming ON blob_file (kept, created)
--
CREATE TABLE blob_chunk (
  ref  TEXT   NOT NULL,
  n    BIGINT NOT NULL,
  data BYTEA  NOT NULL,
  PRIMARY KEY (ref, n)
)
