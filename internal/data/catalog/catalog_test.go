package catalog_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"testing"

	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock/lamp"
	"holon.example/holon/internal/rule/clock/limit"
	"holon.example/holon/internal/rule/law"
	"holon.example/holon/packs"
)

// city is a catalogue over the standard, organisation and laws of the demo city.
type city struct {
	*acttest.Spine
	*catalog.Desk
	org  *org.Org
	book *standard.Book
}

func pack(t *testing.T, id string) fs.FS {
	t.Helper()
	f, err := fs.Sub(packs.Files, id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func laws(t *testing.T) *law.Library {
	t.Helper()
	var all []*law.Law
	for _, id := range []string{"law-cn", "items-basic"} {
		l, err := law.Load(pack(t, id))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l.Laws()...)
	}
	lib, err := law.NewLibrary(all)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func each(t *testing.T, fn func(t *testing.T, c *city)) {
	t.Helper()
	lib := laws(t)
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		c := &city{Spine: s, org: org.New(s.Engine, &epoch.Signal{})}
		desk := &standard.Desk{Engine: s.Engine}
		c.Desk = &catalog.Desk{Engine: s.Engine, Standard: desk, Org: c.org.In, Laws: func() *law.Library { return lib }}
		home := pack(t, "haitang")
		st, err := org.LoadStructure(home, "org.yaml")
		if err != nil {
			t.Fatal(err)
		}
		people := map[string]gov.ID{}
		for i, a := range st.Assignments {
			if people[a.Person] == 0 {
				people[a.Person] = gov.ID(1000 + i)
			}
		}
		if _, err := c.org.Import(t.Context(), acttest.Officer(1), st, people); err != nil {
			t.Fatal(err)
		}
		draft, err := standard.LoadDraft(home)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Import(t.Context(), gov.Job("setup"), "", draft); err != nil {
			t.Fatal(err, faultsOf(err))
		}
		if c.book, err = desk.Book(t.Context()); err != nil {
			t.Fatal(err)
		}
		fn(t, c)
	}, org.Migrations, standard.Migrations, catalog.Migrations)
}

func faultsOf(err error) []gov.Field {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Fields
	}
	return nil
}

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func (c *city) get(t *testing.T, key string) *catalog.Entry {
	t.Helper()
	var e *catalog.Entry
	if err := c.DB.Read(t.Context(), func(q *sqldb.Q) (err error) { e, err = catalog.ByKey(t.Context(), q, key); return err }); err != nil {
		t.Fatal(err)
	}
	return e
}

// officer is somebody on a post, for the order of who did what.
func officer(person gov.ID) gov.Actor {
	a := acttest.Officer(person)
	a.Person = person
	return a
}

func good() catalog.Resource {
	return catalog.Resource{
		Key: "food-permits", Class: "department", Code: "3/09/0001", Name: standard.Name{Zh: "食品经营许可信息", En: "food permits"},
		Abstract: standard.Name{Zh: "食品经营许可证的编号、主体和有效期。"}, Provider: "market", Format: "database",
		Columns: []catalog.Column{{Element: "permitNo", Key: true}, {Element: "creditCode"}, {Element: "permitUntil"}},
		Sharing: catalog.Unconditional, Mode: "query", Open: "open", Cycle: "daily",
	}
}

