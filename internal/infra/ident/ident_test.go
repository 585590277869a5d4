package ident_test

import (
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
)

const password = "red-lantern-42"

// node is one process over the store: policies, organisation, identities.
type node struct {
	eng   *act.Engine
	org   *org.Org
	ident *ident.Ident
}

func newNode(t testing.TB, s *acttest.Spine) *node {
	t.Helper()
	signal := &epoch.Signal{}
	a, err := access.New(signal)
	if err != nil {
		t.Fatal(err)
	}
	n := &node{eng: act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: a, Log: slog.New(slog.DiscardHandler)})}
	n.org = org.New(n.eng, signal)
	n.ident = ident.New(ident.Config{Engine: n.eng, Org: n.org, Wall: s.Clock.Time})
	return n
}

// town is a site with three people: a citizen, an officer, an administrator.
type town struct {
	*acttest.Spine
	*node
	t                       *testing.T
	citizen, officer, admin ident.Account
}

var setup = gov.Job("setup")

func build(t *testing.T, s *acttest.Spine) *town {
	b := &town{Spine: s, node: newNode(t, s), t: t}
	list, err := b.ident.Enrol(t.Context(), setup, []ident.NewAccount{
		{Kind: gov.Citizen, Login: "zhang", Name: "张三", Password: password, Division: "990100"},
		{Kind: gov.Officer, Login: "wang", Name: "王五", Password: password},
		{Kind: gov.Officer, Login: "root", Name: "管理员"},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.citizen, b.officer, b.admin = list[0], list[1], list[2]
	uscc, err := idcode.MakeUSCC('1', '1', "990100", "MA000001")
	if err != nil {
		t.Fatal(err)
	}
	name := org.Name{Zh: "甲", En: "A"}
	st := org.Structure{
		From: "2020-01-01", Divisions: []org.DivisionDef{{Code: "990100", Name: name}},
		Departments: []org.DepartmentDef{{Key: "market", USCC: uscc, Name: name, Form: org.Bureau, Division: "990100", Posts: []org.PostDef{
			{Code: "approver", Name: name, Roles: []string{org.Approver}},
			{Code: "handler", Name: name, Roles: []string{org.Handler}},
			{Code: "admin", Name: name, Roles: []string{org.Admin}},
		}}},
		Assignments: []org.AssignmentDef{{Post: "market/approver", Person: "wang", Until: "2026-12-01"}, {Post: "market/handler", Person: "wang"}, {Post: "market/admin", Person: "root"}},
	}
	if _, err := b.org.Import(t.Context(), setup, st, map[string]gov.ID{"wang": b.officer.Person, "root": b.admin.Person}); err != nil {
		t.Fatal(err)
	}
	return b
}

func each(t *testing.T, fn func(t *testing.T, b *town)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		fn(t, build(t, s))
		s.MustVerify(t)
	}, org.Migrations, access.Migrations, ident.Migrations)
}

func (b *town) signIn(login string) ident.Ticket {
	b.t.Helper()
	t, err := b.ident.SignIn(b.t.Context(), ident.SignIn{Login: login, Password: password, Channel: "portal"})
	if err != nil {
		b.t.Fatal(err)
	}
	return t
}

func (b *town) advance(d time.Duration) { b.Clock.Set(b.Clock.Time().Add(d)) }

func wants(t *testing.T, err error, kind gov.Kind, key string) {
	t.Helper()
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || e.Kind != kind || e.Key != key {
		t.Fatalf("%v, want %s %s", err, kind, key)
	}
}

