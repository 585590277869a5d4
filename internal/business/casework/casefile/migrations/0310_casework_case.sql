CREATE TABLE case_file (
  id         BIGINT PRIMARY KEY,
  no         TEXT   NOT NULL,
  division   TEXT   NOT NULL,
  thing      TEXT   NOT NULL,
  item       TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  applicant  BIGINT NOT NULL,
  quality    TEXT   NOT NULL,
  person     BIGINT NOT NULL,
  account    BIGINT NOT NULL,
  channel    TEXT   NOT NULL,
  owner      BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  received   BIGINT NOT NULL,
  accepted   BIGINT NOT NULL,
  deemed     BIGINT NOT NULL,
  ended      BIGINT NOT NULL,
  flow       BIGINT NOT NULL,
  query_code TEXT   NOT NULL,
  facts      BYTEA  NOT NULL,
  form       BYTEA  NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE UNIQUE INDEX case_file_no ON case_file (no)
--
CREATE INDEX case_file_applicant ON case_file (applicant, id)
--
CREATE TABLE case_matter (
  id         BIGINT PRIMARY KEY,
  case_id    BIGINT NOT NULL,
  item       TEXT   NOT NULL,
  department BIGINT NOT NULL,
  division   TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  outcome    TEXT   NOT NULL,
  after      TEXT   NOT NULL,
  joint      TEXT   NOT NULL,
  handling   TEXT   NOT NULL,
  handler    BIGINT NOT NULL,
  reviewer   BIGINT NOT NULL,
  approver   BIGINT NOT NULL,
  opened     BIGINT NOT NULL,
  decided    BIGINT NOT NULL,
  delivered  BIGINT NOT NULL,
  flow       BIGINT NOT NULL,
  process    TEXT   NOT NULL,
  licence    BIGINT NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX case_matter_case ON case_matter (case_id)
--
CREATE INDEX case_matter_department ON case_matter (department, state, id)
--
CREATE TABLE case_clock (
  id        BIGINT PRIMARY KEY,
  case_id   BIGINT NOT NULL,
  matter_id BIGINT NOT NULL,
  kind      TEXT   NOT NULL,
  open      BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  clock     TEXT   NOT NULL,
  jobs      TEXT   NOT NULL,
  rev       BIGINT NOT NULL
)
--
CREATE INDEX case_clock_case ON case_clock (case_id)
--
CREATE INDEX case_clock_open ON case_clock (open, due)
--
CREATE TABLE case_material (
  id      BIGINT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  code    TEXT   NOT NULL,
  name    BYTEA  NOT NULL,
  blob    TEXT   NOT NULL,
  type    TEXT   NOT NULL,
  size    BIGINT NOT NULL,
  state   TEXT   NOT NULL,
  origin  BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  by_whom BIGINT NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE INDEX case_material_case ON case_material (case_id)
--
CREATE TABLE case_opinion (
  id         BIGINT PRIMARY KEY,
  case_id    BIGINT NOT NULL,
  matter_id  BIGINT NOT NULL,
  step       TEXT   NOT NULL,
  page       TEXT   NOT NULL,
  post       BIGINT NOT NULL,
  department BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  result     TEXT   NOT NULL,
  cites      TEXT   NOT NULL,
  words      BYTEA  NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX case_opinion_case ON case_opinion (case_id)
--
CREATE TABLE case_visit (
  id      BIGINT PRIMARY KEY,
  case_id BIGINT NOT NULL,
  joint   TEXT   NOT NULL,
  matters TEXT   NOT NULL,
  staff   TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  results TEXT   NOT NULL,
  report  BYTEA  NOT NULL,
  rev     BIGINT NOT NULL
)
--
CREATE INDEX case_visit_case ON case_visit (case_id)
--
CREATE TABLE case_draft (
  id       BIGINT PRIMARY KEY,
  account  BIGINT NOT NULL,
  subject  BIGINT NOT NULL,
  division TEXT   NOT NULL,
  thing    TEXT   NOT NULL,
  item     TEXT   NOT NULL,
  state    TEXT   NOT NULL,
  updated  BIGINT NOT NULL,
  content  BYTEA  NOT NULL,
  rev      BIGINT NOT NULL
)
--
CREATE INDEX case_draft_account ON case_draft (account, state, id)
