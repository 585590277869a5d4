CREATE TABLE org_unit (
  version  BIGINT PRIMARY KEY,
  unit     BIGINT NOT NULL,
  kind     TEXT   NOT NULL,
  parent   BIGINT NOT NULL,
  division TEXT   NOT NULL,
  code     TEXT   NOT NULL,
  uscc     TEXT   NOT NULL,
  name_zh  TEXT   NOT NULL,
  name_en  TEXT   NOT NULL,
  short_zh TEXT   NOT NULL,
  short_en TEXT   NOT NULL,
  form     TEXT   NOT NULL,
  roles    TEXT   NOT NULL,
  from_day  TEXT  NOT NULL,
  until_day TEXT  NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX org_unit_line ON org_unit (unit, from_day)
--
CREATE TABLE org_assignment (
  id        BIGINT PRIMARY KEY,
  person    BIGINT NOT NULL,
  post      BIGINT NOT NULL,
  part      TEXT   NOT NULL,
  from_day  TEXT   NOT NULL,
  until_day TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE TABLE org_absence (
  id        BIGINT PRIMARY KEY,
  person    BIGINT NOT NULL,
  from_day  TEXT   NOT NULL,
  until_day TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE TABLE org_delegation (
  id        BIGINT PRIMARY KEY,
  from_dept BIGINT NOT NULL,
  to_dept   BIGINT NOT NULL,
  items     TEXT   NOT NULL,
  basis     TEXT   NOT NULL,
  announced TEXT   NOT NULL,
  from_day  TEXT   NOT NULL,
  until_day TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE TABLE org_succession (
  id       BIGINT PRIMARY KEY,
  link     TEXT   NOT NULL,
  from_unit BIGINT NOT NULL,
  to_unit   BIGINT NOT NULL,
  on_day    TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
