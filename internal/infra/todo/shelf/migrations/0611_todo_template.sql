CREATE TABLE todo_template (
  id         BIGINT PRIMARY KEY,
  kind       TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  used_for   TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  shared     BIGINT NOT NULL,
  account    BIGINT NOT NULL,
  department BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  rev        BIGINT NOT NULL
)
--
CREATE INDEX todo_template_department ON todo_template (department, kind, name)
--
CREATE INDEX todo_template_account ON todo_template (account, kind)
