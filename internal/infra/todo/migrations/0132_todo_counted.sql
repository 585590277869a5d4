-- Counting what a role is offered reads the index alone.
CREATE INDEX todo_offered ON todo_item (department, role, live, due, id, kind, holder)
--
DROP INDEX todo_role