func TestFaultsOfResources(t *testing.T) {
	lib := laws(t)
	draft, err := standard.LoadDraft(pack(t, "haitang"))
	if err != nil {
		t.Fatal(err)
	}
	var all []standard.Version
	for _, e := range draft.Elements {
		all = append(all, standard.Version{Element: e, No: 1})
	}
	a := catalog.Against{Standard: standard.NewBook(all, draft.Lists), Cites: func(s string) bool { return catalog.Cites(lib, s) }, Provider: func(k string) bool { return k == "market" }}
	r := good()
	if f := r.Faults(a); len(f) > 0 {
		t.Fatal(f)
	}
	for name, c := range map[string]struct {
		change func(r *catalog.Resource)
		key    string
	}{
		"withheld, no citation":    {func(r *catalog.Resource) { r.Sharing = catalog.Withheld }, "catalog.fault.basis"},
		"withheld, wrong citation": {func(r *catalog.Resource) { r.Sharing, r.Basis = catalog.Withheld, "数据安全法§999" }, "catalog.fault.cite"},
		"withheld, no law":         {func(r *catalog.Resource) { r.Sharing, r.Basis = catalog.Withheld, "内部规定" }, "catalog.fault.cite"},
		"conditional, none named":  {func(r *catalog.Resource) { r.Sharing = catalog.Conditional }, "catalog.fault.condition"},
		"condition added":          {func(r *catalog.Resource) { r.Condition.Zh = "须局长同意" }, "catalog.fault.condition_added"},
		"copy without reason":      {func(r *catalog.Resource) { r.Mode = "copy" }, "catalog.fault.reason"},
		"download without reason":  {func(r *catalog.Resource) { r.Mode = "download" }, "catalog.fault.reason"},
		"mode":                     {func(r *catalog.Resource) { r.Mode = "fax" }, "catalog.fault.mode"},
		"cycle":                    {func(r *catalog.Resource) { r.Cycle = "sometimes" }, "catalog.fault.cycle"},
		"class":                    {func(r *catalog.Resource) { r.Class = "" }, "catalog.fault.class"},
		"format":                   {func(r *catalog.Resource) { r.Format = "paper" }, "catalog.fault.format"},
		"open":                     {func(r *catalog.Resource) { r.Open = "" }, "catalog.fault.open"},
		"open, condition":          {func(r *catalog.Resource) { r.Open = "conditional" }, "catalog.fault.open_if"},
		"personal and open":        {func(r *catalog.Resource) { r.Columns = []catalog.Column{{Element: "personName"}} }, "catalog.fault.open_personal"},
		"no columns":               {func(r *catalog.Resource) { r.Columns = nil }, "catalog.fault.columns"},
		"element unknown":          {func(r *catalog.Resource) { r.Columns[0].Element = "luck" }, "catalog.fault.element"},
		"column twice":             {func(r *catalog.Resource) { r.Columns[1] = r.Columns[0] }, "catalog.fault.column_twice"},
		"provider":                 {func(r *catalog.Resource) { r.Provider = "nobody" }, "catalog.fault.provider"},
		"code":                     {func(r *catalog.Resource) { r.Code = "一" }, "catalog.fault.code"},
		"key":                      {func(r *catalog.Resource) { r.Key = "A B" }, "catalog.fault.key"},
		"name":                     {func(r *catalog.Resource) { r.Name.Zh = "" }, "catalog.fault.name"},
		"abstract":                 {func(r *catalog.Resource) { r.Abstract.Zh = "" }, "catalog.fault.abstract"},
		"related":                  {func(r *catalog.Resource) { r.Related = []string{""} }, "catalog.fault.related"},
		"retired element":          {func(r *catalog.Resource) { r.Columns = append(r.Columns, catalog.Column{Element: "old"}) }, "catalog.fault.element"},
	} {
		r := good()
		r.Columns = slices.Clone(r.Columns)
		c.change(&r)
		if f := r.Faults(a); !slices.ContainsFunc(f, func(x catalog.Fault) bool { return x.Key == c.key }) {
			t.Errorf("%s: %v", name, f)
		}
	}
	r = good()
	r.Sharing, r.Basis, r.Open = catalog.Withheld, "数据安全法第三十八条", "closed"
	if f := r.Faults(a); len(f) > 0 {
		t.Error("a citation in words", f)
	}
}

