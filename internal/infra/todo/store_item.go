package todo

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the work items.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// noDue stands in the column for "no limit", so that such items sort last.
const noDue = math.MaxInt64

var table = sqldb.NewTable("todo_item", "", "id", "kind", "title", "args", "ref_kind", "ref_id", "ref_part",
	"department", "role", "post", "claimed", "holder", "state", "live", "warn", "due", "created", "closed", "outcome", "about", "urged")

func (i *Item) row() ([]any, error) {
	args := []byte("{}")
	if len(i.Args) > 0 {
		var err error
		if args, err = json.Marshal(i.Args); err != nil || len(args) > maxArgs {
			return nil, gov.Invalid("todo.item").At("args", "todo.code").Because(err)
		}
	}
	due := i.Due
	if due == 0 {
		due = noDue
	}
	return []any{
		i.ID, i.Kind, i.Title, string(args), i.Ref.Kind, i.Ref.ID, i.Ref.Part, i.Department, i.Role, i.Post, i.Claimed, i.holder(),
		i.State, i.State.Live(), i.Warn, due, i.Created, i.Closed, i.Outcome, i.About, i.Urged,
	}, nil
}

func scan(s sqldb.Scanner) (*Item, error) {
	var i Item
	var args string
	var holder, live int64
	var about *string // rows from before these columns have none
	var urged *int64
	err := s.Scan(&i.ID, &i.Kind, &i.Title, &args, &i.Ref.Kind, &i.Ref.ID, &i.Ref.Part, &i.Department, &i.Role, &i.Post, &i.Claimed, &holder,
		&i.State, &live, &i.Warn, &i.Due, &i.Created, &i.Closed, &i.Outcome, &about, &urged, &i.Rev)
	if err != nil {
		return nil, err
	}
	if about != nil {
		i.About = *about
	}
	if urged != nil {
		i.Urged = *urged
	}
	if i.Due == noDue {
		i.Due = 0
	}
	if args != "{}" {
		if err := json.Unmarshal([]byte(args), &i.Args); err != nil {
			return nil, fmt.Errorf("todo %d: %w", i.ID, err)
		}
	}
	return &i, nil
}

// Get reads one item; NotFound when there is none.
func Get(ctx context.Context, q *sqldb.Q, id gov.ID) (*Item, error) {
	i, found, err := sqldb.One(ctx, q, scan, table.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("todo.none")
	}
	return i, err
}

// About lists the items of one thing, in the order they were opened: the live
// ones, or all.
func About(ctx context.Context, q *sqldb.Q, ref Ref, all bool) ([]*Item, error) {
	where, args := "ref_id = $1 AND ref_kind = $2", []any{ref.ID, ref.Kind}
	if ref.Part != "" {
		where, args = where+" AND ref_part = $3", append(args, ref.Part)
	}
	if !all {
		where += " AND live = 1"
	}
	return sqldb.All(ctx, q, scan, table.Select(where+" ORDER BY id"), args...)
}

func save(p *act.Prep, i *Item) error {
	row, err := i.row()
	if err != nil {
		return err
	}
	if err := p.Update(table, row, i.Rev); err != nil {
		return err
	}
	i.Rev++
	return nil
}
