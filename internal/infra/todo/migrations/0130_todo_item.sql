CREATE TABLE todo_item (
  id         BIGINT PRIMARY KEY,
  kind       TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  args       TEXT   NOT NULL,
  ref_kind   TEXT   NOT NULL,
  ref_id     BIGINT NOT NULL,
  ref_part   TEXT   NOT NULL,
  department BIGINT NOT NULL,
  role       TEXT   NOT NULL,
  post       BIGINT NOT NULL,
  claimed    BIGINT NOT NULL,
  holder     BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  live       BIGINT NOT NULL,
  warn       BIGINT NOT NULL,
  due        BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  closed     BIGINT NOT NULL,
  outcome    TEXT   NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX todo_department ON todo_item (department, live, due, id, kind)
--
CREATE INDEX todo_role ON todo_item (department, role, live, due, id, kind)
--
CREATE INDEX todo_holder ON todo_item (holder, live, due, id, kind)
--
CREATE INDEX todo_ref ON todo_item (ref_id, id)
