CREATE TABLE cat_resource (
  id         BIGINT PRIMARY KEY,
  own_key    TEXT   NOT NULL UNIQUE,
  code       TEXT   NOT NULL UNIQUE,
  department BIGINT NOT NULL,
  division   TEXT   NOT NULL,
  published  BIGINT NOT NULL,
  newest     BIGINT NOT NULL,
  updated    BIGINT NOT NULL,
  rev        BIGINT NOT NULL
);
CREATE INDEX cat_resource_department ON cat_resource (department, own_key);
CREATE TABLE cat_version (
  id        TEXT   PRIMARY KEY,
  resource  BIGINT NOT NULL,
  ver       BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  body      TEXT   NOT NULL,
  author    BIGINT NOT NULL,
  submitter BIGINT NOT NULL,
  reviewer  BIGINT NOT NULL,
  publisher BIGINT NOT NULL,
  made      BIGINT NOT NULL,
  handed_in BIGINT NOT NULL,
  checked   BIGINT NOT NULL,
  issued    BIGINT NOT NULL,
  ended     BIGINT NOT NULL,
  note      TEXT   NOT NULL,
  rev       BIGINT NOT NULL
);
CREATE INDEX cat_version_resource ON cat_version (resource, ver)
