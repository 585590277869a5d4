package standard_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/sqldb"
)

const today = gov.Date("2026-11-23")

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func element(code, zh, en string, t standard.Type, length int) standard.Element {
	return standard.Element{Code: code, Name: standard.Name{Zh: zh, En: en}, Type: t, Length: length, Grade: 1}
}

// places is a list of divisions that do not exist, with history: 990105 was merged into
// 990102, 990106 split into two, 990103 renamed.
func places() *standard.Edition {
	return &standard.Edition{List: "division", Name: standard.Name{Zh: "行政区划", En: "divisions"}, Since: "2020-01-01", Source: "made up", Codes: []standard.Code{
		{Code: "990100", Name: standard.Name{Zh: "海棠市"}},
		{Code: "990102", Name: standard.Name{Zh: "海东区"}, Parent: "990100"},
		{Code: "990103", Name: standard.Name{Zh: "旧西区"}, Parent: "990100", Until: "2022-07-01"},
		{Code: "990103", Name: standard.Name{Zh: "海西区"}, Parent: "990100", From: "2022-07-01"},
		{Code: "990105", Name: standard.Name{Zh: "听雨区"}, Parent: "990100", Until: "2024-01-01", Into: []string{"990102"}},
		{Code: "990106", Name: standard.Name{Zh: "望潮县"}, Parent: "990100", Until: "2021-01-01", Into: []string{"990103", "990105"}},
	}}
}

func TestDivisionsWithHistory(t *testing.T) {
	e := places()
	if f := e.Faults(); len(f) > 0 {
		t.Fatal(f)
	}
	if c, ok := e.Find("990103", "2021-05-01"); !ok || c.Name.Zh != "旧西区" {
		t.Error("before it was renamed", c, ok)
	}
	if c, ok := e.Find("990103", today); !ok || c.Name.Zh != "海西区" {
		t.Error("after it was renamed", c, ok)
	}
	if _, ok := e.Find("990105", today); ok {
		t.Error("a merged division still holds")
	}
	var heirs []string
	for _, c := range e.Heirs("990106", today) {
		heirs = append(heirs, c.Code)
	}
	if !slices.Equal(heirs, []string{"990103", "990102"}) {
		t.Error("heirs through two reforms", heirs)
	}
	if h := e.Heirs("999999", today); len(h) != 0 {
		t.Error("heirs of nobody", h)
	}
	if p := e.Path("990103", today); len(p) != 2 || p[0].Code != "990100" {
		t.Error("path", p)
	}
	if len(e.History("990103")) != 2 {
		t.Error("history")
	}
}

func TestFaultsOfLists(t *testing.T) {
	for name, c := range map[string]struct {
		change func(e *standard.Edition)
		key    string
	}{
		"no codes":      {func(e *standard.Edition) { e.Codes = nil }, "standard.fault.codes"},
		"no day":        {func(e *standard.Edition) { e.Since = "soon" }, "standard.fault.since"},
		"name of list":  {func(e *standard.Edition) { e.List = "Über" }, "standard.fault.list_form"},
		"no superior":   {func(e *standard.Edition) { e.Codes[1].Parent = "1" }, "standard.fault.parent"},
		"two meanings":  {func(e *standard.Edition) { e.Codes[3].From = "2022-06-30" }, "standard.fault.code_twice"},
		"ends first":    {func(e *standard.Edition) { e.Codes[3].Until = "2022-01-01" }, "standard.fault.code_days"},
		"heir unknown":  {func(e *standard.Edition) { e.Codes[4].Into = []string{"7"} }, "standard.fault.heir"},
		"heir of one":   {func(e *standard.Edition) { e.Codes[1].Into = []string{"990103"} }, "standard.fault.into"},
		"circle":        {func(e *standard.Edition) { e.Codes[0].Parent = "990102" }, "standard.fault.circle"},
		"blank in code": {func(e *standard.Edition) { e.Codes[1].Code = "9 9" }, "standard.fault.code_text"},
	} {
		e := places()
		c.change(e)
		f := e.Faults()
		if !slices.ContainsFunc(f, func(x standard.Fault) bool { return x.Key == c.key }) {
			t.Errorf("%s: %v", name, f)
		}
	}
}

