package apply_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/packs"
)

const city = "990100"

// bench is the desk over the packs of the demo city.
type bench struct {
	*acttest.Spine
	*apply.Desk
	t     *testing.T
	jobs  *jobs.Runner
	me    gov.Actor
	asked int // how often registers were asked
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	lib := library(t)
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := &bench{Spine: s, t: t, me: gov.Actor{Kind: gov.Citizen, Account: 11, Subject: 12, Person: 12, Channel: "portal", Session: 13}}
		b.Desk = &apply.Desk{
			Act: s.Engine, Library: func() *matter.Library { return lib },
			Known: func(context.Context, gov.Actor, apply.About, []form.Lookup) (map[string]any, error) {
				b.asked++
				return map[string]any{"firmName": "听雨面馆"}, nil
			},
			Firm:  func(context.Context, *act.Q, gov.ID) (bool, error) { return false, nil },
			Firms: func(context.Context, *act.Q, gov.ID) ([]gov.ID, error) { return nil, nil },
		}
		b.jobs = jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, slog.New(slog.DiscardHandler))
		b.jobs.Handle(apply.ExpireJob, b.Expire)
		fn(t, b)
	}, casefile.Migrations, mandate.Migrations)
}

func library(t *testing.T) *matter.Library {
	t.Helper()
	var all []*matter.Pack
	for _, name := range []string{"law-cn", "calendar-cn", "items-basic", "restaurant", "newborn", "haitang"} {
		sub, err := fs.Sub(packs.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := matter.Load(sub)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	lib, found := matter.NewLibrary(all...)
	if bad := matter.Errors(found); len(bad) > 0 {
		t.Fatal(bad)
	}
	return lib
}

func (b *bench) start() *apply.Draft {
	b.t.Helper()
	d, err := b.Start(b.t.Context(), b.me, "", apply.Application{Division: city, Thing: "open-restaurant"})
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// put writes one answer over a revision.
func (b *bench) put(id gov.ID, rev int64, key, name string, v any) (*apply.Draft, error) {
	return b.Change(b.t.Context(), b.me, apply.Edit{Draft: id, Revision: rev, Key: key, Input: v}, func(c *apply.Content) error {
		if c.Answers == nil {
			c.Answers = map[string]any{}
		}
		c.Answers[name] = v
		return nil
	})
}

func TestTwoWindowsDoNotOverwriteOneAnother(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		d := b.start()
		first, err := b.put(d.ID, d.Revision, "k1", "floor", 3)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.put(d.ID, d.Revision, "k2", "floor", 4); gov.KindOf(err) != gov.KindConflict {
			t.Fatal("the older window was let in", err)
		}
		again, err := b.put(d.ID, d.Revision, "k1", "floor", 3) // a double click
		if err != nil || again.Revision != first.Revision || again.Answers["floor"] == nil {
			t.Fatal(again, err)
		}
		if _, err := b.put(d.ID, first.Revision, "k3", "floor", 4); err != nil {
			t.Fatal(err)
		}
		b.MustVerify(t)
	})
}

func TestDraftIsItsOwnersAndLeaksNowhere(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		d := b.start()
		secret := "金水桥下的秘密"
		if _, err := b.put(d.ID, 0, "leak", "premisesAddress", secret); err != nil {
			t.Fatal(err)
		}
		other := gov.Actor{Kind: gov.Citizen, Account: 21, Subject: 22, Person: 22}
		_, err := b.Load(t.Context(), other, d.ID)
		if gov.KindOf(err) != gov.KindNotFound {
			t.Fatal("somebody else's draft", err)
		}
		_, err = b.Change(t.Context(), other, apply.Edit{Draft: d.ID}, func(*apply.Content) error { return nil })
		if gov.KindOf(err) != gov.KindNotFound {
			t.Fatal("changed by somebody else", err)
		}
		if _, err := b.PutPiece(t.Context(), other, apply.Piece{Draft: d.ID, File: strings.Repeat("a", 16), Body: []byte("x")}); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal("a piece of somebody else", err)
		}
		if err := b.Discard(t.Context(), other, "", d.ID); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal("thrown away by somebody else", err)
		}
		for _, where := range []string{"SELECT answer FROM idem", "SELECT content FROM case_draft", "SELECT body FROM event"} {
			if err := b.Engine.Read(t.Context(), func(q *sqldb.Q) error {
				return q.Each(t.Context(), where, nil, func(s sqldb.Scanner) error {
					var raw []byte
					if err := s.Scan(&raw); err != nil {
						return err
					}
					if bytes.Contains(raw, []byte(secret)) {
						t.Errorf("plain in %s", where)
					}
					return nil
				})
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestDraftEndsWithItsTerm(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		idle, kept := b.start(), b.start()
		b.Clock.Set(b.Clock.Time().Add(60 * 24 * time.Hour))
		if _, err := b.put(kept.ID, 0, "", "floor", 1); err != nil {
			t.Fatal(err)
		}
		b.Clock.Set(b.Clock.Time().Add(31 * 24 * time.Hour))
		b.run()
		if gone, err := b.Load(t.Context(), b.me, idle.ID); err != nil || gone.Answers != nil {
			t.Fatal("still there", gone, err)
		}
		list, err := b.Drafts(t.Context(), b.me)
		if err != nil || len(list) != 1 || list[0].ID != kept.ID {
			t.Fatal(list, err)
		}
		b.Clock.Set(b.Clock.Time().Add(60 * 24 * time.Hour))
		b.run()
		if list, err = b.Drafts(t.Context(), b.me); err != nil || len(list) != 0 {
			t.Fatal(list, err)
		}
	})
}

func (b *bench) run() {
	b.t.Helper()
	if _, err := b.jobs.RunDue(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func TestDiscardDeletesWhatIsWritten(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		d := b.start()
		if err := b.Discard(t.Context(), b.me, "x", d.ID); err != nil {
			t.Fatal(err)
		}
		if err := b.Discard(t.Context(), b.me, "x", d.ID); err != nil {
			t.Fatal("a double click", err)
		}
		if _, err := b.put(d.ID, 0, "", "floor", 1); gov.KindOf(err) != gov.KindConflict {
			t.Fatal(err)
		}
	})
}

func TestRegistersAreAskedOnceForADraft(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		d := b.start()
		b.asked = 0
		in := d.Application()
		in.Situation = map[string]any{"diningArea": json.Number("86"), "foodScope": []any{"hot"}, "signboard": false}
		o, err := b.Outline(in)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if d, err = b.Prefill(t.Context(), b.me, d, o); err != nil || d.Known["firmName"] != "听雨面馆" {
				t.Fatal(d, err)
			}
			if d, err = b.Load(t.Context(), b.me, d.ID); err != nil {
				t.Fatal(err)
			}
		}
		if b.asked != 1 {
			t.Fatalf("asked %d times", b.asked)
		}
		b.Clock.Set(b.Clock.Time().Add(13 * time.Hour))
		if _, err = b.Prefill(t.Context(), b.me, d, o); err != nil || b.asked != 2 {
			t.Fatal("not asked again after half a day", b.asked, err)
		}
	})
}

