package feedback

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of ratings.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// A rating has a key of its own: it points at nobody.
var (
	table       = sqldb.NewTable("rating", "id", "id", "about", "item", "division", "department", "level", "channel", "state", "task", "made", "due", "words")
	figureTable = bus.NewTable("rating_figure", "id", "five", "four", "three", "two", "one")
)

const labelWords = "rating.words"

type stored struct {
	*Rating
	words []byte
}

func scan(s sqldb.Scanner) (stored, error) {
	v := stored{Rating: &Rating{}}
	err := s.Scan(&v.ID, &v.about, &v.Item, &v.Division, &v.Department, &v.Level, &v.Channel, &v.State, &v.task, &v.Made, &v.Due, &v.words, &v.rev)
	return v, err
}

func (r *Rating) put(p *act.Prep) error {
	if r.rev == 0 {
		if err := p.NewSubject(r.ID); err != nil {
			return err
		}
	}
	keys, err := p.Keys(r.ID)
	if err != nil {
		return err
	}
	words, err := json.Marshal(r.Words)
	if err != nil {
		return fmt.Errorf("feedback: %w", err)
	}
	row := []any{r.ID, r.about, r.Item, r.Division, r.Department, r.Level, r.Channel, r.State, r.task, r.Made, r.Due, keys.Encrypt(labelWords, words)}
	if r.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, r.rev)
}

// load reads a rating by a condition; found is false when there is none.
func load(ctx context.Context, p *act.Prep, where string, arg any) (r *Rating, found bool, err error) {
	v, found, err := sqldb.One(ctx, p.Q(), scan, table.Select(where), arg)
	if err != nil || !found {
		return nil, found, err
	}
	keys, err := p.Keys(v.ID)
	if err != nil {
		return nil, true, err
	}
	plain, err := keys.Decrypt(labelWords, v.words)
	if err != nil {
		return nil, true, err
	}
	if err := json.Unmarshal(plain, &v.Words); err != nil {
		return nil, true, fmt.Errorf("rating %d: %w", v.ID, err)
	}
	return v.Rating, true, nil
}

func place(division, item string) string { return division + "/" + item }

// Of reads the figures of an item; zero where nobody has rated it.
func Of(ctx context.Context, q *sqldb.Q, division, item string) (f Figure, err error) {
	_, err = q.Row(ctx, "SELECT one, two, three, four, five FROM rating_figure WHERE id = $1", []any{place(division, item)},
		&f.Levels[0], &f.Levels[1], &f.Levels[2], &f.Levels[3], &f.Levels[4])
	return f, err
}
