package lease

import "holon.example/holon/internal/infra/sqldb"

var (
	takeLease = sqldb.NewStmt("lease.take", "INSERT INTO lease (name, owner, until) VALUES ($1, $2, $3) "+
		"ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE lease.owner = excluded.owner OR lease.until < $4")
	clearLeases = sqldb.NewStmt("lease.clear", "DELETE FROM lease")
	dropLease   = sqldb.NewStmt("lease.drop", "DELETE FROM lease WHERE name = $1 AND owner = $2")
)
