package org_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
)

const city = `
from: 2020-01-01
divisions:
  - {code: "990100", name: {zh: 某市, en: City}}
  - {code: "990101", parent: "990100", name: {zh: 某区, en: District}}
departments:
  - key: market
    uscc: USCC1
    name: {zh: 市场监督管理局, en: Market Bureau}
    form: bureau
    division: "990100"
    sections:
      - code: food
        name: {zh: 食品科, en: Food}
        posts:
          - {code: handler, name: {zh: 承办岗, en: Handler}, roles: [handler]}
          - {code: approver, name: {zh: 审批岗, en: Approver}, roles: [reviewer, approver]}
    posts:
      - {code: window, name: {zh: 窗口岗, en: Window}, roles: [clerk]}
  - key: fire
    uscc: USCC2
    name: {zh: 消防救援局, en: Fire Bureau}
    form: bureau
    division: "990100"
    posts:
      - {code: handler, name: {zh: 承办岗, en: Handler}, roles: [handler]}
  - key: water
    uscc: USCC3
    name: {zh: 水务公司, en: Water Company}
    form: utility
    division: "990100"
assignments:
  - {post: market/handler, person: zhang}
  - {post: market/handler, person: li, part: deputy}
  - {post: market/approver, person: wang}
  - {post: fire/handler, person: zhao, from: 2024-01-01, until: 2026-12-01}
delegations:
  - {by: market, to: fire, items: [food-small], basis: 行政许可法§24, announced: 2023-12-01, from: 2024-01-01}
`

var people = map[string]gov.ID{"zhang": 11, "li": 12, "wang": 13, "zhao": 14}

const today = gov.Date("2026-11-23")

type bench struct {
	*acttest.Spine
	org   *org.Org
	admin gov.Actor
}

func start(t *testing.T, s *acttest.Spine) *bench {
	b := &bench{Spine: s, org: org.New(s.Engine, &epoch.Signal{}), admin: acttest.Officer(1)}
	rep, err := b.org.Import(t.Context(), b.admin, structure(t), people)
	if err != nil {
		t.Fatal(err)
	}
	if want := (org.Report{Units: 10, Assignments: 4, Delegations: 1}); rep != want {
		t.Fatalf("imported %+v, want %+v", rep, want)
	}
	return b
}

func structure(t *testing.T) org.Structure {
	t.Helper()
	text := city
	for i, org8 := range []string{"MA000001", "MA000002", "MA000003"} {
		code, err := idcode.MakeUSCC('1', '1', "990100", org8)
		if err != nil {
			t.Fatal(err)
		}
		text = strings.Replace(text, "USCC"+string(rune('1'+i)), code, 1)
	}
	st, err := org.LoadStructure(fstest.MapFS{"org.yaml": {Data: []byte(text)}}, "org.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func (b *bench) snapshot(t *testing.T) *org.Snapshot {
	t.Helper()
	s, err := b.org.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (b *bench) change(t *testing.T, c org.Changes) error {
	t.Helper()
	_, err := b.org.Change(t.Context(), b.admin, "", func(*org.Snapshot, func() gov.ID) (org.Changes, error) { return c, nil })
	return err
}

func (b *bench) find(t *testing.T, kind org.Kind, dept, code string) org.Unit {
	t.Helper()
	s := b.snapshot(t)
	var owner gov.ID
	if dept != "" {
		d, _ := s.Find(org.Department, 0, dept, today)
		owner = d.ID
	}
	u, ok := s.Find(kind, owner, code, today)
	if !ok {
		t.Fatalf("no %s %s/%s", kind, dept, code)
	}
	return u
}

func each(t *testing.T, fn func(t *testing.T, b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := start(t, s)
		fn(t, b)
		s.MustVerify(t)
	}, org.Migrations)
}

func TestImportTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		st := structure(t)
		rep, err := b.org.Import(t.Context(), b.admin, st, people)
		if err != nil || rep != (org.Report{}) {
			t.Fatal(rep, err)
		}
		st.From, st.Departments[0].Name.En = "2026-01-01", "Market Authority"
		if rep, err = b.org.Import(t.Context(), b.admin, st, people); err != nil || rep.Units != 2 {
			t.Fatal(rep, err)
		}
		s := b.snapshot(t)
		for day, want := range map[gov.Date]string{"2025-12-31": "Market Bureau", "2026-01-01": "Market Authority"} {
			if u, _ := s.Find(org.Department, 0, "market", day); u.Name.En != want {
				t.Errorf("%s: %s", day, u.Name.En)
			}
		}
	})
}

