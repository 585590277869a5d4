package book_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/data/standard/book"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// fill makes a workbook of sheets with their rows.
func fill(t *testing.T, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &r); err != nil {
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

// national is a sheet as national standards write it: a title, a head of two rows, and
// representations for types.
func national() map[string][][]any {
	return map[string][][]any{
		"数据元": {
			{"海棠市公共数据元目录（虚构）"},
			{"标识", "", "", "", "表示", "", "管理", ""},
			{"内部标识符", "中文名称", "英文名称", "同义名称", "表示格式", "值域", "数据分级", "个人信息", "校验规则"},
			{"personName", "姓名", "name", "名字、公民姓名", "c..60", "", "一般3级", "是", "person_name"},
			{"personId", "公民身份号码", "identity number", "", "c18", "", 4, "是", "citizen_id"},
			{"sex", "性别", "sex", "", "c1", "sex", "3", "是"},
			{"capital", "注册资本", "capital", "", "n..12,2", "", "1", "否"},
			{"bornOn", "出生日期", "born on", "", "d8", "", "3", "Y"},
		},
		"代码集": {{"代码集编号", "名称", "英文名称", "生效日期"}, {"sex", "性别", "sex", "2003/12/1"}},
		"代码":  {{"代码集编号", "代码值", "代码含义"}, {"sex", "1", "男"}, {"sex", "2", "女"}},
	}
}

func TestTheNationalFormIsRead(t *testing.T) {
	b, err := book.Read(fill(t, national()))
	if err != nil || len(b.Faults) > 0 {
		t.Fatalf("%v %+v", err, b.Faults)
	}
	plan := standard.NewBook(nil, nil).Plan(b.Draft)
	if len(plan.Faults) > 0 || len(plan.Elements) != 5 || len(plan.Lists) != 1 {
		t.Fatalf("%+v", plan)
	}
	e := b.Draft.Elements
	if e[0].Type != standard.Text || e[0].Length != 60 || e[0].Fixed || !slices.Equal(e[0].Synonyms, []string{"名字", "公民姓名"}) || e[0].Grade != 3 || !e[0].Personal {
		t.Errorf("%+v", e[0])
	}
	if !e[1].Fixed || e[1].Length != 18 || e[2].Type != standard.Coded || e[3].Type != standard.Number || e[3].Precision != 2 || e[4].Type != standard.Date {
		t.Errorf("%+v", e[1:])
	}
	if l := b.Draft.Lists[0]; l.Since != "2003-12-01" || len(l.Codes) != 2 {
		t.Errorf("%+v", l)
	}
}

func TestEveryFaultHasItsCell(t *testing.T) {
	for name, c := range map[string]struct {
		change      func(s map[string][][]any)
		sheet, cell string
		key         string
	}{
		"no grade":         {func(s map[string][][]any) { s["数据元"][3][6] = "" }, "数据元", "G4", "grid.empty"},
		"grade":            {func(s map[string][][]any) { s["数据元"][3][6] = "绝密" }, "数据元", "G4", "standard.fault.grade"},
		"grade too low":    {func(s map[string][][]any) { s["数据元"][3][6] = "1" }, "数据元", "G4", "standard.fault.grade_personal"},
		"representation":   {func(s map[string][][]any) { s["数据元"][4][4] = "z9" }, "数据元", "E5", "standard.book.format"},
		"no type":          {func(s map[string][][]any) { s["数据元"][4][4] = "" }, "数据元", "F5", "standard.book.no_type"},
		"check":            {func(s map[string][][]any) { s["数据元"][4][8] = "luck" }, "数据元", "I5", "standard.fault.check"},
		"list unknown":     {func(s map[string][][]any) { s["数据元"][5][5] = "gender" }, "数据元", "F6", "standard.fault.no_list"},
		"twice":            {func(s map[string][][]any) { s["数据元"][4][0] = "personName" }, "数据元", "A5", "standard.fault.twice"},
		"yes or no":        {func(s map[string][][]any) { s["数据元"][4][7] = "maybe" }, "数据元", "H5", "grid.yes_no"},
		"unknown column":   {func(s map[string][][]any) { s["数据元"][2][3] = "幸运色" }, "数据元", "D3", "grid.unknown_column"},
		"column twice":     {func(s map[string][][]any) { s["数据元"][2][3] = "英文名称" }, "数据元", "D3", "grid.column_twice"},
		"no head":          {func(s map[string][][]any) { s["数据元"][2][0] = "?" }, "数据元", "A8", "grid.no_head"},
		"unknown sheet":    {func(s map[string][][]any) { s["备忘"] = [][]any{{"x"}} }, "备忘", "", "grid.unknown_sheet"},
		"day":              {func(s map[string][][]any) { s["代码集"][1][3] = "2003-02-30" }, "代码集", "D2", "grid.date"},
		"codes of no list": {func(s map[string][][]any) { s["代码"][2][0] = "sexx" }, "代码", "A3", "standard.book.no_list"},
		"code twice":       {func(s map[string][][]any) { s["代码"][2][1] = "1" }, "代码", "A2", "standard.fault.code_twice"},
		"too long":         {func(s map[string][][]any) { s["代码"][2][2] = string(bytes.Repeat([]byte("长"), 2001)) }, "代码", "C3", "grid.too_long"},
	} {
		sheets := national()
		c.change(sheets)
		b, err := book.Read(fill(t, sheets))
		if err != nil {
			t.Fatal(name, err)
		}
		b.Place(standard.NewBook(nil, nil).Plan(b.Draft).Faults)
		ok := false
		for _, f := range b.Faults {
			ok = ok || f.Sheet == c.sheet && f.Key == c.key && (f.Cell == c.cell || c.cell == "A2" && f.Cell != "" || c.cell == "A8" && f.Cell != "" || c.key == "standard.book.no_type")
			if locale.T(locale.ZH, f.Key, f.Args) == f.Key {
				t.Error("no words for", f.Key)
			}
		}
		if !ok {
			t.Errorf("%s: %+v", name, b.Faults)
		}
	}
}

func TestAWorkbookHandedBackChangesNothing(t *testing.T) {
	first, err := book.Read(fill(t, national()))
	if err != nil {
		t.Fatal(err)
	}
	var versions []standard.Version
	for _, e := range first.Draft.Elements {
		versions = append(versions, standard.Version{Element: e, No: 1})
	}
	first.Draft.Lists[0].No = 1
	s := standard.NewBook(versions, first.Draft.Lists)
	for _, lang := range locale.Langs() {
		raw, err := book.Write(s, lang)
		if err != nil {
			t.Fatal(err)
		}
		b, err := book.Read(raw)
		if err != nil || len(b.Faults) > 0 {
			t.Fatal(lang, err, b.Faults)
		}
		if plan := s.Plan(b.Draft); !plan.Empty() || len(plan.Faults) > 0 {
			t.Errorf("%s: %+v", lang, plan)
		}
	}
}

func TestHostileFiles(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte(" "), 40<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"nothing": nil, "text": []byte("标识符,中文名称"), "half": fill(t, national())[:900], "bomb": bomb.Bytes(),
		"html": []byte("<html><body><table>"), "zip": {'P', 'K', 3, 4},
	} {
		if _, err := book.Read(raw); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	sheets := national()
	sheets["数据元"][3][1] = "=HYPERLINK(\"http://x\",\"姓名\")"
	if b, err := book.Read(fill(t, sheets)); err != nil || b.Draft.Elements[0].Name.Zh[0] != '=' {
		t.Error("a formula is text, and nothing of it is run", err)
	}
}

func FuzzRepresent(f *testing.F) {
	for _, s := range []string{"c..60", "n18", "n..12,2", "d8", "t6", "by", "ｎ６", "c..999999999999", "n,,2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var e standard.Element
		if !book.Represent(s, &e) {
			return
		}
		var again standard.Element
		if !book.Represent(book.Representation(&e), &again) || again.Type != e.Type || again.Length != e.Length || again.Fixed != e.Fixed || again.Precision != e.Precision {
			t.Errorf("%q: %+v became %+v", s, e, again)
		}
	})
}
