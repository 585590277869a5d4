package exchange_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// site is an exchange over two persons and a firm.
type site struct {
	*acttest.Spine
	x                   *exchange.Exchange
	bus                 *bus.Bus
	husband, wife, firm gov.ID
	number              string // of the husband
}

var clerk = acttest.Officer(11)

func (s *site) citizen() gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: 1, Person: s.husband, Subject: s.husband, Channel: "portal"}
}

func grades(list []theme.Element) map[string]gov.Grade {
	out := map[string]gov.Grade{}
	for _, e := range list {
		out[e.Code] = e.Grade
	}
	return out
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, sp *acttest.Spine) {
		s := &site{Spine: sp}
		resources := map[string]exchange.Resource{
			"people":   {ID: "people", Theme: "person", Granted: true, Elements: grades(theme.PersonElements())},
			"firms":    {ID: "firms", Theme: "firm", Granted: true, Elements: grades(theme.FirmElements())},
			"refused":  {ID: "refused", Theme: "person", Elements: grades(theme.PersonElements())},
			"property": {ID: "property", Theme: "property", Granted: true, Elements: map[string]gov.Grade{"owner": gov.Grade3}},
		}
		s.x = exchange.New(exchange.Config{
			Engine: sp.Engine, Themes: map[string]exchange.Theme{"person": theme.Person, "firm": theme.Firm},
			Resources: func(id string) (exchange.Resource, bool) { r, ok := resources[id]; return r, ok },
		})
		s.bus = bus.New(bus.Config{DB: sp.DB, Writer: sp.Writer, Log: slog.New(slog.DiscardHandler)})
		s.bus.Project(exchange.UsageProjection())
		s.fill(t)
		fn(t, s)
	}, theme.Migrations, exchange.Migrations, bus.Migrations)
}

func (s *site) fill(t *testing.T) {
	t.Helper()
	him, err := idcode.MakeCitizenID("990102", "1980-01-02", 1)
	if err != nil {
		t.Fatal(err)
	}
	her, err := idcode.MakeCitizenID("990102", "1981-01-02", 2)
	if err != nil {
		t.Fatal(err)
	}
	people := "personId,personName,sex,birthDate,mobile,spouseId\n" + him + ",陆景,male,1980-01-02,19900000001," + her + "\n" + her + ",王桂英,female,1981-01-02,,\n"
	firms := "creditCode,firmName,firmKind,firmStatus,legalPerson,legalPersonId\n92990102MA9HTA012K,听雨面馆,个体工商户,存续,陆景," + him + "\n"
	open := func(s string) theme.Opener {
		return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
	}
	im := &theme.Importer{Engine: s.Engine, Mint: s.Mint}
	if _, err := im.People(t.Context(), clerk, open(people)); err != nil {
		t.Fatal(err)
	}
	if _, err := im.Firms(t.Context(), clerk, open(firms)); err != nil {
		t.Fatal(err)
	}
	s.number = him
	err = s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		var e1, e2, e3 error
		s.husband, _, e1 = theme.FindPerson(t.Context(), q, s.Vault, him)
		s.wife, _, e2 = theme.FindPerson(t.Context(), q, s.Vault, her)
		s.firm, _, e3 = theme.FindFirm(t.Context(), q, "92990102MA9HTA012K")
		return errors.Join(e1, e2, e3)
	})
	if err != nil || s.husband*s.wife*s.firm == 0 {
		t.Fatal(err)
	}
}

func (s *site) lookup(t *testing.T, who gov.Actor, r exchange.Request) map[string]string {
	t.Helper()
	a, err := s.x.Lookup(t.Context(), who, r)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for code, v := range a.Fields {
		out[code] = string(v.State) + " " + v.Value
		if v.Source != r.Resource || v.Masked && v.State != exchange.Held {
			t.Errorf("%+v", v)
		}
	}
	return out
}