func TestSeatsAndDeputies(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		s := b.snapshot(t)
		market, fire := b.find(t, org.Department, "", "market"), b.find(t, org.Department, "", "fire")
		if to := s.EntrustedTo(market.ID, "food-small", today); len(to) != 1 || to[0] != fire.ID {
			t.Fatal(to)
		}
		if to := s.EntrustedTo(market.ID, "food-small", "2023-12-31"); len(to) != 0 {
			t.Fatal(to)
		}
		who, ok := s.Seat(gov.Actor{Kind: gov.Officer, Person: 13}, 0, today)
		if !ok || who.Division != "990100" || !who.HasRole(org.Approver) || !who.HasRole(org.Reviewer) {
			t.Fatalf("%+v", who)
		}
		if d := s.Duties(12, today); len(d) != 0 {
			t.Fatalf("a deputy acts beside the holder: %+v", d)
		}
		if d := s.Duties(14, "2026-12-01"); len(d) != 0 {
			t.Fatalf("an assignment outlives its end: %+v", d)
		}
		if err := b.change(t, org.Changes{Away: []org.Absence{{Person: 11, Period: org.Period{From: today, Until: "2026-11-25"}}}}); err != nil {
			t.Fatal(err)
		}
		s = b.snapshot(t)
		if d := s.Duties(11, today); len(d) != 0 {
			t.Fatalf("an absent holder acts: %+v", d)
		}
		if d := s.Duties(12, today); len(d) != 1 || d[0].For != 11 || d[0].Post.Code != "handler" || d[0].Department.Code != "market" {
			t.Fatalf("%+v", d)
		}
		if d := s.Duties(12, "2026-11-25"); len(d) != 0 {
			t.Fatalf("a deputy acts after the return: %+v", d)
		}
	})
}

func TestMergerIsData(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		market, fire := b.find(t, org.Department, "", "market"), b.find(t, org.Department, "", "fire")
		food := b.find(t, org.Section, "market", "food")
		merge := func(s *org.Snapshot, _ func() gov.ID) (org.Changes, error) {
			return s.Merge([]gov.ID{market.ID}, fire.ID, "2027-01-01")
		}
		// The post "handler" exists in both: a merger must first say which is which.
		if _, err := b.org.Change(t.Context(), b.admin, "", merge); gov.KindOf(err) != gov.KindInvalid {
			t.Fatal(err)
		}
		post := b.find(t, org.Post, "fire", "handler")
		post.Code, post.From = "fire-handler", "2026-12-31"
		if err := b.change(t, org.Changes{Revise: []org.Unit{post}}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.org.Change(t.Context(), b.admin, "", merge); err != nil {
			t.Fatal(err)
		}
		s := b.snapshot(t)
		if d, _ := s.DepartmentOf(food.ID, "2026-12-31"); d.ID != market.ID {
			t.Fatalf("before: %+v", d)
		}
		if d, _ := s.DepartmentOf(food.ID, "2027-01-01"); d.ID != fire.ID {
			t.Fatalf("after: %+v", d)
		}
		if h := s.Heirs(market.ID, "2027-02-01"); len(h) != 1 || h[0].ID != fire.ID {
			t.Fatalf("heirs: %+v", h)
		}
		if d := s.Duties(13, "2027-01-01"); len(d) != 1 || d[0].Department.ID != fire.ID {
			t.Fatalf("the approver did not move along: %+v", d)
		}
		if _, ok := s.Entrusted(market.ID, fire.ID, "food-small", "2027-01-01"); ok {
			t.Fatal("a delegation outlives its department")
		}
	})
}

