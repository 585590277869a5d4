package book_test

import (
	"bytes"
	"io/fs"
	"reflect"
	"testing"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/catalog/book"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/packs"
)

func city(t *testing.T) (fs.FS, *standard.Book) {
	t.Helper()
	home, err := fs.Sub(packs.Files, "haitang")
	if err != nil {
		t.Fatal(err)
	}
	draft, err := standard.LoadDraft(home)
	if err != nil {
		t.Fatal(err)
	}
	var all []standard.Version
	for _, e := range draft.Elements {
		all = append(all, standard.Version{Element: e, No: 1})
	}
	return home, standard.NewBook(all, draft.Lists)
}

func against(s *standard.Book) catalog.Against {
	return catalog.Against{
		Standard: s, Cites: func(c string) bool { return c == "数据安全法§38" },
		Provider: func(k string) bool { return k == "market" },
	}
}

// national is a sheet in the national form: a title, then the head, a resource in as many
// rows as it has columns.
func national() [][]any {
	return [][]any{
		{"政务信息资源目录（演示）"},
		{"信息资源分类", "信息资源代码", "信息资源名称", "信息资源提供方", "信息资源摘要", "信息资源格式", "信息项名称", "数据元标识符", "共享类型", "共享条件", "共享方式", "开放属性", "更新周期", "依据", "不采用在线方式的理由"},
		{"部门信息资源", "309/000001", "食品经营许可信息", "market", "许可证信息", "数据库", "", "permitNo", "无条件共享", "", "联机查询", "是", "每日"},
		{"", "", "", "", "", "", "企业代码", "creditCode"},
		{"部门", "309/000002", "抽检结果", "market", "抽检结论", "电子表格", "", "sampleResult", "不予共享", "", "下载", "否", "每月", "数据安全法§38", "没有联机系统"},
	}
}

func fill(t *testing.T, rows [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", "政务信息资源目录"); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("政务信息资源目录", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheNationalFormIsRead(t *testing.T) {
	_, s := city(t)
	b, err := book.Read(fill(t, national()))
	if err != nil || len(b.Faults) > 0 || len(b.Resources) != 2 {
		t.Fatalf("%v %+v", err, b.Faults)
	}
	r := b.Resources[0]
	if r.Key != "309-000001" || r.Class != "department" || len(r.Columns) != 2 || r.Columns[1].Name.Zh != "企业代码" || r.Open != "open" || r.Cycle != "daily" {
		t.Errorf("%+v", r)
	}
	for _, p := range catalog.Plan(nil, b.Resources, against(s)) {
		if len(p.Faults) > 0 {
			t.Errorf("%s: %+v", p.Resource.Key, p.Faults)
		}
	}
}

func TestEveryFaultHasItsCell(t *testing.T) {
	_, s := city(t)
	for name, c := range map[string]struct {
		row, col  int
		value     any
		cell, key string
	}{
		"class":          {2, 0, "神秘", "A3", "catalog.fault.class"},
		"sharing":        {2, 8, "也许", "I3", "catalog.fault.sharing"},
		"no basis":       {4, 13, "", "N5", "catalog.fault.basis"},
		"wrong citation": {4, 13, "数据安全法§999", "N5", "catalog.fault.cite"},
		"no reason":      {4, 14, "", "O5", "catalog.fault.reason"},
		"element":        {3, 7, "luck", "H4", "catalog.fault.element"},
		"no element":     {3, 7, "", "H4", "catalog.book.no_element"},
		"code taken":     {4, 1, "309/000001", "A5", "catalog.fault.twice"},
		"provider":       {2, 3, "nobody", "D3", "catalog.fault.provider"},
		"cycle":          {2, 12, "有空时", "M3", "catalog.fault.cycle"},
		"no name":        {2, 2, "", "C3", "catalog.book.no_resource"},
		"condition":      {2, 9, "须另行审批", "J3", "catalog.fault.condition_added"},
	} {
		rows := national()
		rows[c.row][c.col] = c.value
		b, err := book.Read(fill(t, rows))
		if err != nil {
			t.Fatal(name, err)
		}
		b.Place(catalog.Plan(nil, b.Resources, against(s)))
		ok := false
		for _, f := range b.Faults {
			ok = ok || f.Cell == c.cell && f.Key == c.key
			if locale.T(locale.ZH, f.Key, f.Args) == f.Key {
				t.Error("no words for", f.Key)
			}
		}
		if !ok {
			t.Errorf("%s: %+v", name, b.Faults)
		}
	}
}

func TestTheCatalogueHandedBackIsTheSame(t *testing.T) {
	home, s := city(t)
	list, err := catalog.Load(home)
	if err != nil {
		t.Fatal(err)
	}
	var entries []*catalog.Entry
	for _, r := range list {
		entries = append(entries, &catalog.Entry{Version: &catalog.Version{Resource: r, No: 1}})
	}
	for _, lang := range locale.Langs() {
		raw, err := book.Write(entries, s, map[string]book.Unit{"police": {Code: "x"}}, lang)
		if err != nil {
			t.Fatal(err)
		}
		b, err := book.Read(raw)
		if err != nil || len(b.Faults) > 0 || len(b.Resources) != len(list) {
			t.Fatal(lang, err, b.Faults)
		}
		for i := range list {
			if !reflect.DeepEqual(list[i], b.Resources[i]) {
				t.Errorf("%s: %+v became %+v", lang, list[i], b.Resources[i])
			}
		}
	}
}

func TestHostileFiles(t *testing.T) {
	for name, raw := range map[string][]byte{"nothing": nil, "text": []byte("目录"), "half": fill(t, national())[:700], "zip": {'P', 'K', 3, 4}} {
		if _, err := book.Read(raw); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