func (s *site) events(t *testing.T, name string) (out []*seal.Event) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		bodies, err := sqldb.All(t.Context(), q, sqldb.Column[[]byte], "SELECT body FROM event WHERE name = $1 ORDER BY id", name)
		for _, b := range bodies {
			for _, personal := range []string{s.number, "陆景", "桂英", "19900000001"} {
				if bytes.Contains(b, []byte(personal)) {
					t.Errorf("%s stands in an event", personal)
				}
			}
			e, err := seal.ParseEvent(b)
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatWhoSees(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		fields := []string{"personName", "personId", "mobile", "marriageDate", "nonsense"}
		own := map[string]string{"personName": "held 陆景", "personId": "held " + s.number, "mobile": "held 19900000001", "marriageDate": "empty ", "nonsense": "unknown "}
		hidden := map[string]string{"personName": "withheld ", "personId": "withheld ", "mobile": "withheld ", "marriageDate": "withheld ", "nonsense": "unknown "}
		masked := "held " + s.number[:3] + "***********" + s.number[14:]
		other := s.citizen()
		other.Person, other.Subject = s.wife, s.wife
		for name, c := range map[string]struct {
			who  gov.Actor
			r    exchange.Request
			want map[string]string
		}{
			"himself":           {s.citizen(), exchange.Request{Purpose: "apply", Subject: s.husband, Resource: "people", Fields: fields}, own},
			"a joint applicant": {other, exchange.Request{Purpose: "apply", Basis: "行政许可法§31", Case: 77, Subject: s.husband, Resource: "people", Fields: fields}, hidden},
			"an officer in a case": {
				clerk,
				exchange.Request{Purpose: "handle", Basis: "行政许可法§34", Case: 77, Subject: s.husband, Resource: "people", Fields: fields},
				map[string]string{"personName": "held 陆景", "personId": masked, "mobile": "held 19900000001", "marriageDate": "empty ", "nonsense": "unknown "},
			},
			"an officer without a case": {
				clerk,
				exchange.Request{Purpose: "find", Basis: "行政许可法§34", Subject: s.husband, Resource: "people", Fields: []string{"personName", "division"}},
				map[string]string{"personName": "held 陆*", "division": "empty "},
			},
			"published data": {
				other,
				exchange.Request{Purpose: "apply", Basis: "x", Subject: s.firm, Resource: "firms", Fields: []string{"firmName", "legalPersonId"}},
				map[string]string{"firmName": "held 听雨面馆", "legalPersonId": "withheld "},
			},
			"nobody known":     {clerk, exchange.Request{Purpose: "x", Basis: "x", Case: 1, Subject: 999, Resource: "people", Fields: []string{"personName"}}, map[string]string{"personName": "unknown "}},
			"not granted":      {clerk, exchange.Request{Purpose: "x", Basis: "x", Case: 1, Subject: s.husband, Resource: "refused", Fields: []string{"personName"}}, map[string]string{"personName": "unknown "}},
			"not connected":    {clerk, exchange.Request{Purpose: "x", Basis: "x", Case: 1, Subject: s.husband, Resource: "property", Fields: []string{"owner"}}, map[string]string{"owner": "unknown "}},
			"not in catalogue": {clerk, exchange.Request{Purpose: "x", Basis: "x", Case: 1, Subject: s.husband, Resource: "moon", Fields: []string{"owner"}}, map[string]string{"owner": "unknown "}},
			"for one's own firm": {
				gov.Actor{Kind: gov.Agent, Person: s.husband, Subject: s.firm},
				exchange.Request{Purpose: "apply", Subject: s.firm, Resource: "firms", Fields: []string{"legalPersonId"}},
				map[string]string{"legalPersonId": "held " + s.number},
			},
		} {
			if d := cmp.Diff(c.want, s.lookup(t, c.who, c.r)); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
		if n := len(s.events(t, exchange.ReadEvent)); n != 10 {
			t.Fatalf("%d reads are sealed", n)
		}
		s.MustVerify(t)
	})
}

