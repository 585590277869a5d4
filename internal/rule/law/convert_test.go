package law_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/rule/law"
)

const sample = `# 中华人民共和国甲法

2003年8月27日 通过

2019年4月23日 修正

<!-- INFO END -->

## 第一章 总 则

第一条 为了甲，制定本法。

前款所称甲，是指下列各项：

（一）子；

（二）丑：

1．丑之一；

2．丑之二。

<!-- FORCE BREAK -->

以上各项另有规定的，从其规定。

## 第二章 很长的

标题

### 第一节 细则

第二条　依照第一条的规定办理。
第一条的规定不适用的除外。

第二条之一 增加的一条。

附 则

第三条 本法自2004年7月1日起施行。

附件：

（一）表
`

func TestConvert(t *testing.T) {
	l, report := law.Convert("dir/甲法(2019-04-23).md", []byte(sample), "test")
	if !report.OK() || report.Articles != 4 || report.Items != 2 {
		t.Fatalf("%+v", report)
	}
	want := &law.Law{
		Title: "中华人民共和国甲法", Version: "2019-04-23", InForce: "2019-04-23", Source: "test",
		History: []string{"2003年8月27日 通过", "2019年4月23日 修正"},
		Chapters: []law.Chapter{
			{Level: 1, Title: "第一章 总 则"},
			{Level: 1, Title: "第二章 很长的标题", First: 1},
			{Level: 2, Title: "第一节 细则", First: 1},
			{Level: 1, Title: "附 则", First: 3},
		},
		Articles: []law.Article{
			{Number: 1, Paragraphs: []law.Paragraph{
				{Text: "为了甲，制定本法。"},
				{Text: "前款所称甲，是指下列各项：", Items: []law.Item{
					{Number: 1, Text: "子；"},
					{Number: 2, Text: "丑：", Points: []string{"1．丑之一；", "2．丑之二。"}},
				}},
				{Text: "以上各项另有规定的，从其规定。"},
			}},
			{Number: 2, Paragraphs: []law.Paragraph{{Text: "依照第一条的规定办理。"}, {Text: "第一条的规定不适用的除外。"}}},
			{Number: 2, Sub: 1, Paragraphs: []law.Paragraph{{Text: "增加的一条。"}}},
			{Number: 3, Paragraphs: []law.Paragraph{{Text: "本法自2004年7月1日起施行。"}}},
		},
		Annex: []string{"附件：", "（一）表"},
	}
	opts := cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "index" }, cmp.Ignore())
	if diff := cmp.Diff(want, l, opts); diff != "" {
		t.Fatal(diff)
	}
	b, err := l.Encode()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := law.Load(fstest.MapFS{"laws/" + l.FileName(): {Data: b}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, lib.Laws()[0], opts); diff != "" {
		t.Fatal(diff)
	}
	if p, err := lib.Resolve(parsed(t, "甲法第一条第二款第（二）项")); err != nil || len(p.Lines()) != 4 {
		t.Fatal(p, err)
	}
	if p, err := lib.Resolve(parsed(t, "甲法§2-1")); err != nil || p.Text() != "增加的一条。" {
		t.Fatal(p, err)
	}
}

func TestConvertRunTogether(t *testing.T) {
	text := "# 乙规则\n\n<!-- INFO END -->\n\n第一条 制定本规则。 第二条 下列情形： （一）子； （二）丑。 另有规定的除外。 第三条 自2001年8月1日起施行。\n"
	l, report := law.Convert("乙规则(2007-10-18).md", []byte(text), "test")
	if !report.OK() || report.Articles != 3 || report.Items != 2 {
		t.Fatalf("%+v", report)
	}
	want := []law.Paragraph{
		{Text: "下列情形：", Items: []law.Item{{Number: 1, Text: "子；"}, {Number: 2, Text: "丑。"}}},
		{Text: "另有规定的除外。"},
	}
	if diff := cmp.Diff(want, l.Articles[1].Paragraphs); diff != "" {
		t.Fatal(diff)
	}
}

