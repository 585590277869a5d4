CREATE TABLE std_element (
  id      TEXT   PRIMARY KEY,
  code    TEXT   NOT NULL,
  ver     BIGINT NOT NULL,
  latest  BIGINT NOT NULL,
  body    TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  person  BIGINT NOT NULL,
  rev     BIGINT NOT NULL
);
CREATE INDEX std_element_code ON std_element (code, ver);
CREATE INDEX std_element_latest ON std_element (latest, code);
CREATE TABLE std_edition (
  id      TEXT   PRIMARY KEY,
  list    TEXT   NOT NULL,
  ver     BIGINT NOT NULL,
  since   TEXT   NOT NULL,
  name_zh TEXT   NOT NULL,
  name_en TEXT   NOT NULL,
  source  TEXT   NOT NULL,
  codes   BYTEA  NOT NULL,
  at      BIGINT NOT NULL,
  person  BIGINT NOT NULL,
  rev     BIGINT NOT NULL
)
