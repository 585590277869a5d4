package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

// reader is an engine over the store that only reads: it has no writer, and no
// command is ever given to it.
func (s *Store) reader(auth act.Authoriser) *act.Engine {
	wall := gov.Wall()
	return act.New(act.Config{DB: s.DB, Mint: gov.NewMint(0, wall.Time), Now: wall.Time, Vault: s.Vault, Authoriser: auth, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

func (s *Store) calendar(ctx context.Context) (*calendar.Calendar, error) {
	return calendar.NewBook(s.reader(nil)).Current(ctx)
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

// Question is what somebody may do, as one asks on the command line.
type Question struct {
	As       string // login name or account id
	Action   string
	Resource string // TYPE:ID, such as Case:123, or a type alone
}

// Explain tells what the policies answer to a question, with reasons.
func (s *Store) Explain(ctx context.Context, ask Question) (access.Explanation, error) {
	var none access.Explanation
	signal := &epoch.Signal{}
	a, err := access.New(signal)
	if err != nil {
		return none, err
	}
	eng := s.reader(a)
	id := ident.New(ident.Config{Engine: eng, Org: org.New(eng, signal), Wall: gov.Wall().Time})
	account, err := gov.ParseID(ask.As)
	if err != nil {
		found, err := id.ByLogin(ctx, ask.As)
		if err != nil {
			return none, err
		}
		account = found.ID
	}
	who, err := id.As(ctx, account)
	if err != nil {
		return none, err
	}
	if !a.Knows(ask.Action) {
		return none, gov.NotFound("access.unknown_action").With("action", ask.Action)
	}
	what, err := s.resource(ctx, ask.Resource)
	if err != nil {
		return none, err
	}
	return a.Explain(ctx, eng, who, ask.Action, what)
}

// resource reads what a question is about, with the attributes the policies see.
func (s *Store) resource(ctx context.Context, text string) (r act.Resource, err error) {
	kind, rest := cut(text)
	r = act.Resource{Type: kind, ID: rest}
	if rest == "" {
		return r, nil
	}
	id, err := gov.ParseID(rest)
	if err != nil {
		return r, nil //nolint:nilerr // named otherwise, such as Organisation:site
	}
	err = s.DB.Read(ctx, func(q *sqldb.Q) error {
		switch kind {
		case "Case":
			c, err := casefile.Load(ctx, q, id)
			if err != nil {
				return err
			}
			ms, err := casefile.MattersOf(ctx, q, id)
			r = casefile.ResourceOf(c, ms)
			return err
		case "Task":
			item, err := todo.Get(ctx, q, id)
			if err != nil {
				return err
			}
			r = item.Resource()
		}
		return nil
	})
	return r, err
}

// cut parts TYPE:ID.
func cut(text string) (kind, id string) {
	kind, id, _ = strings.Cut(text, ":")
	return kind, id
}