func TestConvertByPoint(t *testing.T) {
	for name, text := range map[string]string{
		"points":   "一、子。\n\n(一)甲\n\n(二)乙\n\n二、丑。\n\n1．不是条。\n\n三、自一九五七年六月一日起实行。",
		"headings": "## 一、子\n\n(一)甲\n\n(二)乙\n\n## 二、丑\n\n1．不是条。\n\n## 三、寅\n\n自一九五七年六月一日起实行。",
	} {
		l, report := law.Convert("x(1957-05-22).md", []byte("# 丙规定\n\n<!-- INFO END -->\n\n特作规定：\n\n"+text), "test")
		if !report.OK() || report.Articles != 3 || report.Items != 2 || !l.ByPoint || l.InForce != "1957-06-01" || len(l.Preamble) != 1 {
			t.Errorf("%s: %+v %+v", name, report, l)
		}
	}
	if _, report := law.Convert("x(1973-05-30).md", []byte("# 丁规定\n\n<!-- INFO END -->\n\n(一) 甲。\n\n(二) 乙。"), "test"); report.Articles != 2 || !report.OK() {
		t.Errorf("%+v", report)
	}
}

func TestReportNamesTrouble(t *testing.T) {
	head := "# 甲法\n2020年1月1日 通过\n<!-- INFO END -->\n"
	for name, x := range map[string]struct {
		text string
		want law.Problem
	}{
		"gap":         {head + "第一条 甲。\n第三条 乙。", law.Problem{Line: 5, Trouble: law.ArticleGap, Article: 3, After: 1, Text: "第三条 乙。"}},
		"starts late": {head + "第五条 甲。", law.Problem{Line: 4, Trouble: law.ArticleGap, Article: 5, Text: "第五条 甲。"}},
		"goes back":   {head + "第一条 甲。\n第二条 乙。\n第一条 丙。", law.Problem{Line: 6, Trouble: law.ArticleOrder, Article: 1, After: 2, Text: "第一条 丙。"}},
		"item":        {head + "第一条 甲：\n（一）子；\n（三）丑。", law.Problem{Line: 6, Trouble: law.ItemOrder, Article: 1, After: 1, Text: "丑。"}},
		"no articles": {head + "甲。", law.Problem{Trouble: law.NoArticles}},
		"no title":    {"<!-- INFO END -->\n第一条 甲，2020年1月1日。", law.Problem{Line: 1, Trouble: law.NoTitle}},
		"no version":  {"# 甲法\n<!-- INFO END -->\n第一条 甲。", law.Problem{Trouble: law.NoVersion}},
		"encoding":    {head + "第一条 \xff。", law.Problem{Trouble: law.BadEncoding}},
		"too long":    {strings.Repeat("x", 8<<20+1), law.Problem{Trouble: law.TooLong}},
	} {
		_, report := law.Convert("x.md", []byte(x.text), "test")
		if len(report.Problems) == 0 {
			t.Errorf("%s: no problem", name)
			continue
		}
		if diff := cmp.Diff(x.want, report.Problems[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestImportFolder(t *testing.T) {
	fsys := fstest.MapFS{
		"法/甲法(2019-04-23).md": {Data: []byte(sample)},
		"规/甲法(2019-04-23).md": {Data: []byte(sample)},
		"法/甲法(2010-01-01).md": {Data: []byte(sample)},
		"法/_index.md":         {Data: []byte("---\n---")},
		"法/空(2019-04-23).md":  {Data: nil},
		"法/readme.txt":        {Data: []byte("x")},
	}
	laws, reports, err := law.Import(fsys, "test")
	if err != nil || len(laws) != 2 || len(reports) != 4 {
		t.Fatal(len(laws), len(reports), err)
	}
	bad := 0
	for _, r := range reports {
		if !r.OK() {
			bad++
		}
	}
	if bad != 1 {
		t.Fatal(reports)
	}
	if _, err := law.NewLibrary(laws); err != nil {
		t.Fatal(err)
	}
}

// FuzzConvert: whatever comes, no panic, and what was read can be a library and
// be written and read again.
func FuzzConvert(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("# 甲\n<!-- INFO END -->\n一、甲\n(一)乙\n(二)丙\n二、丁"))
	f.Add([]byte("第一条 第二条 第三条 （一）（二）\n附：\n##"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, report := law.Convert("x(2020-01-01).md", text, "fuzz")
		if l == nil {
			if report.OK() {
				t.Fatal("nothing read and no problem named")
			}
			return
		}
		if l.Title == "" {
			l.Title = "x"
		}
		if _, err := law.NewLibrary([]*law.Law{l}); err != nil {
			t.Fatal(err)
		}
		b, err := l.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := law.Load(fstest.MapFS{"laws/x.json": {Data: b}}); err != nil {
			t.Fatal(err)
		}
	})
}