func TestFaultsOfElements(t *testing.T) {
	good := element("personName", "姓名", "name", standard.Text, 60)
	for name, c := range map[string]struct {
		change func(e *standard.Element)
		key    string
	}{
		"code":            {func(e *standard.Element) { e.Code = "a b" }, "standard.fault.code"},
		"name":            {func(e *standard.Element) { e.Name.Zh = "" }, "standard.fault.name"},
		"long":            {func(e *standard.Element) { e.Name.Zh = strings.Repeat("长", 101) }, "standard.fault.long"},
		"type":            {func(e *standard.Element) { e.Type = "money" }, "standard.fault.type"},
		"list":            {func(e *standard.Element) { e.Type = standard.Coded }, "standard.fault.list_needed"},
		"list of text":    {func(e *standard.Element) { e.List = "sex" }, "standard.fault.list_needed"},
		"check":           {func(e *standard.Element) { e.Check = "luck" }, "standard.fault.check"},
		"pattern":         {func(e *standard.Element) { e.Check = "pattern:(" }, "standard.fault.check"},
		"grade":           {func(e *standard.Element) { e.Grade = 0 }, "standard.fault.grade"},
		"personal":        {func(e *standard.Element) { e.Personal = true }, "standard.fault.grade_personal"},
		"sensitive":       {func(e *standard.Element) { e.Grade, e.Personal, e.Sensitive = 3, true, true }, "standard.fault.grade_sensitive"},
		"precision":       {func(e *standard.Element) { e.Precision = 2 }, "standard.fault.precision"},
		"digits":          {func(e *standard.Element) { e.Type, e.Length = standard.Number, 39 }, "standard.fault.length"},
		"fixed, no size":  {func(e *standard.Element) { e.Fixed, e.Length = true, 0 }, "standard.fault.fixed"},
		"empty synonym":   {func(e *standard.Element) { e.Synonyms = []string{""} }, "standard.fault.synonyms"},
		"nul in the name": {func(e *standard.Element) { e.Name.Zh = "a\x00" }, "standard.fault.long"},
	} {
		e := good
		c.change(&e)
		f := e.Faults()
		if len(f) == 0 || !slices.ContainsFunc(f, func(x standard.Fault) bool { return x.Key == c.key }) {
			t.Errorf("%s: %v", name, f)
		}
	}
	if f := good.Faults(); len(f) > 0 {
		t.Error(f)
	}
}

func TestValuesAreCheckedByElement(t *testing.T) {
	code := element("sex", "性别", "sex", standard.Coded, 10)
	code.List = "division"
	amount := element("capital", "注册资本", "capital", standard.Number, 8)
	amount.Precision = 2
	plate := element("plate", "号牌", "plate", standard.Text, 8)
	plate.Check = "pattern:[A-Z]{2}[0-9]{4}"
	id := element("personId", "号码", "number", standard.Text, 18)
	id.Fixed, id.Check = true, "citizen_id"
	var all []standard.Version
	for _, e := range []standard.Element{
		code, amount, plate, id, element("born", "出生日期", "born", standard.Date, 0), element("at", "时间", "at", standard.Time, 0),
		element("when", "时刻", "when", standard.DateTime, 0), element("yes", "是否", "yes", standard.Boolean, 0), element("short", "短", "short", standard.Text, 2),
	} {
		all = append(all, standard.Version{Element: e, No: 1})
	}
	b := standard.NewBook(all, []*standard.Edition{places()})
	for _, c := range []struct{ element, value, key string }{
		{"sex", "990102", ""},
		{"sex", "990105", "standard.value.code"}, // held once, does no more
		{"sex", "1", "standard.value.code"},
		{"capital", "123456.78", ""},
		{"capital", "0", ""},
		{"capital", "-0.25", ""},
		{"capital", "1234567.8", "standard.value.digits"},
		{"capital", "1.234", "standard.value.precision"},
		{"capital", "1e9", "standard.value.number"},
		{"capital", "007", "standard.value.number"},
		{"plate", "AB1234", ""},
		{"plate", "AB12345", "standard.value.pattern"},
		{"plate", "AB123456Z", "standard.value.long"},
		{"personId", "99010219880412215", "standard.value.fixed"},
		{"personId", "990102198804122155", ""},
		{"personId", "990102198804122156", "form.check.citizen_id"},
		{"born", "2026-02-30", "standard.value.date"},
		{"born", "2026-02-28", ""},
		{"at", "24:00", "standard.value.time"},
		{"at", "08:30", ""},
		{"when", "2026-02-28", "standard.value.datetime"},
		{"when", "2026-02-28T08:00:00+08:00", ""},
		{"yes", "ja", "standard.value.boolean"},
		{"yes", "true", ""},
		{"short", "海棠", ""},
		{"short", "海棠市", "standard.value.long"},
		{"short", "a\x00", "standard.value.text"},
		{"short", "", ""},
		{"nothing", "x", "standard.no_element"},
	} {
		if got := key(b.Value(c.element, c.value, today)); got != c.key {
			t.Errorf("%s %q: %q, want %q", c.element, c.value, got, c.key)
		}
	}
}

