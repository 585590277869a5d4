package content

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the installed packs.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var packTable = sqldb.NewTable("content_pack", "", "id", "version", "kind", "place", "digest", "installed", "files")

// Installed is a pack as the site has it.
type Installed struct {
	ID        string   `json:"id"`
	Version   string   `json:"version"`
	Kind      string   `json:"kind"`
	Digest    string   `json:"digest"` // SHA-256 of what was installed
	Installed gov.Time `json:"installed"`

	place int64 // order in which packs were joined
	files []byte
	rev   int64
}

func (i *Installed) row() []any {
	return []any{i.ID, i.Version, i.Kind, i.place, i.Digest, i.Installed, i.files}
}

func scanPack(s sqldb.Scanner) (*Installed, error) {
	i := &Installed{}
	return i, s.Scan(&i.ID, &i.Version, &i.Kind, &i.place, &i.Digest, &i.Installed, &i.files, &i.rev)
}

// readPacks reads the installed packs in the order they were joined.
func readPacks(ctx context.Context, q *sqldb.Q) ([]*Installed, error) {
	return sqldb.All(ctx, q, scanPack, packTable.Select("id <> '' ORDER BY place"))
}

// mark tells cheaply whether packs or words changed.
func mark(ctx context.Context, q *sqldb.Q) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COALESCE((SELECT SUM(rev) FROM content_pack), 0) + (SELECT COUNT(*) FROM content_wording)", nil, &n)
	return n, err
}
