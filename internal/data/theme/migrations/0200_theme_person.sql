CREATE TABLE theme_person (
  id           BIGINT PRIMARY KEY,
  number_index TEXT   NOT NULL,
  division     TEXT   NOT NULL,
  household    BIGINT NOT NULL,
  spouse       BIGINT NOT NULL,
  father       BIGINT NOT NULL,
  mother       BIGINT NOT NULL,
  number       BYTEA  NOT NULL,
  name         BYTEA  NOT NULL,
  sex          BYTEA  NOT NULL,
  birth        BYTEA  NOT NULL,
  nation       BYTEA  NOT NULL,
  address      BYTEA  NOT NULL,
  relation     BYTEA  NOT NULL,
  education    BYTEA  NOT NULL,
  mobile       BYTEA  NOT NULL,
  marital      BYTEA  NOT NULL,
  married      BYTEA  NOT NULL,
  kin          BYTEA  NOT NULL,
  as_of        BIGINT NOT NULL,
  rev          BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX theme_person_number ON theme_person (number_index)
--
CREATE INDEX theme_person_household ON theme_person (household)
--
CREATE TABLE theme_household (
  id           BIGINT PRIMARY KEY,
  number_index TEXT   NOT NULL,
  number       BYTEA  NOT NULL,
  rev          BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX theme_household_number ON theme_household (number_index)