func TestNearDuplicates(t *testing.T) {
	list := []standard.Element{
		element("personName", "姓名", "name of the person", standard.Text, 60),
		element("person_name", "公民姓名", "full name", standard.Text, 60), // same code in other spelling
		element("personId", "公民身份号码", "identity number", standard.Text, 18),
		element("idCardNo", "身份证号码", "ID card no", standard.Text, 18), // differs in a word
		element("phone", "联系电话", "telephone", standard.Text, 20),
		element("tel", "联系电话号码", "phone no", standard.Text, 20), // a short word behind
		element("firmName", "企业名称", "firm name", standard.Text, 100),
		element("unitName", "单位名称", "name of the unit", standard.Text, 100), // by synonym
		element("bornOn", "出生日期", "date of birth", standard.Date, 0),
		element("birthday", "生日", "date of birth", standard.Date, 0), // by the English name
		// what only looks alike:
		element("spouseName", "配偶姓名", "name of the spouse", standard.Text, 60),
		element("fatherName", "父亲姓名", "name of the father", standard.Text, 60),
		element("motherName", "母亲姓名", "name of the mother", standard.Text, 60),
		element("spouseId", "配偶公民身份号码", "identity number of the spouse", standard.Text, 18),
		element("legalId", "法定代表人身份证件号码", "number of the representative", standard.Text, 18),
		element("foundedOn", "成立日期", "founded on", standard.Date, 0),
		element("registeredOn", "登记日期", "registered on", standard.Date, 0),
		element("registry", "登记机关", "registry", standard.Text, 60),
		element("permit", "许可证", "permit", standard.Binary, 0),
		element("permitNo", "许可证编号", "number of the permit", standard.Text, 30),
		element("firmAddress", "经营地址", "address of the firm", standard.Text, 200),
		element("household", "户籍地址", "registered residence", standard.Text, 200),
	}
	list[6].Synonyms = []string{"单位名称"}
	want := []string{"birthday bornOn", "firmName unitName", "idCardNo personId", "personName person_name", "phone tel"}
	var got []string
	for _, p := range standard.Near(list) {
		got = append(got, p.A+" "+p.B)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("found %v\nwant  %v", got, want)
	}
	again := slices.Clone(list)
	slices.Reverse(again)
	a, b := standard.Near(list), standard.Near(again)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("the order of the elements matters:\n%v\n%v", a, b)
	}
	list[0].Retired = true
	if slices.ContainsFunc(standard.Near(list), func(p standard.Pair) bool { return p.A == "personName" }) {
		t.Error("a retired element is no duplicate")
	}
}

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine, d *standard.Desk)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) { fn(t, s, &standard.Desk{Engine: s.Engine}) }, standard.Migrations)
}