func TestSplitOff(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		market, food := b.find(t, org.Department, "", "market"), b.find(t, org.Section, "market", "food")
		code, _ := idcode.MakeUSCC('1', '1', "990100", "MA000009")
		var fresh gov.ID
		_, err := b.org.Change(t.Context(), b.admin, "", func(s *org.Snapshot, newID func() gov.ID) (org.Changes, error) {
			fresh = newID()
			u := org.Unit{
				ID: fresh, Kind: org.Department, Division: "990100", Code: "food-safety", USCC: code,
				Name: org.Name{Zh: "食品安全局", En: "Food Safety"}, Form: org.Bureau,
			}
			return s.SplitOff(market.ID, u, []gov.ID{food.ID}, "2027-01-01")
		})
		if err != nil {
			t.Fatal(err)
		}
		s := b.snapshot(t)
		if d := s.Duties(11, "2027-01-01"); len(d) != 1 || d[0].Department.ID != fresh {
			t.Fatalf("%+v", d)
		}
		if p := s.Posts(market.ID, "2027-01-01"); len(p) != 1 || p[0].Code != "window" {
			t.Fatalf("%+v", p)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		market, fire, water := b.find(t, org.Department, "", "market"), b.find(t, org.Department, "", "fire"), b.find(t, org.Department, "", "water")
		handler := b.find(t, org.Post, "market", "handler")
		entrust := func(d org.Delegation) org.Changes {
			if d.Basis == "" {
				d.Basis = "行政许可法§24"
			}
			if d.Announced == "" {
				d.Announced = "2026-01-01"
			}
			d.Period = org.Period{From: "2026-02-01"}
			return org.Changes{Entrust: []org.Delegation{d}}
		}
		name := org.Name{Zh: "甲", En: "A"}
		for what, c := range map[string]struct {
			key string
			c   org.Changes
		}{
			"to a company":      {"org.delegation_organ", entrust(org.Delegation{By: market.ID, To: water.ID, Items: []string{"x"}})},
			"to itself":         {"org.delegation_organ", entrust(org.Delegation{By: market.ID, To: market.ID, Items: []string{"x"}})},
			"handed on":         {"org.delegation_onward", entrust(org.Delegation{By: fire.ID, To: market.ID, Items: []string{"food-small"}})},
			"everything":        {"org.delegation_basis", entrust(org.Delegation{By: market.ID, To: fire.ID})},
			"unannounced":       {"org.delegation_notice", entrust(org.Delegation{By: market.ID, To: fire.ID, Items: []string{"x"}, Announced: "2026-02-02"})},
			"bad credit code":   {"org.uscc", org.Changes{Open: []org.Unit{{Kind: org.Department, Division: "990100", Code: "n", USCC: "123", Name: name, Form: org.Bureau, Period: org.Period{From: today}}}}},
			"credit code twice": {"org.code_taken", org.Changes{Open: []org.Unit{{Kind: org.Department, Division: "990100", Code: "n", USCC: market.USCC, Name: name, Form: org.Bureau, Period: org.Period{From: today}}}}},
			"unknown division":  {"org.no_division", org.Changes{Open: []org.Unit{{Kind: org.Post, Parent: market.ID, Division: "990199", Code: "n", Name: name, Roles: []string{org.Clerk}, Period: org.Period{From: today}}}}},
			"unknown role":      {"org.role", org.Changes{Open: []org.Unit{{Kind: org.Post, Parent: market.ID, Division: "990100", Code: "n", Name: name, Roles: []string{"king"}, Period: org.Period{From: today}}}}},
			"impossible day":    {"org.period", org.Changes{Open: []org.Unit{{Kind: org.Post, Parent: market.ID, Division: "990100", Code: "n", Name: name, Roles: []string{org.Clerk}, Period: org.Period{From: "2026-02-30"}}}}},
			"post left behind":  {"org.parent", org.Changes{Close: []org.Ending{{ID: market.ID, On: "2027-01-01"}}}},
			"twice on a post":   {"org.assigned_twice", org.Changes{Assign: []org.Assignment{{Person: 11, Post: handler.ID, Part: org.Holder, Period: org.Period{From: today}}}}},
			"no such post":      {"org.no_post", org.Changes{Assign: []org.Assignment{{Person: 11, Post: 5, Part: org.Holder, Period: org.Period{From: today}}}}},
			"unknown unit":      {"org.no_unit", org.Changes{Close: []org.Ending{{ID: 5, On: "2027-01-01"}}}},
		} {
			err := b.change(t, c.c)
			e, ok := err.(*gov.Error)
			if !ok || e.Key != c.key {
				t.Errorf("%s: %v, want %s", what, err, c.key)
			}
		}
	})
}

func TestEveryChangeCountsUpTheEpoch(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		before := count(t, b)
		if err := b.change(t, org.Changes{Away: []org.Absence{{Person: 11, Period: org.Period{From: today}}}}); err != nil {
			t.Fatal(err)
		}
		if after := count(t, b); after != before+1 {
			t.Fatalf("%d after %d", after, before)
		}
		// Another process over the same store sees it without being told.
		other := org.New(b.Engine, &epoch.Signal{})
		s, err := other.Snapshot(t.Context())
		if err != nil || len(s.Duties(11, today)) != 0 {
			t.Fatal(err)
		}
		b.Auth.Deny = "org-admin-only"
		if err := b.change(t, org.Changes{}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
	})
}

func count(t *testing.T, b *bench) (n int64) {
	t.Helper()
	err := b.Engine.Read(t.Context(), func(q *sqldb.Q) error {
		var err error
		n, err = epoch.Read(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestQuestionsOfADay(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		s := b.snapshot(t)
		for _, c := range []struct {
			code, within string
			on           gov.Date
			want         bool
		}{
			{"990101", "990100", today, true},
			{"990101", "990101", today, true},
			{"990100", "990101", today, false},
			{"990101", "990100", "2019-12-31", false},
			{"880000", "990100", today, false},
		} {
			if got := s.Under(c.code, c.within, c.on); got != c.want {
				t.Errorf("%s within %s on %s: %v", c.code, c.within, c.on, got)
			}
		}
		post := b.find(t, org.Post, "market", "handler")
		on := s.OnPost(post.ID, today)
		if len(on) != 2 || on[0].Person != 11 || on[1].Part != org.Deputy {
			t.Errorf("%+v", on)
		}
		if on := s.OnPost(b.find(t, org.Post, "fire", "handler").ID, "2026-12-01"); len(on) != 0 {
			t.Errorf("%+v", on)
		}
		post.Name.En, post.From = "First handler", "2026-12-01"
		if err := b.change(t, org.Changes{Revise: []org.Unit{post}}); err != nil {
			t.Fatal(err)
		}
		line := b.snapshot(t).Versions(post.ID)
		if len(line) != 2 || line[0].Until != "2026-12-01" || line[1].Until != "" || line[1].Name.En != "First handler" {
			t.Errorf("%+v", line)
		}
	})
}
