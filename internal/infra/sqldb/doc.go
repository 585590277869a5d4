// Package sqldb is the floor under every table (数据存储): one portable SQL text
// over two engines, SQLite and PostgreSQL, with snapshot reads and a single
// writer per process that commits in groups.
//
// Invariants. Writes are data, never SQL text made on the way: a Write is a
// named statement with arguments and the number of rows it must touch. A batch
// is applied whole or not at all. A group of batches shares one commit; when a
// member fails, the group is applied again with a savepoint per batch, and if
// the engine ends the transaction on its own, each batch alone. A batch is
// acknowledged only when the commit is durable (fsync).
package sqldb