func TestReadIsSealedBeforeTheAnswer(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		r := exchange.Request{Purpose: "handle", Basis: "行政许可法§34", Case: 77, Subject: s.husband, Resource: "people", Fields: []string{"personName", "personId"}}
		s.lookup(t, clerk, r)
		e := s.events(t, exchange.ReadEvent)[0]
		if e.Action != "lookupData" || e.Data.ID("subject") != s.husband || e.Data.ID("case") != 77 || e.Data.ID("department") != 7 ||
			e.Data.Str("purpose") != "handle" || e.Data.Str("basis") != r.Basis || e.Data.Str("resource") != "people" ||
			!slices.Equal(e.Data.Strings("fields"), r.Fields) || !slices.Equal(e.Data.Strings("masked"), []string{"personId"}) {
			t.Fatalf("%+v", e)
		}
		s.Auth.Ask = func(_ gov.Actor, action string, what act.Resource) (act.Verdict, bool) {
			grade, _ := what.Attrs["grade"].(int64)
			return act.Verdict{Rule: "no-grade-3"}, action == "lookupData" && what.ID == "people" && grade >= int64(gov.Grade3)
		}
		if _, err := s.x.Lookup(t.Context(), clerk, r); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		if len(s.events(t, exchange.ReadEvent)) != 1 || len(s.events(t, "access.refused")) != 1 {
			t.Fatal("the refusal is not recorded as one")
		}
		s.MustVerify(t)
	})
}

func TestRequestsAreChecked(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		good := exchange.Request{Purpose: "handle", Basis: "x", Subject: s.husband, Resource: "people", Fields: []string{"personName"}}
		for name, spoil := range map[string]func(r *exchange.Request){
			"no purpose":      func(r *exchange.Request) { r.Purpose = "" },
			"no basis":        func(r *exchange.Request) { r.Basis = "" },
			"no subject":      func(r *exchange.Request) { r.Subject = 0 },
			"no resource":     func(r *exchange.Request) { r.Resource = "" },
			"no fields":       func(r *exchange.Request) { r.Fields = nil },
			"field not code":  func(r *exchange.Request) { r.Fields = []string{"a,b"} },
			"too many fields": func(r *exchange.Request) { r.Fields = make([]string, 61) },
		} {
			r := good
			spoil(&r)
			if _, err := s.x.Lookup(t.Context(), clerk, r); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.x.LookupAll(t.Context(), clerk, nil); gov.KindOf(err) != gov.KindInvalid {
			t.Error(err)
		}
		if n := len(s.events(t, exchange.ReadEvent)); n != 0 {
			t.Fatalf("%d reads", n)
		}
		s.MustVerify(t)
	})
}

func inCommand[T any](t *testing.T, s *site, who gov.Actor, fn func(p *act.Prep) (T, error)) (T, error) {
	t.Helper()
	return act.Do(t.Context(), s.Engine, act.Command{Action: "openCase", Actor: who}, func(p *act.Prep) (T, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			var zero T
			return zero, err
		}
		return fn(p)
	})
}

func TestCheckTellsNoValue(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		r := exchange.Request{Purpose: "verify", Basis: "行政许可法§34", Case: 77, Subject: s.husband, Resource: "people"}
		got, err := inCommand(t, s, clerk, func(p *act.Prep) (map[string]exchange.Verdict, error) {
			return s.x.Check(t.Context(), p, r, map[string]string{"personId": s.number, "personName": "陆净", "nonsense": ""})
		})
		want := map[string]exchange.Verdict{"personId": exchange.Yes, "personName": exchange.No, "nonsense": exchange.NoData}
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Fatal(d, err)
		}
		if len(s.events(t, exchange.CheckEvent)) != 1 {
			t.Fatal("not sealed")
		}
		s.MustVerify(t)
	})
}

func (s *site) usage(t *testing.T, who gov.Actor, q exchange.UsageQuery) (out []exchange.Usage) {
	t.Helper()
	if err := s.Sealer.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.bus.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for {
		page, err := s.x.WhoUsedMyData(t.Context(), who, q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Lines...)
		if q.Before = page.Next; q.Before == 0 {
			return out
		}
	}
}

