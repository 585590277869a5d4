package access_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/sqldb"
)

var columns = map[string]access.Column{
	access.ID: {SQL: "m.id", ID: true}, "applicant": {SQL: "m.applicant", ID: true}, "department": {SQL: "m.department", ID: true},
	"handler": {SQL: "m.handler", ID: true}, "division": {SQL: "m.division"}, "role": {SQL: "m.role"}, "state": {SQL: "m.state"}, "item": {SQL: "m.item"},
	"delegates":   {SQL: link("delegates"), ID: true},
	"departments": {SQL: link("departments"), ID: true},
	"entrusted":   {SQL: link("entrusted"), ID: true},
	"handlers":    {SQL: link("handlers"), ID: true},
}

func link(kind string) string {
	return "EXISTS (SELECT 1 FROM tlink l WHERE l.m = m.id AND l.kind = '" + kind + "' AND l.v = ?)"
}

// randomMatters fills a table and gives the same rows as resources.
func randomMatters(t *testing.T, s *acttest.Spine, n int) []act.Resource {
	s.Tamper(t, "CREATE TABLE tmatter (id BIGINT PRIMARY KEY, applicant BIGINT NOT NULL, department BIGINT NOT NULL, handler BIGINT NOT NULL, division TEXT NOT NULL, role TEXT NOT NULL, state TEXT NOT NULL, item TEXT NOT NULL)")
	s.Tamper(t, "CREATE TABLE tlink (m BIGINT NOT NULL, kind TEXT NOT NULL, v BIGINT NOT NULL)")
	rnd := rand.New(rand.NewPCG(7, 7))
	pick := func(of ...gov.ID) gov.ID { return of[rnd.IntN(len(of))] }
	some := func(of ...gov.ID) []gov.ID {
		return slices.DeleteFunc(of, func(gov.ID) bool { return rnd.IntN(2) == 0 })
	}
	out := make([]act.Resource, n)
	for i := range out {
		id := gov.ID(i + 1)
		lists := map[string][]gov.ID{"delegates": some(21, 22), "departments": some(market, fire), "entrusted": some(fire), "handlers": some(43, 44, 45, 46)}
		one := map[string]gov.ID{"applicant": pick(21, 22, 31), "department": pick(0, market, fire), "handler": pick(0, 43, 45)}
		text := map[string]string{"division": []string{city, "990200"}[rnd.IntN(2)], "role": []string{"", "clerk", "handler", "approver"}[rnd.IntN(4)]}
		r := act.Resource{Type: "Matter", ID: id.String(), Attrs: map[string]any{}}
		for k, v := range one {
			r.Attrs[k] = v
		}
		for k, v := range text {
			r.Attrs[k] = v
		}
		s.Tamper(t, "INSERT INTO tmatter VALUES ($1, $2, $3, $4, $5, $6, '', '')", int64(id), int64(one["applicant"]), int64(one["department"]), int64(one["handler"]), text["division"], text["role"])
		for k, v := range lists {
			r.Attrs[k] = v
			for _, x := range v {
				s.Tamper(t, "INSERT INTO tlink VALUES ($1, $2, $3)", int64(id), k, int64(x))
			}
		}
		out[i] = r
	}
	return out
}

// A list shows exactly the rows on which the single question would be allowed.
func TestAFilterShowsWhatSingleAnswersAllow(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if _, err := d.access.Put(t.Context(), d.eng, admin, `@id("quiet") @title("x") forbid (principal is Officer, action in Action::"reading", resource == Matter::"3");`); err != nil {
			t.Fatal(err)
		}
		if _, err := d.access.Put(t.Context(), d.eng, admin, `@id("some") @title("x") permit (principal in Role::"mayor", action == Action::"listCases", resource is Matter)
			unless { ["990200", "990300"].contains(resource.division) || resource.handlers.containsAny(["43", "44"]) };`); err != nil {
			t.Fatal(err)
		}
		all := randomMatters(t, d.Spine, 80)
		shown, total := 0, 0
		for _, who := range []gov.Actor{nobody, zhang, helper, agent, clerk, farClerk, handler, reviewer, approver, outsider, chief, auditor, admin, mixed, mayor, operator, self, homeless, upper, bare, narrow, gov.Job("clock")} {
			for _, action := range []string{"getCase", "listCases", "listTasks", "claimTask", "decide", "sendNotice", "remindTask"} {
				got := d.rows(t, who, action)
				var want []string
				for _, r := range all {
					v, err := d.ask(who, action, r)
					if err != nil {
						t.Fatal(err)
					}
					if v.Allow {
						want = append(want, r.ID)
					}
				}
				shown, total = shown+len(want), total+len(all)
				if !slices.Equal(got, want) {
					t.Errorf("%s %v %s: filter %v, answers %v", who.Kind, who.Roles, action, got, want)
				}
			}
		}
		if shown < total/20 || shown > total/2 {
			t.Errorf("%d of %d rows shown: the test decides nothing", shown, total)
		}
	})
}

