package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Check is one finding of the doctor.
type Check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty"`
}

// Doctor examines a site from outside: what would keep it from working today or soon.
func Doctor(ctx context.Context, c Config) []Check {
	var out []Check
	add := func(name string, err error) bool {
		k := Check{Name: name, OK: err == nil}
		if err != nil {
			k.Note = err.Error()
		}
		out = append(out, k)
		return k.OK
	}
	if !add("config", c.Complete()) {
		return out
	}
	add("data folder", private(c.Data))
	add("font", fontThere())
	s, err := Inspect(ctx, c)
	if !add("keys and store", err) {
		return out
	}
	defer func() { _ = s.Close() }() // it was only read
	add("schema", s.DB.Read(ctx, func(q *sqldb.Q) error { return hasTables(ctx, q) }))
	out = append(out, s.filesThere(ctx))
	add("calendar", s.calendarReaches(ctx))
	add("jobs", s.noDeadJobs(ctx))
	add("seal", s.sealed(ctx))
	return out
}

// private tells whether nobody else can read the data folder.
func private(dir string) error {
	i, err := os.Stat(dir)
	if err == nil && i.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s is open to others (%s): chmod 700", dir, i.Mode().Perm())
	}
	return err
}

func fontThere() error {
	_, err := pdf.Missing(pdf.Document{Title: "A"})
	return err
}

func hasTables(ctx context.Context, q *sqldb.Q) error {
	for _, t := range sqldb.Tables() {
		ok, err := q.HasTable(ctx, t.Name)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("table %s is missing: holon migrate", t.Name)
		}
	}
	return nil
}

// sealed tells whether the newest checkpoint is young, or everything is under it.
func (s *Store) sealed(ctx context.Context) error {
	text, err := seal.Newest(ctx, s.DB)
	if err != nil || text == "" {
		return errors.Join(err, notIf(text != "", "nothing is sealed yet"))
	}
	_, err = s.Signer.Open(text)
	return err
}

func notIf(ok bool, text string) error {
	if ok {
		return nil
	}
	return errors.New(text)
}

// soon is how far ahead limits are computed every day.
const soon = 120 * 24 * time.Hour

func (s *Store) calendarReaches(ctx context.Context) error {
	cal, err := s.calendar(ctx)
	if err != nil {
		return err
	}
	today := gov.Wall().Time()
	_, last := cal.Covers()
	if last < today.Add(soon).Date() {
		return fmt.Errorf("the calendar ends on %s", last)
	}
	return nil
}