// A long import is written by many commands, each with a name of its own: what was told
// for an earlier one is never taken for the answer of a later.
func TestALongImportEnds(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, d *standard.Desk) {
		var draft standard.Draft
		for i := range 2_750 {
			draft.Elements = append(draft.Elements, element(fmt.Sprintf("datum%d", i), fmt.Sprintf("数据%d", i), fmt.Sprintf("datum %d", i), standard.Text, 60))
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		rep, err := d.Import(ctx, acttest.Officer(7), "long", draft)
		if err != nil || rep.Elements != len(draft.Elements) {
			t.Fatal(rep, err)
		}
		if rep, err := d.Import(ctx, acttest.Officer(7), "long", draft); err != nil || rep != (standard.Report{}) {
			t.Error("again", rep, err)
		}
	})
}

func TestImportWritesVersions(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, d *standard.Desk) {
		who := acttest.Officer(7)
		who.Person = 42
		name := element("personName", "姓名", "name", standard.Text, 60)
		place := element("division", "行政区划", "division", standard.Coded, 6)
		place.List = "division"
		draft := standard.Draft{Elements: []standard.Element{name, place}, Lists: []*standard.Edition{places()}}
		rep, err := d.Import(t.Context(), who, "one", draft)
		if err != nil || rep != (standard.Report{Elements: 2, Lists: 1}) {
			t.Fatal(rep, err)
		}
		if rep, err := d.Import(t.Context(), who, "two", draft); err != nil || rep != (standard.Report{}) {
			t.Error("again, nothing changes", rep, err)
		}
		name.Length, name.Synonyms = 50, []string{"名字"}
		if _, err := d.Import(t.Context(), who, "three", standard.Draft{Elements: []standard.Element{name}}); err != nil {
			t.Fatal(err)
		}
		b, err := d.Book(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v, _ := b.Element("personName")
		if v.No != 2 || v.Length != 50 || v.By != 42 || v.At != s.Clock.Time() {
			t.Errorf("%+v", v)
		}
		var all []standard.Version
		if err := s.DB.Read(t.Context(), func(q *sqldb.Q) (err error) { all, err = standard.History(t.Context(), q, "personName"); return err }); err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[1].Length != 60 {
			t.Errorf("%+v", all)
		}
		if f := standard.Compare(all[1].Element, all[0].Element); len(f) != 2 || f[0].Name != "length" || f[0].Was != "60" || f[0].Is != "50" {
			t.Errorf("%+v", f)
		}
		if err := d.Retire(t.Context(), who, "four", "personName"); err != nil {
			t.Fatal(err)
		}
		b, _ = d.Book(t.Context())
		if v, _ := b.Element("personName"); !v.Retired || v.No != 3 {
			t.Errorf("%+v", v)
		}
		if got := b.Search("xingming"); len(got) != 1 || got[0].Code != "personName" {
			t.Error("by pinyin", got)
		}
		if got := b.Users("division"); len(got) != 1 || got[0].Code != "division" {
			t.Error("users of a list", got)
		}
		s.MustVerify(t)
	})
}

func TestEditionsFollowOneAnother(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, d *standard.Desk) {
		who := acttest.Officer(7)
		in := func(e *standard.Edition) error {
			_, err := d.Import(t.Context(), who, "", standard.Draft{Lists: []*standard.Edition{e}})
			return err
		}
		if err := in(places()); err != nil {
			t.Fatal(err)
		}
		next := places()
		next.Since = "2027-01-01"
		next.Codes = append(next.Codes, standard.Code{Code: "990107", Name: standard.Name{Zh: "新区"}, Parent: "990100"})
		next.Codes[1].Name.Zh = "海东新区"
		plan, err := d.Rehearse(t.Context(), standard.Draft{Lists: []*standard.Edition{next}})
		if err != nil || len(plan.Lists) != 1 || len(plan.Lists[0].Deltas) != 2 || plan.Lists[0].No != 2 {
			t.Fatalf("%+v %v", plan, err)
		}
		if err := in(next); err != nil {
			t.Fatal(err)
		}
		b, err := d.Book(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if e := b.InForce("division", today); e.No != 1 {
			t.Error("the new one does not hold yet", e.No)
		}
		if e := b.InForce("division", "2027-01-01"); e.No != 2 {
			t.Error("now it does", e.No)
		}
		if b.InForce("division", "2019-01-01") != nil {
			t.Error("before the first")
		}
		if err := in(func() *standard.Edition { e := places(); e.Since = "2025-01-01"; return e }()); key(err) != "standard.refused" {
			t.Error("one that would take effect before the last", err)
		}
		s.MustVerify(t)
	})
}

func TestAFaultWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, d *standard.Desk) {
		bad := element("sex", "性别", "sex", standard.Coded, 1)
		bad.List = "nowhere"
		_, err := d.Import(t.Context(), acttest.Officer(7), "", standard.Draft{Elements: []standard.Element{element("a1", "甲", "a", standard.Text, 1), bad}})
		if e, ok := errors.AsType[*gov.Error](err); !ok || e.Key != "standard.refused" || e.Fields[0].Key != "standard.fault.no_list" {
			t.Fatal(err)
		}
		b, err := d.Book(t.Context())
		if err != nil || len(b.Elements()) != 0 {
			t.Error("something was written", err)
		}
		s.Auth.Deny = "stewards-only"
		if _, err := d.Import(t.Context(), acttest.Officer(7), "", standard.Draft{Elements: []standard.Element{element("a1", "甲", "a", standard.Text, 1)}}); gov.KindOf(err) != gov.KindForbidden {
			t.Error("not permitted", err)
		}
	})
}

func TestALongImportIsWrittenInParts(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, d *standard.Desk) {
		var draft standard.Draft
		for i := range 450 {
			draft.Elements = append(draft.Elements, element(fmt.Sprintf("x%d", i), fmt.Sprintf("第%d项", i), "", standard.Text, 9))
		}
		rep, err := d.Import(t.Context(), acttest.Officer(7), "long", draft)
		if err != nil || rep.Elements != 450 {
			t.Fatal(rep, err)
		}
		for i := range draft.Elements {
			draft.Elements[i].Length = 8
		}
		if rep, err = d.Import(t.Context(), acttest.Officer(7), "again", draft); err != nil || rep.Elements != 450 {
			t.Fatal(rep, err)
		}
		s.MustVerify(t)
	})
}

func TestGradesAreWrittenAsTheStandardDoes(t *testing.T) {
	for text, want := range map[string]standard.Graded{`1`: 1, `"4"`: 4, `"important"`: standard.Graded(gov.Important), `"core"`: standard.Graded(gov.Core)} {
		var g standard.Graded
		if err := json.Unmarshal([]byte(text), &g); err != nil || g != want {
			t.Error(text, g, err)
		}
	}
	for _, text := range []string{`5`, `0`, `"secret"`, `1.5`, `null`, `[]`} {
		var g standard.Graded
		if err := json.Unmarshal([]byte(text), &g); err == nil {
			t.Error(text, "was taken for", g)
		}
	}
}

func TestPacksBringAStandard(t *testing.T) {
	dir := t.TempDir()
	if d, err := standard.LoadDraft(os.DirFS(dir)); err != nil || len(d.Elements)+len(d.Lists) != 0 {
		t.Fatal("a pack without one", err)
	}
	if err := os.MkdirAll(dir+"/standard", 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(dir+"/standard/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("elements.yaml", "- {code: personName, name: {zh: 姓名, en: name}, type: text, length: 60, grade: 3, personal: true}\n")
	write("lists-sex.yaml", "- list: sex\n  name: {zh: 性别, en: sex}\n  since: 2003-12-01\n  codes:\n    - {code: \"1\", name: {zh: 男, en: male}}\n")
	d, err := standard.LoadDraft(os.DirFS(dir))
	if err != nil || len(d.Elements) != 1 || len(d.Lists) != 1 || d.Lists[0].Codes[0].Name.En != "male" {
		t.Fatalf("%+v %v", d, err)
	}
	for _, bad := range []string{"- {code: a, unknown: 1}", "a: &x [1]\nb: *x", "{"} {
		write("elements.yaml", bad)
		if _, err := standard.LoadDraft(os.DirFS(dir)); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
