CREATE TABLE case_piece (
  draft BIGINT  NOT NULL,
  file  TEXT    NOT NULL,
  n     INTEGER NOT NULL,
  at    BIGINT  NOT NULL,
  body  BYTEA   NOT NULL,
  PRIMARY KEY (draft, file, n)
)
