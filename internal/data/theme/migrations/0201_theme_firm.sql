CREATE TABLE theme_firm (
  id           BIGINT PRIMARY KEY,
  uscc         TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  status       TEXT   NOT NULL,
  address      TEXT   NOT NULL,
  founded      TEXT   NOT NULL,
  capital      TEXT   NOT NULL,
  industry     TEXT   NOT NULL,
  scope        TEXT   NOT NULL,
  division     TEXT   NOT NULL,
  legal        BIGINT NOT NULL,
  legal_name   BYTEA  NOT NULL,
  legal_number BYTEA  NOT NULL,
  phone        BYTEA  NOT NULL,
  as_of        BIGINT NOT NULL,
  rev          BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX theme_firm_uscc ON theme_firm (uscc)
--
CREATE INDEX theme_firm_legal ON theme_firm (legal, id)
