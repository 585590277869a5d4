package book_test

import (
	"archive/zip"
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/channel/admin/structure/book"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
)

const from = gov.Date("2027-01-01")

// shipped is the organisation of the demo city.
func shipped(t *testing.T, s *acttest.Spine) (*org.Org, *org.Snapshot) {
	t.Helper()
	st, err := org.LoadStructure(os.DirFS("../../../../../packs/haitang"), "org.yaml")
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]gov.ID{}
	for i, a := range st.Assignments {
		if people[a.Person] == 0 {
			people[a.Person] = gov.ID(1000 + i)
		}
	}
	o := org.New(s.Engine, &epoch.Signal{})
	if _, err := o.Import(t.Context(), acttest.Officer(1), st, people); err != nil {
		t.Fatal(err)
	}
	snap, err := o.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o, snap
}

func each(t *testing.T, fn func(t *testing.T, o *org.Org, snap *org.Snapshot)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		o, snap := shipped(t, s)
		fn(t, o, snap)
	}, org.Migrations)
}

// fill makes a workbook of sheets with their rows.
func fill(t *testing.T, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(name, cell, &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is written and handed back unchanged changes nothing, in both languages.
func TestAWorkbookHandedBackChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, snap *org.Snapshot) {
		for _, lang := range locale.Langs() {
			raw, err := book.Write(snap, from, lang)
			if err != nil {
				t.Fatal(err)
			}
			b, err := book.Read(raw, snap, from)
			if err != nil || len(b.Faults) > 0 {
				t.Fatalf("%s: %v %+v", lang, err, b.Faults)
			}
			c, err := o.Rehearse(t.Context(), b.Structure, nil)
			if err != nil || len(c.Open)+len(c.Revise)+len(c.Assign) > 0 {
				t.Fatalf("%s: %d opened, %d revised: %v", lang, len(c.Open), len(c.Revise), err)
			}
		}
	})
}

// A workbook names only what it changes.
func TestAPartOfTheOrganisation(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, snap *org.Snapshot) {
		raw := fill(t, map[string][][]any{
			"岗位": {{"部门代码", "科室代码", "代码", "中文名称", "英文名称", "角色"}, {"ops", "", "second-operator", "运营调度岗（二）", "Second operator", "运营调度"}},
			"Assignments": {
				{"Department code", "Post code", "Login", "Holder or deputy", "From"},
				{"ops", "second-operator", "jiang", "deputy", 46388}, // 2027-01-01 as spreadsheets keep it
			},
		})
		b, err := book.Read(raw, snap, from)
		if err != nil || len(b.Faults) > 0 {
			t.Fatalf("%v %+v", err, b.Faults)
		}
		if len(b.Structure.Assignments) != 1 || b.Structure.Assignments[0].From != "2027-01-01" {
			t.Fatalf("%+v", b.Structure.Assignments)
		}
		c, err := o.Rehearse(t.Context(), b.Structure, map[string]gov.ID{"jiang": 77})
		if err != nil || len(c.Open) != 1 || len(c.Revise) != 0 || len(c.Assign) != 1 {
			t.Fatalf("%+v %v", c, err)
		}
	})
}

// Every fault is told by sheet and cell.
func TestEveryFaultHasItsCell(t *testing.T) {
	each(t, func(t *testing.T, _ *org.Org, snap *org.Snapshot) {
		raw := fill(t, map[string][][]any{
			"行政区划": {{"代码", "上级代码", "中文名称", "英文名称"}, {"12345", "", "甲", "A"}, {"990199", "880000", "乙", "B"}},
			"部门": {
				{"代码", "统一社会信用代码", "中文名称", "英文名称", "机构性质", "区划代码", "起始日期", "备注"},
				{"new bureau", "1", "丙", "", "衙门", "000000", "2027-02-30"},
				{"second", "1299010099000080XF", "丁", "D", "行政机关", "990100"},
			},
			"岗位": {{"部门代码", "代码", "中文名称", "英文名称", "角色"}, {"market", "x1", "岗", "Post", "皇帝"}, {"nowhere", "x2", "岗", "Post", "承办"}},
			"任职": {
				{"部门代码", "岗位代码", "登录名", "起始日期", "终止日期"},
				{"ops", "operator", "nobody", "2027-03-01", "2027-02-01"},
				{"ops", "emperor", "nobody"},
			},
			"别的": {{"x"}},
		})
		b, err := book.Read(raw, snap, from)
		if err != nil {
			t.Fatal(err)
		}
		b.Unknown(map[string]gov.ID{})
		var got []string
		for _, f := range b.Faults {
			got = append(got, f.Sheet+" "+f.Cell+" "+f.Key)
		}
		for _, want := range []string{
			"行政区划 A2 admin.book.division_code", "行政区划 B3 admin.book.no_division",
			"部门 H1 admin.book.unknown_column", "部门 D2 admin.book.empty", "部门 A2 admin.book.code", "部门 B3 admin.book.uscc_taken",
			"岗位 E2 admin.book.role", "岗位 A3 admin.book.no_department",
			"任职 E2 admin.book.until", "任职 B3 admin.book.no_post", "任职 C2 admin.book.no_officer", "别的  admin.book.unknown_sheet",
		} {
			if !slices.Contains(got, want) {
				t.Errorf("not told: %s\n%q", want, got)
			}
		}
		for _, f := range b.Faults {
			for _, lang := range locale.Langs() {
				if locale.T(lang, f.Key, f.Args) == f.Key {
					t.Errorf("no words for %s", f.Key)
				}
			}
		}
		if gone := locale.Missing(); len(gone) > 0 {
			t.Errorf("words that are missing: %v", gone)
		}
	})
}

// bomb adds a part to a workbook that is small packed and large unpacked.
func bomb(t *testing.T, raw []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range in.File {
		if err := z.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("xl/worksheets/sheet9.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 80 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 1<<20 {
		t.Fatalf("the bomb has %d bytes", out.Len())
	}
	return out.Bytes()
}

func TestHostileFiles(t *testing.T) {
	each(t, func(t *testing.T, _ *org.Org, snap *org.Snapshot) {
		for name, raw := range map[string][]byte{"a bomb": bomb(t, fill(t, nil)), "nothing": nil, "no workbook": []byte("PK\x03\x04 not really"), "text": []byte("代码,名称\n")} {
			if _, err := book.Read(raw, snap, from); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		empty := fill(t, nil)
		if b, err := book.Read(empty, snap, from); err != nil || len(b.Faults) != 1 || b.Faults[0].Key != "admin.book.no_sheet" {
			t.Errorf("an empty workbook: %+v %v", b, err)
		}
	})
}