func TestFromDraftToPublished(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		writer, reviewer := officer(41), officer(42)
		take := func(who gov.Actor, id gov.ID, step catalog.Step, note string) string {
			return key(c.Take(t.Context(), who, "", id, step, note))
		}
		id, err := c.Save(t.Context(), writer, "", good())
		if err != nil {
			t.Fatal(err, faultsOf(err))
		}
		for _, s := range []catalog.Step{catalog.Review, catalog.Publish, catalog.Withdraw} {
			if got := take(reviewer, id, s, "x"); got != "catalog.step" {
				t.Error("a draft cannot be", s, got)
			}
		}
		if got := take(writer, id, catalog.Submit, ""); got != "" {
			t.Fatal(got)
		}
		if _, err := c.Save(t.Context(), writer, "", good()); key(err) != "catalog.step" {
			t.Error("what was handed in is not changed", err)
		}
		if got := take(reviewer, id, catalog.Return, ""); got != "catalog.refused" {
			t.Error("returned without a reason", got)
		}
		if got := take(reviewer, id, catalog.Return, "缺少英文名称"); got != "" {
			t.Fatal(got)
		}
		if v := c.get(t, "food-permits").Version; v.State != catalog.Draft || v.Note != "缺少英文名称" || v.No != 1 {
			t.Errorf("%+v", v)
		}
		for _, s := range []catalog.Step{catalog.Submit, catalog.Review, catalog.Publish} {
			who := reviewer
			if s == catalog.Submit {
				who = writer
			}
			if got := take(who, id, s, ""); got != "" {
				t.Fatal(s, got)
			}
		}
		e := c.get(t, "food-permits")
		if e.Published != 1 || e.Version.State != catalog.Published || e.Version.Publisher != 42 || e.Version.Submitter != 41 || e.Updated == 0 {
			t.Fatalf("%+v %+v", e, e.Version)
		}
		next := good()
		next.Cycle = "weekly"
		if _, err := c.Save(t.Context(), writer, "", next); err != nil {
			t.Fatal(err)
		}
		if e := c.get(t, "food-permits"); e.Published != 1 || e.Newest != 2 || e.Version.Cycle != "daily" {
			t.Errorf("the published version stands: %+v", e)
		}
		for _, s := range []catalog.Step{catalog.Submit, catalog.Review, catalog.Publish} {
			if got := take(reviewer, id, s, ""); got != "" {
				t.Fatal(s, got)
			}
		}
		var all []*catalog.Version
		if err := c.DB.Read(t.Context(), func(q *sqldb.Q) (err error) { all, err = catalog.Versions(t.Context(), q, id); return err }); err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].State != catalog.Published || all[1].State != catalog.Superseded || all[1].Cycle != "daily" || all[1].Ended == 0 {
			t.Errorf("%+v", all)
		}
		if got := take(reviewer, id, catalog.Withdraw, "系统停用"); got != "" {
			t.Fatal(got)
		}
		if e := c.get(t, "food-permits"); e.Published != 0 || e.Version.State != catalog.Withdrawn {
			t.Errorf("%+v", e)
		}
		c.MustVerify(t)
	})
}

func TestNothingFaultyIsHandedIn(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		r := good()
		r.Sharing = catalog.Withheld
		id, err := c.Save(t.Context(), officer(41), "", r)
		if err != nil {
			t.Fatal("a draft may have faults", err)
		}
		err = c.Take(t.Context(), officer(41), "", id, catalog.Submit, "")
		if f := faultsOf(err); len(f) != 1 || f[0].Key != "catalog.fault.basis" || f[0].Path != "basis" {
			t.Fatal(err, f)
		}
		r.Basis = "数据安全法§38"
		if _, err := c.Save(t.Context(), officer(41), "", r); err != nil {
			t.Fatal(err)
		}
		if err := c.Take(t.Context(), officer(41), "", id, catalog.Submit, ""); err != nil {
			t.Fatal(err)
		}
		other := good()
		other.Key = "another"
		if _, err := c.Save(t.Context(), officer(41), "", other); faultsOf(err) == nil || faultsOf(err)[0].Key != "catalog.fault.code_taken" {
			t.Error("a code belongs to one resource", err)
		}
		c.Auth.Deny = "nobody"
		for _, step := range []catalog.Step{catalog.Review, catalog.Publish, catalog.Return} {
			if err := c.Take(t.Context(), officer(42), "", id, step, "x"); gov.KindOf(err) != gov.KindForbidden {
				t.Error(step, err)
			}
		}
		if err := c.Report(t.Context(), officer(42), "", id); gov.KindOf(err) != gov.KindForbidden {
			t.Error(err)
		}
	})
}

