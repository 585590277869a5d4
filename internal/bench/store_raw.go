package bench

import "holon.example/holon/internal/infra/sqldb"

// The rows of the raw limit that no package offers as a whole; the texts are those
// of the log and of the idempotency keys.
var (
	rawEvent = sqldb.NewStmt("bench.event", "INSERT INTO event (id, stream, ver, name, body) VALUES ($1, $2, $3, $4, $5)")
	rawLeaf  = sqldb.NewStmt("bench.leaf", "INSERT INTO leaf (seq, event, hash) VALUES ($1, $2, $3)")
	rawIdem  = sqldb.NewStmt("bench.idem", "INSERT INTO idem (id, digest, answer, event, at) VALUES ($1, $2, $3, $4, $5)")
)