func TestWhoUsedMyData(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.lookup(t, s.citizen(), exchange.Request{Purpose: "apply", Subject: s.husband, Resource: "people", Fields: []string{"personName"}})
		s.lookup(t, clerk, exchange.Request{Purpose: "handle", Basis: "行政许可法§34", Case: 77, Subject: s.husband, Resource: "people", Fields: []string{"personName", "personId"}})
		_, err := inCommand(t, s, clerk, func(p *act.Prep) (int, error) { // a joint case: one read of two people
			return 0, exchange.Record(p, exchange.Reading{Purpose: "handle", Basis: "行政许可法§34", Case: 78, Resource: "case-file", Subjects: []gov.ID{s.wife, s.husband, s.wife}, Groups: []string{"applicant", "site"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		lines := s.usage(t, s.citizen(), exchange.UsageQuery{Subject: s.husband, Limit: 2})
		for i := range lines {
			lines[i].Seq = 0
		}
		now := s.Clock.Time()
		want := []exchange.Usage{
			{At: now, By: "officer", Department: 7, Purpose: "handle", Basis: "行政许可法§34", Resource: "case-file", Fields: []string{"applicant", "site"}, Case: 78},
			{At: now, By: "officer", Department: 7, Purpose: "handle", Basis: "行政许可法§34", Resource: "people", Fields: []string{"personName", "personId"}, Case: 77},
			{At: now, By: "citizen", Purpose: "apply", Resource: "people", Fields: []string{"personName"}, Own: true},
		}
		if d := cmp.Diff(want, lines); d != "" {
			t.Fatal(d)
		}
		wife := gov.Actor{Kind: gov.Citizen, Person: s.wife, Subject: s.wife}
		if lines := s.usage(t, wife, exchange.UsageQuery{Subject: s.wife}); len(lines) != 1 || lines[0].Case != 78 {
			t.Fatalf("%+v", lines)
		}
		if _, err := s.x.WhoUsedMyData(t.Context(), wife, exchange.UsageQuery{Subject: s.husband}); gov.KindOf(err) != gov.KindForbidden {
			t.Fatalf("she sees his record: %v", err)
		}
		reps, err := s.bus.Rebuild(t.Context(), true)
		if err != nil || !reps[0].OK || reps[0].Rows != 4 {
			t.Fatalf("%+v %v", reps, err)
		}
		s.MustVerify(t)
	})
}

func TestLawfulDelayHidesACaseUntilItsTerm(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for _, c := range []gov.ID{77, 78} {
			s.lookup(t, clerk, exchange.Request{Purpose: "handle", Basis: "x", Case: c, Subject: s.husband, Resource: "people", Fields: []string{"personName"}})
		}
		until := s.Clock.Time() + 1000
		delay := exchange.Delay{Subject: s.husband, Case: 77, Article: "个人信息保护法§18", Until: until}
		if _, err := s.x.Withhold(t.Context(), s.citizen(), "", delay); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		if _, err := s.x.Withhold(t.Context(), clerk, "k", delay); err != nil {
			t.Fatal(err)
		}
		for name, spoil := range map[string]func(d *exchange.Delay){
			"no article": func(d *exchange.Delay) { d.Article = "" },
			"no case":    func(d *exchange.Delay) { d.Case = 0 },
			"past":       func(d *exchange.Delay) { d.Until = s.Clock.Time() },
			"for ever":   func(d *exchange.Delay) { d.Until = until + 400*24*3600*1000 },
		} {
			d := delay
			spoil(&d)
			if _, err := s.x.Withhold(t.Context(), clerk, "", d); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if lines := s.usage(t, s.citizen(), exchange.UsageQuery{Subject: s.husband}); len(lines) != 1 || lines[0].Case != 78 {
			t.Fatalf("%+v", lines)
		}
		s.Clock.Set(until)
		if lines := s.usage(t, s.citizen(), exchange.UsageQuery{Subject: s.husband}); len(lines) != 2 {
			t.Fatalf("%+v", lines)
		}
		s.MustVerify(t)
	})
}

func TestRecordIsChecked(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		good := exchange.Reading{Purpose: "handle", Basis: "x", Resource: "case-file", Subjects: []gov.ID{s.wife}, Groups: []string{"applicant"}}
		for name, spoil := range map[string]func(r *exchange.Reading){
			"no subject": func(r *exchange.Reading) { r.Subjects = nil },
			"no basis":   func(r *exchange.Reading) { r.Basis = "" },
			"no group":   func(r *exchange.Reading) { r.Groups = nil },
		} {
			r := good
			spoil(&r)
			if _, err := inCommand(t, s, clerk, func(p *act.Prep) (int, error) { return 0, exchange.Record(p, r) }); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.MustVerify(t)
	})
}
