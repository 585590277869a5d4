package guess_test

import (
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/ident/guess"
	"holon.example/holon/internal/infra/sqldb"
)

var nobody = gov.Actor{Kind: gov.Nobody, Channel: "portal"}

// try compares a code that is right or not.
func try(t *testing.T, e *act.Engine, what string, right bool) error {
	a := guess.Attempt{Who: nobody, Action: "queryProgress", Resource: act.Resource{Type: "Case"}, What: what}
	_, err := guess.Try(t.Context(), e, a, func() (int, bool, error) {
		if !right {
			return 0, false, gov.NotFound("case.none")
		}
		return 1, true, nil
	})
	return err
}

// nodes are two processes over one store.
func nodes(s *acttest.Spine) [2]*act.Engine {
	c := act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: s.Auth, Log: slog.New(slog.DiscardHandler)}
	return [2]*act.Engine{s.Engine, act.New(c)}
}

// Wrong codes count together whichever node is asked, shut the door for the rest of
// the window to right and wrong ones alike, and only that door.
func TestNodesCountTogether(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		both := nodes(s)
		for i := range guess.Most {
			if err := try(t, both[i%2], "case/1", false); gov.KindOf(err) != gov.KindNotFound {
				t.Fatalf("try %d: %v", i, err)
			}
		}
		for _, e := range both {
			for _, right := range []bool{false, true} {
				err := try(t, e, "case/1", right)
				var g *gov.Error
				if !errors.As(err, &g) || g.Kind != gov.KindTooMany || g.Wait != int64(guess.Window/time.Second) {
					t.Fatalf("%v", err)
				}
			}
			if err := try(t, e, "case/2", true); err != nil {
				t.Fatal("another door is shut too", err)
			}
		}
		s.Restart(t)
		if err := try(t, s.Engine, "case/1", true); gov.KindOf(err) != gov.KindTooMany {
			t.Fatal("a restart forgot it", err)
		}
		s.Clock.Set(s.Clock.Time().Add(guess.Window))
		if err := try(t, s.Engine, "case/1", true); err != nil {
			t.Fatal("the window is over", err)
		}
		if n, err := guess.Purge(t.Context(), s.Engine); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if n, err := guess.Purge(t.Context(), s.Engine); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		s.MustVerify(t)
	}, guess.Migrations)
}

// Many who try at once on two nodes are counted, every one, and no more than are
// allowed get an answer of their own.
func TestNobodySlipsThroughTogether(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		told := map[gov.Kind]int{}
		for i := range 40 {
			wg.Go(func() {
				err := try(t, nodes(s)[i%2], "case/1", false)
				mu.Lock()
				defer mu.Unlock()
				told[gov.KindOf(err)]++
			})
		}
		wg.Wait()
		if told[gov.KindNotFound] != guess.Most || told[gov.KindTooMany] != 40-guess.Most {
			t.Fatalf("%v", told)
		}
		var n int64
		if err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			_, err := q.Row(t.Context(), "SELECT wrong FROM guess", nil, &n)
			return err
		}); err != nil || n != guess.Most {
			t.Fatal(n, err)
		}
	}, guess.Migrations)
}

// What was tried cannot be read from the store.
func TestWhatWasTriedIsNotReadable(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		if err := try(t, s.Engine, "check/192.0.2.7", false); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
		var index string
		if err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			_, err := q.Row(t.Context(), "SELECT what_ix FROM guess", nil, &index)
			return err
		}); err != nil || index == "" || index == "check/192.0.2.7" {
			t.Fatal(index, err)
		}
	}, guess.Migrations)
}
