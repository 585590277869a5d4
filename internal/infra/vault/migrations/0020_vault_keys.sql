CREATE TABLE subject_key (
  subject   BIGINT PRIMARY KEY,
  wrapped   BYTEA  NOT NULL,
  created   BIGINT NOT NULL,
  destroyed BIGINT NOT NULL
)