func TestFileComesInPieces(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		d := b.start()
		name := strings.Repeat("ab", 10)
		body := bytes.Repeat([]byte("0123456789"), 120_000)
		var pieces [][]byte
		for rest := body; len(rest) > 0; {
			n := min(apply.PieceSize, len(rest))
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		if _, err := b.PutPiece(t.Context(), b.me, apply.Piece{Draft: d.ID, File: name, N: 1, Body: pieces[1]}); gov.KindOf(err) != gov.KindConflict {
			t.Fatal("a gap", err)
		}
		for i, p := range pieces {
			for range 2 { // the answer to the first was lost
				if n, err := b.PutPiece(t.Context(), b.me, apply.Piece{Draft: d.ID, File: name, N: i, Body: p}); err != nil || n != i+1 {
					t.Fatal(n, err)
				}
			}
		}
		n, err := b.Pieces(t.Context(), b.me, d.ID, name)
		if err != nil || n != len(pieces) {
			t.Fatal(n, err)
		}
		got, err := io.ReadAll(b.Whole(t.Context(), d.ID, name, n))
		if err != nil || !bytes.Equal(got, body) {
			t.Fatal(len(got), err)
		}
		if err := b.DropPieces(t.Context(), b.me, d.ID, name); err != nil {
			t.Fatal(err)
		}
		if n, err = b.Pieces(t.Context(), b.me, d.ID, name); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		for _, bad := range []apply.Piece{{File: "../x", Body: []byte{1}}, {File: name, N: -1, Body: []byte{1}}, {File: name, N: 1 << 20, Body: []byte{1}}, {File: name}, {File: name, Body: make([]byte, apply.PieceSize+1)}} {
			bad.Draft = d.ID
			if _, err := b.PutPiece(t.Context(), b.me, bad); err == nil {
				t.Errorf("taken: %s %d %d", bad.File, bad.N, len(bad.Body))
			}
		}
	})
}

func TestSignatureIsOfWhatStands(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		d := b.start()
		if err := b.Sign(t.Context(), b.me, apply.Edit{Draft: d.ID, Revision: d.Revision, Key: "s"}, "password"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.put(d.ID, d.Revision, "", "floor", 2); err != nil {
			t.Fatal(err)
		}
		if err := b.Sign(t.Context(), b.me, apply.Edit{Draft: d.ID, Revision: d.Revision, Key: "s2"}, "password"); gov.KindOf(err) != gov.KindConflict {
			t.Fatal("signed what is no more", err)
		}
	})
}