func TestSignInAndWhoThatIs(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		tk := b.signIn("  ZHANG ") // the name is compared in its normal form
		want := gov.Actor{Kind: gov.Citizen, Account: b.citizen.ID, Person: b.citizen.Person, Subject: b.citizen.Person, Division: "990100", Session: tk.Session, Channel: "portal"}
		got, err := b.ident.Resolve(t.Context(), tk.Secret)
		if err != nil || got.Account != want.Account || got.Person != want.Person || got.Subject != want.Subject || got.Session != want.Session || got.Division != want.Division || len(got.Roles) != 0 {
			t.Fatalf("%+v %v", got, err)
		}
		of := b.signIn("wang").Actor
		if as, err := b.ident.As(t.Context(), b.officer.ID); err != nil || as.Post != of.Post || as.Account != of.Account || as.Session != 0 || !as.HasRole(org.Approver) {
			t.Fatalf("%+v %v", as, err)
		}
		if _, err := b.ident.As(t.Context(), 5); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
		if of.Kind != gov.Officer || !of.HasRole(org.Approver) || of.HasRole(org.Handler) || of.Division != "990100" || of.Department == 0 {
			t.Fatalf("%+v", of)
		}
		for _, bad := range []string{"", "x", tk.Secret + "x", strings.Replace(tk.Secret, "hs_", "ht_", 1), "hs_" + strings.Repeat("A", 43)} {
			if _, err := b.ident.Resolve(t.Context(), bad); gov.KindOf(err) != gov.KindUnauthenticated {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := b.ident.CheckCSRF(tk.Secret, tk.CSRF); err != nil {
			t.Error(err)
		}
		for _, bad := range []string{"", b.signIn("wang").CSRF} {
			if err := b.ident.CheckCSRF(tk.Secret, bad); gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

func TestNothingReadableIsStored(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		tk := b.signIn("zhang")
		var login, name, hash []byte
		var stored string
		err := b.DB.Read(t.Context(), func(q *sqldb.Q) error {
			if _, err := q.Row(t.Context(), "SELECT login, name FROM account WHERE id = $1", []any{b.citizen.ID}, &login, &name); err != nil {
				return err
			}
			if _, err := q.Row(t.Context(), "SELECT hash FROM credential WHERE account = $1", []any{b.citizen.ID}, &hash); err != nil {
				return err
			}
			_, err := q.Row(t.Context(), "SELECT hash FROM session WHERE id = $1", []any{tk.Session}, &stored)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{string(login), string(name), string(hash), stored} {
			if s == "" || strings.Contains(s, "zhang") || strings.Contains(s, "张三") || strings.Contains(s, "argon2id") || strings.Contains(s, tk.Secret[3:]) {
				t.Errorf("%q can be read", s)
			}
		}
		n, err := b.ident.Account(t.Context(), b.citizen.ID)
		if err != nil || n.Login != "zhang" || n.Name != "张三" {
			t.Fatal(n, err)
		}
	})
}

func TestWrongIsAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		if err := b.ident.Shut(t.Context(), setup, b.citizen.ID); err != nil {
			t.Fatal(err)
		}
		for _, in := range []ident.SignIn{
			{Login: "nobody", Password: password}, {Login: "wang", Password: "wrong"}, {Login: "zhang", Password: password}, // closed
			{Login: "root", Password: ""}, {Login: "", Password: ""}, {Login: strings.Repeat("x", 5000), Password: "x"}, {Login: "a\x00b", Password: "x"},
		} {
			_, err := b.ident.SignIn(t.Context(), in)
			wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		}
	})
}

// Failures on two nodes at once are counted, every one; the right password that was
// tried among them does not open a door that is shut.
func TestNodesCountFailuresTogether(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		nodes := []*node{b.node, newNode(t, b.Spine)}
		var wg sync.WaitGroup
		var wrong atomic.Int64
		for i := range 12 {
			wg.Go(func() {
				_, err := nodes[i%2].ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: "wrong-wrong"})
				switch gov.KindOf(err) {
				case gov.KindUnauthenticated:
					wrong.Add(1)
				case gov.KindTooMany:
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var failures int64
		if err := b.DB.Read(t.Context(), func(q *sqldb.Q) error {
			_, err := q.Row(t.Context(), "SELECT failures FROM signin_try", nil, &failures)
			return err
		}); err != nil || failures != wrong.Load() || failures < 5 {
			t.Fatalf("%d counted, %d told: %v", failures, wrong.Load(), err)
		}
		for _, n := range nodes {
			_, err := n.ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: password})
			var e *gov.Error
			if !errors.As(err, &e) || e.Kind != gov.KindTooMany || e.Wait < 30 {
				t.Fatalf("%v", err)
			}
		}
	})
}