func TestThePoliciesAreToldWhoDidWhat(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		var asked []act.Resource
		c.Auth.Ask = func(_ gov.Actor, _ string, what act.Resource) (act.Verdict, bool) {
			asked = append(asked, what)
			return act.Verdict{}, false
		}
		id, err := c.Save(t.Context(), officer(41), "", good())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Take(t.Context(), officer(43), "", id, catalog.Submit, ""); err != nil {
			t.Fatal(err)
		}
		asked = nil
		if err := c.Take(t.Context(), officer(42), "", id, catalog.Review, ""); err != nil {
			t.Fatal(err)
		}
		if len(asked) != 1 || asked[0].Attrs["author"] != gov.ID(41) || asked[0].Attrs["submitter"] != gov.ID(43) || asked[0].Attrs["division"] != "990100" {
			t.Errorf("%+v", asked)
		}
	})
}

func demo(t *testing.T) []catalog.Resource {
	t.Helper()
	list, err := catalog.Load(pack(t, "haitang"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTheDemoCityIsImported(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		list := demo(t)
		rep, err := c.Import(t.Context(), gov.Job("setup"), "", list, true)
		if err != nil {
			t.Fatal(err, faultsOf(err))
		}
		if rep.Added != len(list) || len(list) <= 40 {
			t.Fatal(rep)
		}
		if rep, err = c.Import(t.Context(), gov.Job("setup"), "", list, true); err != nil || rep.Unchanged != len(list) {
			t.Fatal("again, nothing changes", rep, err)
		}
		entries, err := c.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		providers := map[gov.ID]bool{}
		for _, e := range entries {
			providers[e.Department] = true
			if e.Version.State != catalog.Published {
				t.Error(e.Version.Key, e.Version.State)
			}
		}
		if len(providers) < 12 {
			t.Error("departments that provide", len(providers))
		}
		ix := catalog.NewIndex(entries, c.book)
		for _, x := range []struct{ ask, want string }{
			{"婚姻", "marriage-register"},
			{"hunyindengji", "marriage-register"},
			{"hydrants", "hydrants"},
			{"消火栓", "hydrants"},
			{"xhs", "hydrants"},
			{"食品经营许可", "food-permits"},
			{"结婚登记日期", "marriage-register"},
			{"公交站点", "bus-stops"},
		} {
			got := ix.Search(catalog.Query{Words: x.ask})
			if len(got) == 0 || got[0].Version.Key != x.want {
				t.Errorf("%s: %v", x.ask, got)
			}
		}
		if got := ix.Search(catalog.Query{Words: "zzzzz"}); len(got) != 0 {
			t.Error("found what is not there")
		}
		for _, e := range ix.Search(catalog.Query{Sharing: catalog.Withheld}) {
			if e.Version.Basis == "" {
				t.Error("withheld without a citation:", e.Version.Key)
			}
		}
		if n := len(ix.Search(catalog.Query{Element: "creditCode"})); n < 8 {
			t.Error("resources that hold the credit code", n)
		}
		if g := c.get(t, "social-insurance").Version.Grade(c.book); g != 4 {
			t.Error("the highest grade of its columns", g)
		}
		c.MustVerify(t)
	})
}

func TestAnOfficerImportsDraftsOnly(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		if _, err := c.Import(t.Context(), officer(41), "k", []catalog.Resource{good()}, true); gov.KindOf(err) != gov.KindForbidden {
			t.Error("published past the review", err)
		}
		rep, err := c.Import(t.Context(), officer(41), "k2", []catalog.Resource{good()}, false)
		if err != nil || rep.Added != 1 {
			t.Fatal(rep, err)
		}
		if e := c.get(t, "food-permits"); e.Published != 0 || e.Version.State != catalog.Draft {
			t.Errorf("%+v", e)
		}
		bad := good()
		bad.Key, bad.Code, bad.Mode = "b", "3/1", "copy"
		if _, err := c.Import(t.Context(), officer(41), "", []catalog.Resource{good(), bad}, false); key(err) != "catalog.refused" {
			t.Error("one fault forbids all", err)
		}
		if _, err := c.Import(t.Context(), officer(41), "", nil, false); key(err) != "catalog.empty" {
			t.Error(err)
		}
	})
}

