package lease_test

import (
	"errors"
	"log/slog"
	"testing"

	"holon.example/holon/internal/app/lease"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
)

// Two processes never have the same number or duty; what one does not renew goes to
// the other.
func TestOneHolder(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		now := gov.Frozen(s.Clock.Time())
		log := slog.New(slog.DiscardHandler)
		a, b := lease.New(s.Writer, now.Time, "a", log), lease.New(s.Writer, now.Time, "b", log)
		first, name, err := a.Node()
		if err != nil || first != 0 {
			t.Fatal(first, err)
		}
		second, _, err := b.Node()
		if err != nil || second != 1 {
			t.Fatal("two nodes with one number:", second, err)
		}
		mine, theirs := a.Duty("seal"), b.Duty("seal")
		if !mine.Held(t.Context()) || theirs.Held(t.Context()) {
			t.Fatal("a duty has one holder")
		}
		now.Set(now.Time().Add(lease.DutyLife / 2))
		if !mine.Held(t.Context()) { // renews
			t.Fatal("a renewed duty was lost")
		}
		now.Set(now.Time().Add(lease.DutyLife * 2 / 3))
		if theirs.Held(t.Context()) {
			t.Fatal("a renewed duty was taken")
		}
		now.Set(now.Time().Add(lease.Life))
		if !theirs.Held(t.Context()) || mine.Held(t.Context()) {
			t.Fatal("a duty that nobody renewed stays held")
		}
		if held, err := b.Take(name); err != nil || !held {
			t.Fatal("a number that nobody renewed stays held", err)
		}
		if err := theirs.Release(); err != nil || !mine.Held(t.Context()) {
			t.Fatal("a released duty is not free", err)
		}
	})
}

// Whoever holds the lock of an embedded store need not wait for one who was killed.
func TestClear(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		log := slog.New(slog.DiscardHandler)
		if !lease.New(s.Writer, s.Clock.Time, "killed", log).Duty("seal").Held(t.Context()) {
			t.Fatal("a free duty is not to be had")
		}
		k := lease.New(s.Writer, s.Clock.Time, "next", log)
		if err := k.Clear(); err != nil || !k.Duty("seal").Held(t.Context()) {
			t.Fatal(err)
		}
	})
}

func TestNumbersRunOut(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		log := slog.New(slog.DiscardHandler)
		k := lease.New(s.Writer, s.Clock.Time, "one", log)
		for n := range 64 {
			if held, err := k.Take("node/" + gov.ID(n).String()); err != nil || !held {
				t.Fatal(n, err)
			}
		}
		if _, _, err := lease.New(s.Writer, s.Clock.Time, "another", log).Node(); !errors.Is(err, lease.ErrFull) {
			t.Fatal(err)
		}
	})
}