func TestLockoutGrowsUnderAnyName(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		for _, login := range []string{"wang", "no-such"} {
			fail := func() error {
				_, err := b.ident.SignIn(t.Context(), ident.SignIn{Login: login, Password: "wrong-wrong"})
				return err
			}
			for range 5 {
				wants(t, fail(), gov.KindUnauthenticated, "ident.wrong")
			}
			wants(t, fail(), gov.KindTooMany, "ident.locked")
			b.advance(31 * time.Second)
			wants(t, fail(), gov.KindUnauthenticated, "ident.wrong") // the sixth: twice as long
			b.advance(31 * time.Second)
			wants(t, fail(), gov.KindTooMany, "ident.locked")
		}
		_, err := b.ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: "wrong-wrong"}) // the seventh
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		if _, err := b.ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: password}); gov.KindOf(err) != gov.KindTooMany {
			t.Fatal("the right password passed the lockout", err)
		}
		if err := b.ident.Unlock(t.Context(), setup, b.officer.ID); err != nil {
			t.Fatal(err)
		}
		b.signIn("wang")
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		gone := func(what, secret string) {
			t.Helper()
			if _, err := b.ident.Resolve(t.Context(), secret); gov.KindOf(err) != gov.KindUnauthenticated {
				t.Fatalf("%s: %v", what, err)
			}
		}
		first := b.signIn("zhang")
		if err := b.ident.SignOut(t.Context(), first.Actor); err != nil {
			t.Fatal(err)
		}
		gone("signed out", first.Secret)

		old := b.signIn("zhang")
		next, err := b.ident.SignIn(t.Context(), ident.SignIn{Login: "zhang", Password: password, Channel: "portal", Old: old.Secret})
		if err != nil {
			t.Fatal(err)
		}
		gone("rotated", old.Secret)

		b.advance(29 * time.Minute)
		if _, err := b.ident.Resolve(t.Context(), next.Secret); err != nil {
			t.Fatal(err)
		}
		b.advance(29 * time.Minute)
		if _, err := b.ident.Resolve(t.Context(), next.Secret); err != nil {
			t.Fatal("use keeps a session alive", err)
		}
		b.advance(31 * time.Minute)
		gone("idle", next.Secret)

		last := b.signIn("zhang")
		for range 25 {
			b.advance(29 * time.Minute)
			if _, err = b.ident.Resolve(t.Context(), last.Secret); err != nil {
				break
			}
		}
		gone("twelve hours old", last.Secret)

		one, two := b.signIn("zhang"), b.signIn("zhang")
		if list, err := b.ident.Sessions(t.Context(), b.citizen.ID); err != nil || len(list) < 2 || list[len(list)-1].ID != two.Session {
			t.Fatal(list, err)
		}
		if n, err := b.ident.RevokeAll(t.Context(), one.Actor, b.citizen.ID); err != nil || n < 2 {
			t.Fatal(n, err)
		}
		gone("all revoked", one.Secret)
		gone("all revoked", two.Secret)

		mine := b.signIn("zhang")
		if err := b.ident.Revoke(t.Context(), b.signIn("wang").Actor, mine.Session); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal("another's session was revoked", err)
		}
		other := b.signIn("zhang")
		if err := b.ident.SetPassword(t.Context(), mine.Actor, b.citizen.ID, "not-it-at-all", "green-lantern-42"); gov.KindOf(err) != gov.KindInvalid {
			t.Fatal(err)
		}
		if err := b.ident.SetPassword(t.Context(), mine.Actor, b.citizen.ID, password, "green-lantern-42"); err != nil {
			t.Fatal(err)
		}
		gone("password changed", other.Secret)
		if _, err := b.ident.Resolve(t.Context(), mine.Secret); err != nil {
			t.Fatal("the owner's own session ended", err)
		}
		_, err = b.ident.SignIn(t.Context(), ident.SignIn{Login: "zhang", Password: password})
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		if err := b.ident.Shut(t.Context(), setup, b.citizen.ID); err != nil {
			t.Fatal(err)
		}
		gone("closed", mine.Secret)
	})
}

func TestRevokedElsewhereStopsSoon(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		other := newNode(t, b.Spine)
		tk := b.signIn("zhang")
		if _, err := other.ident.Resolve(t.Context(), tk.Secret); err != nil {
			t.Fatal(err)
		}
		if err := b.ident.SignOut(t.Context(), tk.Actor); err != nil {
			t.Fatal(err)
		}
		deadline := time.NewTimer(500 * time.Millisecond)
		defer deadline.Stop()
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			if _, err := other.ident.Resolve(t.Context(), tk.Secret); gov.KindOf(err) == gov.KindUnauthenticated {
				return
			}
			select {
			case <-tick.C:
			case <-deadline.C:
				t.Fatal("a session revoked elsewhere lives on after 500 ms")
			}
		}
	})
}

func TestARevocationWinsAgainstReaders(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		for range 5 {
			tk := b.signIn("wang")
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for range 50 {
						_, _ = b.ident.Resolve(t.Context(), tk.Secret)
					}
				})
			}
			if err := b.ident.SignOut(t.Context(), tk.Actor); err != nil {
				t.Fatal(err)
			}
			if _, err := b.ident.Resolve(t.Context(), tk.Secret); gov.KindOf(err) != gov.KindUnauthenticated {
				t.Fatal("alive after its end", err)
			}
			wg.Wait()
		}
	})
}

