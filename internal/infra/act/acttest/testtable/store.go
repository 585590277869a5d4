// Package testtable is a sealed table for tests of the spine (测试用表); the
// product does not know it.
package testtable

import (
	"context"
	"embed"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations make the table.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Table is sealed, and salted by its owner's key.
var Table = sqldb.NewTable("thing", "owner", "id", "owner", "name", "secret", "n")

// Thing is one row.
type Thing struct {
	ID, Owner gov.ID
	Name      string
	N         int64
	Rev       int64
}

// Read reads one row.
func Read(ctx context.Context, q *sqldb.Q, id gov.ID) (t Thing, found bool, err error) {
	found, err = q.Row(ctx, "SELECT id, owner, name, n, rev FROM thing WHERE id = $1", []any{id}, &t.ID, &t.Owner, &t.Name, &t.N, &t.Rev)
	return t, found, err
}

// Stream is the stream of a thing.
func Stream(id gov.ID) string { return "thing/" + id.String() }

// Make makes a thing with a new owner.
func Make(ctx context.Context, e *act.Engine, who gov.Actor, key string, id gov.ID, name string) (Thing, error) {
	cmd := act.Command{Action: "makeThing", Actor: who, Key: key, Input: name, Claims: []string{Stream(id)}}
	return act.Do(ctx, e, cmd, func(p *act.Prep) (Thing, error) {
		t := Thing{ID: id, Owner: id + 1, Name: name, N: 1, Rev: 1}
		if err := p.Authorise(act.Resource{Type: "Thing", ID: id.String()}); err != nil {
			return t, err
		}
		if err := p.NewSubject(t.Owner); err != nil {
			return t, err
		}
		keys, err := p.Keys(t.Owner)
		if err != nil {
			return t, err
		}
		secret := keys.Encrypt("thing.secret", []byte("secret of "+name))
		if err := p.Insert(Table, []any{t.ID, t.Owner, t.Name, secret, t.N}); err != nil {
			return t, err
		}
		return t, p.Event("thing.made", Stream(id), seal.Data{"owner": t.Owner})
	})
}

// Count adds one to n.
func Count(ctx context.Context, e *act.Engine, who gov.Actor, key string, id gov.ID) (int64, error) {
	cmd := act.Command{Action: "countThing", Actor: who, Key: key, Claims: []string{Stream(id)}}
	return act.Do(ctx, e, cmd, func(p *act.Prep) (int64, error) {
		if err := p.Authorise(act.Resource{Type: "Thing", ID: id.String()}); err != nil {
			return 0, err
		}
		var secret []byte
		t, found, err := Read(ctx, p.Q(), id)
		if err != nil || !found {
			return 0, gov.NotFound("thing.none").Because(err)
		}
		if _, err := p.Q().Row(ctx, "SELECT secret FROM thing WHERE id = $1", []any{id}, &secret); err != nil {
			return 0, err
		}
		if err := p.Update(Table, []any{t.ID, t.Owner, t.Name, secret, t.N + 1}, t.Rev); err != nil {
			return 0, err
		}
		return t.N + 1, p.Event("thing.counted", Stream(id), seal.Data{"n": t.N + 1})
	})
}
