package access

import (
	"fmt"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org/epoch"
)

// granted is a set of the base and n grants over 50 datasets and n/50 departments each.
func granted(tb testing.TB, n int) *set {
	tb.Helper()
	a, err := New(&epoch.Signal{})
	if err != nil {
		tb.Fatal(err)
	}
	rules := a.own
	for i := range n {
		text := fmt.Sprintf(`@id("grant-%d") @title("grant") permit (principal in Department::"%d", action == Action::"lookupData", resource == Lookup::"d%d")
			when { resource.purpose == "food-permit" && resource.grade <= 3 };`, i, 10_000+i/50, i%50)
		r, err := parseRules(a.checker, "site", text)
		if err != nil {
			tb.Fatal(err)
		}
		rules = append(rules, r...)
	}
	s, err := newSet(a.schema, rules)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func grantee(department gov.ID) (gov.Actor, act.Resource) {
	who := gov.Actor{Kind: gov.Officer, Account: 5, Person: 6, Post: 7, Department: department, Division: "990100", Roles: []string{"data-officer"}, Channel: "desk"}
	return who, act.Resource{Type: "Lookup", ID: "d7", Attrs: map[string]any{"subject": gov.ID(8), "purpose": "food-permit", "grade": gov.Grade3}}
}

func TestAGrantIsFoundAmongMany(t *testing.T) {
	s := granted(t, 1000)
	for department, want := range map[gov.ID]string{10_000: "grant-7", 10_019: "grant-957", 9_999: ""} {
		who, what := grantee(department)
		a, err := s.ask(who, "lookupData", what)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(s.candidates(a)); n > 3 {
			t.Errorf("%d lists of candidates", n)
		}
		if v := s.decide(a); v.rule() != want || v.allow != (want != "") {
			t.Errorf("%d: %+v, want %q", department, v, want)
		}
	}
}

func TestAFilterLooksOnlyAtItsOwnGrants(t *testing.T) {
	s := granted(t, 1000)
	nobody, err := s.ask(gov.Actor{}, "lookupData", act.Resource{Type: "Lookup"})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.filter(nobody); got.Op != None {
		t.Errorf("who is nobody sees %+v", got)
	}
	for department, want := range map[gov.ID]int{10_000: 50, 10_019: 50, 9_999: 0} {
		who, _ := grantee(department)
		q, err := s.ask(who, "lookupData", act.Resource{Type: "Lookup"})
		if err != nil {
			t.Fatal(err)
		}
		own := 0
		for _, r := range s.able(q) {
			switch _, in := r.principals(); {
			case in.Type != "Department":
			case in.ID != idOf(department):
				t.Errorf("%d: the grant %s of another was looked at", department, r.ID)
			default:
				own++
			}
		}
		if own != want {
			t.Errorf("%d: %d grants, want %d", department, own, want)
		}
	}
}

// BenchmarkDecide measures one answer, with its question, at 5,000 grants.
func BenchmarkDecide(b *testing.B) {
	s := granted(b, 5000)
	who, what := grantee(10_042)
	for b.Loop() {
		a, err := s.ask(who, "lookupData", what)
		if err != nil {
			b.Fatal(err)
		}
		if v := s.decide(a); !v.allow {
			b.Fatal("refused")
		}
	}
}

// BenchmarkFilter measures the rows a department may see among the grants of all.
func BenchmarkFilter(b *testing.B) {
	s := granted(b, 5000)
	who, _ := grantee(10_042)
	q, err := s.ask(who, "lookupData", act.Resource{Type: "Lookup"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if f := s.filter(q); f.Op == None {
			b.Fatal("no rows")
		}
	}
}

// BenchmarkDecideMatter measures the answer a decision of a department needs.
func BenchmarkDecideMatter(b *testing.B) {
	s := granted(b, 5000)
	who := gov.Actor{Kind: gov.Officer, Account: 5, Person: 6, Post: 7, Department: 701, Division: "990100", Roles: []string{"approver", "reviewer"}, Channel: "desk"}
	what := act.Resource{Type: "Matter", ID: "9", Attrs: map[string]any{"applicant": gov.ID(8), "department": gov.ID(701), "departments": []gov.ID{701, 702}, "division": "990100", "handler": gov.ID(4)}}
	for b.Loop() {
		a, err := s.ask(who, "decide", what)
		if err != nil {
			b.Fatal(err)
		}
		if v := s.decide(a); !v.allow {
			b.Fatal("refused")
		}
	}
}
