package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/sqldb"
)

// Reader is an engine over the store that only reads: it has no writer, and no
// command is ever given to it.
func (s *Store) Reader(auth act.Authoriser) *act.Engine {
	wall := gov.Wall()
	return act.New(act.Config{DB: s.DB, Mint: gov.NewMint(0, wall.Time), Now: wall.Time, Vault: s.Vault, Authoriser: auth, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

func (s *Store) calendar(ctx context.Context) (*calendar.Calendar, error) {
	return calendar.NewBook(s.Reader(nil)).Current(ctx)
}

func (s *Store) noDeadJobs(ctx context.Context) error {
	return s.DB.Read(ctx, func(q *sqldb.Q) error {
		_, dead, err := jobs.Counts(ctx, q, gov.Wall().Time())
		if err == nil && dead > 0 {
			err = fmt.Errorf("%d jobs failed for good", dead)
		}
		return err
	})
}