// clocks are the limits and the calendar that ship.
func clocks(t *testing.T) catalog.Clocks {
	t.Helper()
	limits, err := limit.Load(pack(t, "law-cn"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := calendar.Load(pack(t, "calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := p.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	return catalog.Clocks{Limits: limits, Calendar: cal}
}

func TestOverdueUpdatesAreLamps(t *testing.T) {
	k := clocks(t)
	at := func(d gov.Date) gov.Time { return d.Start() + 10*3600*1000 }
	for _, x := range []struct {
		cycle        string
		updated, now gov.Date
		lamp         lamp.Lamp
		due          gov.Date
	}{
		{"daily", "2026-09-30", "2026-10-07", lamp.Normal, "2026-10-08"}, // the holidays do not count
		{"daily", "2026-09-30", "2026-10-09", lamp.Overdue, "2026-10-08"},
		{"weekly", "2026-11-16", "2026-11-18", lamp.Normal, "2026-11-23"},
		{"weekly", "2026-11-16", "2026-11-23", lamp.Soon, "2026-11-23"},
		{"monthly", "2026-09-03", "2026-10-08", lamp.Soon, "2026-10-08"},
		{"monthly", "2026-09-03", "2026-10-09", lamp.Overdue, "2026-10-08"},
		{"realtime", "2020-01-01", "2026-10-09", lamp.Off, ""},
		{"irregular", "2020-01-01", "2026-10-09", lamp.Off, ""},
	} {
		e := &catalog.Entry{Published: 1, Updated: at(x.updated), Version: &catalog.Version{Resource: catalog.Resource{Cycle: x.cycle}}}
		got, err := k.Update(e, at(x.now))
		if err != nil || got.Lamp != x.lamp || got.Due != x.due {
			t.Errorf("%s updated on %s, on %s: %+v %v", x.cycle, x.updated, x.now, got, err)
		}
	}
	v := &catalog.Version{State: catalog.Submitted, HandedIn: at("2026-09-30")}
	if got, err := k.Review(v, at("2026-10-10")); err != nil || got.Lamp != lamp.Overdue || got.Due != "2026-10-09" {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := (catalog.Clocks{}).Review(v, at("2026-10-10")); err != nil || got.Lamp != lamp.Off {
		t.Error("without limits nothing is late", got, err)
	}
}

func TestAReportBringsTheLampBack(t *testing.T) {
	each(t, func(t *testing.T, c *city) {
		if _, err := c.Import(t.Context(), gov.Job("setup"), "", []catalog.Resource{good()}, true); err != nil {
			t.Fatal(err, faultsOf(err))
		}
		k, e := clocks(t), c.get(t, "food-permits")
		c.Clock.Set(gov.Date("2026-12-01").Start() + 1)
		if got, err := k.Update(e, c.Clock.Time()); err != nil || got.Lamp != lamp.Overdue {
			t.Fatal(got, err)
		}
		if err := c.Report(t.Context(), officer(41), "", e.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Update(c.get(t, "food-permits"), c.Clock.Time()); err != nil || got.Lamp != lamp.Normal {
			t.Error(got, err)
		}
		c.MustVerify(t)
	})
}

func TestPacksWithFaultsAreRefused(t *testing.T) {
	dir := t.TempDir()
	if list, err := catalog.Load(os.DirFS(dir)); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	if err := os.Mkdir(dir+"/catalogue", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"- {key: a, luck: 1}", "{", "a: &x [1]\nb: *x"} {
		if err := os.WriteFile(dir+"/catalogue/x.yaml", []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := catalog.Load(os.DirFS(dir)); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