func TestTransferTakesEffectByItself(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		tk, err := b.ident.CreateToken(t.Context(), setup, b.officer.ID, ident.NewToken{Label: "demo"})
		if err != nil {
			t.Fatal(err)
		}
		role := func() []string {
			a, err := b.ident.Resolve(t.Context(), tk.Secret)
			if err != nil {
				t.Fatal(err)
			}
			return a.Roles
		}
		if r := role(); len(r) != 1 || r[0] != org.Approver {
			t.Fatal(r)
		}
		b.Clock.Set(gov.Date("2026-12-01").Start()) // the first assignment has ended
		if r := role(); len(r) != 1 || r[0] != org.Handler {
			t.Fatal(r)
		}
		away := org.Changes{Away: []org.Absence{{Person: b.officer.Person, Period: org.Period{From: "2026-12-01"}}}}
		if _, err := b.org.Change(t.Context(), setup, "", func(*org.Snapshot, func() gov.ID) (org.Changes, error) { return away, nil }); err != nil {
			t.Fatal(err)
		}
		_, err = b.ident.Resolve(t.Context(), tk.Secret)
		wants(t, err, gov.KindForbidden, "ident.no_post")
		_, err = b.ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: password})
		wants(t, err, gov.KindForbidden, "ident.no_post")
	})
}

func TestSwitchPost(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		tk := b.signIn("wang")
		duties, err := b.ident.Duties(t.Context(), tk.Actor)
		if err != nil || len(duties) != 2 {
			t.Fatal(duties, err)
		}
		if err := b.ident.SwitchPost(t.Context(), tk.Actor, duties[1].Post.ID); err != nil {
			t.Fatal(err)
		}
		if a, err := b.ident.Resolve(t.Context(), tk.Secret); err != nil || !a.HasRole(org.Handler) || a.HasRole(org.Approver) {
			t.Fatal(a, err)
		}
		if err := b.ident.SwitchPost(t.Context(), tk.Actor, 12345); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal(err)
		}
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		me := b.signIn("zhang").Actor
		tk, err := b.ident.CreateToken(t.Context(), me, b.citizen.ID, ident.NewToken{Label: "script", Scopes: []string{"getCase", "createToken"}, Life: time.Hour})
		if err != nil || !strings.HasPrefix(tk.Secret, "ht_") || tk.CSRF != "" {
			t.Fatal(tk, err)
		}
		a, err := b.ident.Resolve(t.Context(), tk.Secret)
		if err != nil || !a.HasRole("scope:getCase") || a.Channel != "api" {
			t.Fatal(a, err)
		}
		if _, err := b.ident.CreateToken(t.Context(), a, b.citizen.ID, ident.NewToken{}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal("a limited token begot an unlimited one", err)
		}
		if err := b.ident.SignOut(t.Context(), a); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal("beyond its scope", err)
		}
		for _, bad := range []ident.NewToken{{Life: -1}, {Life: 10_000 * time.Hour}, {Label: strings.Repeat("x", 300)}} {
			if _, err := b.ident.CreateToken(t.Context(), me, b.citizen.ID, bad); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		b.advance(59 * time.Minute)
		if _, err := b.ident.Resolve(t.Context(), tk.Secret); err != nil {
			t.Fatal("a token has no idle limit", err)
		}
		b.advance(2 * time.Minute)
		if _, err := b.ident.Resolve(t.Context(), tk.Secret); gov.KindOf(err) != gov.KindUnauthenticated {
			t.Fatal(err)
		}
		list, err := b.ident.Enrol(t.Context(), setup, []ident.NewAccount{{Kind: gov.System, Login: "province", Name: "Province"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.ident.CreateToken(t.Context(), setup, list[0].ID, ident.NewToken{}); gov.KindOf(err) != gov.KindInvalid {
			t.Fatal("a system's token without a scope", err)
		}
		sys, err := b.ident.CreateToken(t.Context(), setup, list[0].ID, ident.NewToken{Scopes: []string{"installPack"}})
		if err != nil {
			t.Fatal(err)
		}
		if a, err := b.ident.Resolve(t.Context(), sys.Secret); err != nil || a.Kind != gov.System {
			t.Fatal(a, err)
		}
	})
}

func TestEnrolAndAdmit(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		again, err := b.ident.Enrol(t.Context(), setup, []ident.NewAccount{{Kind: gov.Citizen, Login: "zhang", Name: "张三"}})
		if err != nil || again[0].ID != b.citizen.ID {
			t.Fatal(again, err)
		}
		_, err = b.ident.Enrol(t.Context(), setup, []ident.NewAccount{{Kind: gov.Officer, Login: "Zhang", Name: "张三"}})
		wants(t, err, gov.KindConflict, "ident.login_taken")
		for what, n := range map[string]ident.NewAccount{
			"login": {Kind: gov.Citizen, Login: "a b", Name: "x"}, "name": {Kind: gov.Citizen, Login: "a"}, "kind": {Kind: gov.Nobody, Login: "a", Name: "x"},
			"subject": {Kind: gov.Agent, Login: "a", Name: "x"}, "password": {Kind: gov.Citizen, Login: "longlogin", Name: "x", Password: "LongLogin"},
		} {
			_, err := b.ident.Enrol(t.Context(), setup, []ident.NewAccount{n})
			e, ok := errors.AsType[*gov.Error](err)
			if !ok || len(e.Fields) != 1 || e.Fields[0].Path != what {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := b.ident.Enrol(t.Context(), b.signIn("zhang").Actor, []ident.NewAccount{{Kind: gov.Citizen, Login: "li", Name: "李四"}}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal("a citizen enrolled somebody", err)
		}

		// The same human as officer and, at the first sign-in through a trusted
		// identity, as citizen: two accounts, one person.
		n := ident.NewAccount{Kind: gov.Citizen, Login: "id:wang", Name: "王五", Person: b.officer.Person}
		first, err := b.ident.Admit(t.Context(), n, ident.SignIn{Channel: "portal"})
		if err != nil || first.Actor.Person != b.officer.Person || first.Actor.Account == b.officer.ID || len(first.Actor.Roles) != 0 {
			t.Fatal(first, err)
		}
		second, err := b.ident.Admit(t.Context(), n, ident.SignIn{Channel: "portal", Old: first.Secret})
		if err != nil || second.Actor.Account != first.Actor.Account {
			t.Fatal(second, err)
		}
		if list, err := b.ident.OfPerson(t.Context(), b.officer.Person); err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
	})
}

func TestManyAreEnrolled(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		list := make([]ident.NewAccount, 500)
		for n := range list {
			list[n] = ident.NewAccount{Kind: gov.Citizen, Login: "p" + gov.ID(n).String(), Name: "某"}
		}
		out, err := b.ident.Enrol(t.Context(), setup, list)
		if err != nil || len(out) != 500 || out[0].ID == out[499].ID {
			t.Fatal(len(out), err)
		}
	})
}

