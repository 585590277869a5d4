package reception_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
)

const city = "990100"

// hall is a small organisation: one hall with two windows, another with one.
type bench struct {
	*acttest.Spine
	t        *testing.T
	eng      *act.Engine
	org      *org.Org
	hall     gov.ID
	other    gov.ID
	windows  []gov.ID // two of the hall, one of the other
	queue    queue.Desk
	shift    shift.Desk
	booking  booking.Desk
	outage   outage.Desk
	collect  collect.Desk
	cases    map[gov.ID]collect.Whose
	mandates *mandate.Desk
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := open(t, s)
		fn(t, b)
		s.MustVerify(t)
	}, access.Migrations, org.Migrations, mandate.Migrations, reception.Migrations)
}

func open(t *testing.T, s *acttest.Spine) *bench {
	t.Helper()
	signal := &epoch.Signal{}
	acc, err := access.New(signal)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Spine: s, t: t, cases: map[gov.ID]collect.Whose{}}
	b.eng = act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: slog.New(slog.DiscardHandler)})
	b.org = org.New(b.eng, signal)
	b.organise()
	halls := reception.Halls{OrgIn: b.org.In}
	pack, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := pack.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	b.queue = queue.Desk{Act: b.eng, Halls: halls}
	b.shift = shift.Desk{
		Act: b.eng, Halls: halls,
		Drafts: func(context.Context, *sqldb.Q, gov.ID) (int64, error) { return 2, nil },
		Serving: func(ctx context.Context, q *sqldb.Q, hall, post gov.ID, day gov.Date) (gov.ID, error) {
			t, err := queue.At(ctx, q, hall, post, day)
			if err != nil || t == nil {
				return 0, err
			}
			return t.ID, nil
		},
	}
	b.booking = booking.Desk{Act: b.eng, Halls: halls, Calendar: func() *calendar.Calendar { return cal }}
	b.outage = outage.Desk{Act: b.eng, Halls: halls}
	b.collect = collect.Desk{
		Act: b.eng,
		Case: func(_ context.Context, _ *sqldb.Q, id gov.ID) (collect.Whose, error) {
			w, ok := b.cases[id]
			if !ok {
				return w, gov.NotFound("case.none")
			}
			return w, nil
		},
		Firms: func(_ context.Context, _ *sqldb.Q, person gov.ID) ([]gov.ID, error) {
			if person == head {
				return []gov.ID{firm}, nil
			}
			return nil, nil
		},
		File: func(context.Context, gov.Actor, string) error { return gov.NotFound("blob.not_found") },
	}
	b.mandates = mandate.New(mandate.Config{
		Act: b.eng,
		Match: func(_ context.Context, _ *act.Prep, p mandate.Party) (gov.ID, error) {
			return map[string]gov.ID{"苏念慈": granny, "姚禾川": grandson, "陆景": head}[p.Name], nil
		},
		Firms:     func(context.Context, *sqldb.Q, gov.ID) ([]gov.ID, error) { return nil, nil },
		Names:     func(context.Context, *act.Prep, []gov.ID) (map[gov.ID]string, error) { return map[gov.ID]string{}, nil },
		File:      func(context.Context, gov.Actor, string) (string, int64, error) { return "image/png", 1, nil },
		Offers:    func(string) bool { return true },
		Applicant: func(context.Context, *sqldb.Q, gov.ID) (gov.ID, error) { return granny, nil },
	})
	return b
}

// People of the tests; who is at a window is numbered by the window.
const (
	granny   = gov.ID(101)
	grandson = gov.ID(102)
	head     = gov.ID(103)
	firm     = gov.ID(201)
)

// organise makes two halls: one with two windows, another with one.
func (b *bench) organise() {
	b.t.Helper()
	code := func(org8 string) string {
		c, err := idcode.MakeUSCC('1', '2', city, org8)
		if err != nil {
			b.t.Fatal(err)
		}
		return c
	}
	hall := func(key, org8 string, windows ...string) org.DepartmentDef {
		d := org.DepartmentDef{Key: key, USCC: code(org8), Name: org.Name{Zh: key, En: key}, Form: org.Centre, Division: city}
		for _, w := range windows {
			d.Posts = append(d.Posts, org.PostDef{Code: w, Name: org.Name{Zh: w, En: w}, Roles: []string{org.Clerk}})
		}
		return d
	}
	st := org.Structure{
		From: "2020-01-01", Divisions: []org.DivisionDef{{Code: city, Name: org.Name{Zh: "市", En: "City"}}},
		Departments: []org.DepartmentDef{hall("hall", "00000001", "one", "two"), hall("other", "00000002", "far")},
	}
	if _, err := b.org.Import(b.t.Context(), gov.Job("setup"), st, map[string]gov.ID{}); err != nil {
		b.t.Fatal(err)
	}
	snap, err := b.org.Snapshot(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, h := range reception.All(snap, b.Clock.Time().Date()) {
		if h.Name.En == "hall" {
			b.hall = h.ID
		} else {
			b.other = h.ID
		}
	}
	for _, id := range []gov.ID{b.hall, b.other} {
		h, err := reception.Find(snap, id, b.Clock.Time().Date())
		if err != nil {
			b.t.Fatal(err)
		}
		for _, w := range h.Windows {
			b.windows = append(b.windows, w.ID)
		}
	}
	if len(b.windows) != 3 {
		b.t.Fatalf("windows: %v", b.windows)
	}
}

// clerk sits at a window: 0 and 1 of the hall, 2 of the other one.
func (b *bench) clerk(n int) gov.Actor {
	a := gov.Actor{
		Kind: gov.Officer, Account: gov.ID(1300 + n), Person: gov.ID(300 + n), Subject: gov.ID(300 + n), Post: b.windows[n], Department: b.hall, Division: city,
		Roles: []string{org.Clerk}, Channel: "counter",
	}
	if n == 2 {
		a.Department = b.other
	}
	return a
}

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Division: city, Channel: "portal"}
}

var nobody = gov.Actor{Kind: gov.Nobody, Channel: "portal"}

// must fails the test on an error.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused wants an error of a kind, with a rule or a field if one is named.
func refused[T any](t *testing.T, v T, err error, kind gov.Kind, what string) {
	t.Helper()
	var e *gov.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Fatalf("want %v %s, got %v (%v)", kind, what, err, v)
	}
	ok := what == "" || e.Key == what || e.Rule == what
	for _, f := range e.Fields {
		ok = ok || f.Path == what || f.Key == what
	}
	if !ok {
		t.Fatalf("want %s, got %+v", what, e)
	}
}
