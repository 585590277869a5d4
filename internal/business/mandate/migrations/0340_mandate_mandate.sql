CREATE TABLE mandate (
  id             BIGINT PRIMARY KEY,
  principal      BIGINT NOT NULL,
  firm           BIGINT NOT NULL,
  delegate       BIGINT NOT NULL,
  kind           TEXT   NOT NULL,
  may_apply      BIGINT NOT NULL,
  may_supplement BIGINT NOT NULL,
  may_read       BIGINT NOT NULL,
  may_collect    BIGINT NOT NULL,
  scope          TEXT   NOT NULL,
  case_id        BIGINT NOT NULL,
  from_on        TEXT   NOT NULL,
  until_on       TEXT   NOT NULL,
  state          TEXT   NOT NULL,
  division       TEXT   NOT NULL,
  channel        TEXT   NOT NULL,
  paper          TEXT   NOT NULL,
  paper_key      BIGINT NOT NULL,
  account        BIGINT NOT NULL,
  made           BIGINT NOT NULL,
  accepted       BIGINT NOT NULL,
  ended          BIGINT NOT NULL,
  ended_by       TEXT   NOT NULL,
  job            BIGINT NOT NULL,
  rev            BIGINT NOT NULL
)
--
CREATE INDEX mandate_principal ON mandate (principal, id)
--
CREATE INDEX mandate_delegate ON mandate (delegate, id)
--
CREATE TABLE mandate_item (
  id        BIGINT PRIMARY KEY,
  mandate   BIGINT NOT NULL,
  principal BIGINT NOT NULL,
  item      TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX mandate_item_mandate ON mandate_item (mandate)
