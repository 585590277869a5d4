CREATE TABLE policy_epoch (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)
--
INSERT INTO policy_epoch (id, n) VALUES (1, 1)
--
CREATE TABLE lease (
  name  TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  until BIGINT NOT NULL
)