func TestErasure(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		tk := b.signIn("zhang")
		if err := b.ident.Erase(t.Context(), tk.Actor, b.citizen.Person); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		if err := b.ident.Erase(t.Context(), setup, b.citizen.Person); err != nil {
			t.Fatal(err)
		}
		if _, err := b.ident.Resolve(t.Context(), tk.Secret); gov.KindOf(err) != gov.KindUnauthenticated {
			t.Fatal(err)
		}
		if _, err := b.ident.ByLogin(t.Context(), "zhang"); gov.KindOf(err) != gov.KindNotFound {
			t.Fatal("the login can still be found", err)
		}
		if n, err := b.ident.Account(t.Context(), b.citizen.ID); err == nil {
			t.Fatal("the name can still be read", n)
		}
		_, err := b.ident.SignIn(t.Context(), ident.SignIn{Login: "zhang", Password: password})
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
	})
}

func TestUpkeep(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		tk := b.signIn("zhang")
		b.advance(20 * time.Minute)
		if _, err := b.ident.Resolve(t.Context(), tk.Secret); err != nil {
			t.Fatal(err)
		}
		if err := b.ident.FlushSeen(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.advance(20 * time.Minute)
		other := newNode(t, b.Spine) // a process started since knows of the use
		if _, err := other.ident.Resolve(t.Context(), tk.Secret); err != nil {
			t.Fatal(err)
		}
		if n, err := b.ident.Purge(t.Context()); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		b.advance(31 * 24 * time.Hour)
		if n, err := b.ident.Purge(t.Context()); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	s := acttest.Start(b, "sqlite::memory:", org.Migrations, access.Migrations, ident.Migrations)
	n := newNode(b, s)
	list, err := n.ident.Enrol(b.Context(), setup, []ident.NewAccount{{Kind: gov.Citizen, Login: "zhang", Name: "x"}})
	if err != nil {
		b.Fatal(err)
	}
	tk, err := n.ident.CreateToken(b.Context(), setup, list[0].ID, ident.NewToken{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := n.ident.Resolve(b.Context(), tk.Secret); err != nil {
			b.Fatal(err)
		}
	}
}