func (d *desk) rows(t *testing.T, who gov.Actor, action string) (out []string) {
	t.Helper()
	f, err := d.access.Filter(t.Context(), d.eng, who, action, "Matter")
	if err != nil {
		t.Fatal(err)
	}
	where, args, err := f.SQL(columns, 2)
	if err != nil {
		t.Fatal(err)
	}
	err = d.DB.Read(t.Context(), func(q *sqldb.Q) error {
		ids, err := sqldb.All(t.Context(), q, sqldb.Column[gov.ID], "SELECT m.id FROM tmatter m WHERE m.id > $1 AND "+where+" ORDER BY m.id", append([]any{0}, args...)...)
		for _, id := range ids {
			out = append(out, id.String())
		}
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return out
}

func TestAFilterThatCannotBeWrittenShowsNothing(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		f, err := d.access.Filter(t.Context(), d.eng, zhang, "listCases", "Case")
		if err != nil || f.Op != access.Or {
			t.Fatal(f, err)
		}
		if _, _, err := f.SQL(map[string]access.Column{"applicant": {SQL: "applicant", ID: true}}, 1); err == nil {
			t.Error("an attribute without a column passed")
		}
		// A permit over something no row filter can say opens no row of a list.
		if _, err := d.access.Put(t.Context(), d.eng, admin, `@id("like") @title("x") permit (principal in Role::"mayor", action == Action::"listCases", resource is Case) when { resource.item like "food*" };`); err != nil {
			t.Fatal(err)
		}
		if f, err := d.access.Filter(t.Context(), d.eng, mayor, "listCases", "Case"); err != nil || f.Op != access.None {
			t.Fatal(f, err)
		}
		// A forbid over such a thing hides every row.
		if _, err := d.access.Put(t.Context(), d.eng, admin, `@id("hide") @title("x") forbid (principal is Citizen, action == Action::"listCases", resource is Case) when { resource.item like "secret*" };`); err != nil {
			t.Fatal(err)
		}
		if f, err := d.access.Filter(t.Context(), d.eng, zhang, "listCases", "Case"); err != nil || f.Op != access.None {
			t.Fatal(f, err)
		}
	})
}

func TestExplain(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		explain := func(who gov.Actor, action string, what act.Resource) access.Explanation {
			t.Helper()
			x, err := d.access.Explain(t.Context(), d.eng, who, action, what)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		x := explain(approver, "decide", matter(nil))
		if !x.Allow || len(x.Rules) != 1 || x.Rules[0].ID != "approver-decides" || x.Rules[0].Title == "" || x.Rules[0].TitleZh == "" || len(x.WhyNot) != 0 || x.Epoch != 1 {
			t.Fatalf("%+v", x)
		}
		if x.Masks["4"] != access.Plain || x.Masks["5"] != access.Hidden {
			t.Errorf("%+v", x.Masks)
		}
		x = explain(handler, "decide", matter(nil))
		if x.Allow || len(x.Rules) != 1 || x.Rules[0].ID != "four-eyes" || x.Rules[0].Effect != "forbid" {
			t.Fatalf("%+v", x)
		}
		x = explain(outsider, "decide", matter(nil))
		if x.Allow || len(x.Rules) != 0 || len(x.WhyNot) != 1 || x.WhyNot[0].Rule.ID != "approver-decides" {
			t.Fatalf("%+v", x)
		}
		if f := x.WhyNot[0].Failed; len(f) != 1 || !strings.HasPrefix(f[0], "resource.department == principal.department") {
			t.Errorf("%q", f)
		}
		x = explain(zhang, "decide", matter(nil))
		if x.Allow || x.Filter.Op != access.None || len(x.WhyNot) == 0 || !strings.Contains(strings.Join(x.WhyNot[0].Failed, " "), "Officer") {
			t.Errorf("%+v", x)
		}
		if _, err := json.Marshal(x); err != nil {
			t.Error(err)
		}
	})
}

func TestMasksByGrade(t *testing.T) {
	d := start(t, acttest.Start(t, "sqlite::memory:", access.Migrations))
	attrs := map[string]any{"subject": gov.ID(21), "departments": []gov.ID{market}, "division": city}
	for _, c := range []struct {
		name string
		who  gov.Actor
		want string // p, m, h for grades 1 to 6
	}{
		{"himself", zhang, "pppppp"},
		{"another", agent, "phhhhh"},
		{"nobody", nobody, "phhhhh"},
		{"the department", handler, "pppphh"},
		{"another department", outsider, "ppmhhh"},
		{"the window", clerk, "pppmhh"},
		{"mayor", mayor, "ppmhhh"},
		{"admin", admin, "pphhhh"},
	} {
		masks, err := d.access.Masks(t.Context(), d.eng, c.who, attrs)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, g := range []string{"1", "2", "3", "4", "5", "6"} {
			got += string(masks[g][0])
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
