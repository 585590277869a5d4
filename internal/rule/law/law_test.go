package law_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/rule/law"
)

func library(t testing.TB) *law.Library {
	t.Helper()
	lib, err := law.Load(os.DirFS("../../../packs/law-cn"))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func parsed(t testing.TB, s string) law.Citation {
	t.Helper()
	c, err := law.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCitationForms(t *testing.T) {
	for s, want := range map[string]law.Citation{
		"行政许可法§42.1":             {Law: "行政许可法", Article: 42, Paragraph: 1},
		"行政许可法§32(4)":            {Law: "行政许可法", Article: 32, Item: 4},
		"行政许可法§32.1(4)":          {Law: "行政许可法", Article: 32, Paragraph: 1, Item: 4},
		"行政许可法 § 42":             {Law: "行政许可法", Article: 42},
		"行政许可法@2019-04-23§42":    {Law: "行政许可法", Version: "2019-04-23", Article: 42},
		"刑法§133-1.2":             {Law: "刑法", Article: 133, Sub: 1, Paragraph: 2},
		"行政许可法 第四十二条第一款第(二)项":    {Law: "行政许可法", Article: 42, Paragraph: 1, Item: 2},
		"行政许可法第三十二条第（四）项":        {Law: "行政许可法", Article: 32, Item: 4},
		"《中华人民共和国行政许可法》第四十二条第二款": {Law: "行政许可法", Article: 42, Paragraph: 2},
		"中华人民共和国刑法第一百三十三条之一":     {Law: "刑法", Article: 133, Sub: 1},
		"行政许可法第42条第1款第2项":        {Law: "行政许可法", Article: 42, Paragraph: 1, Item: 2},
		"行政许可法第４２条":              {Law: "行政许可法", Article: 42},
		"食品安全法第一百零三条第十一项":        {Law: "食品安全法", Article: 103, Item: 11},
		"行政许可法/42/1/2":           {Law: "行政许可法", Article: 42, Paragraph: 1, Item: 2},
		"行政许可法/32//4":            {Law: "行政许可法", Article: 32, Item: 4},
		"中华人民共和国行政许可法/42":        {Law: "行政许可法", Article: 42},
		"国务院关于在线政务服务的若干规定第七条":    {Law: "国务院关于在线政务服务的若干规定", Article: 7},
		"优化营商环境条例　第三十五条":         {Law: "优化营商环境条例", Article: 35},
	} {
		if got, err := law.Parse(s); err != nil || got != want {
			t.Errorf("%s: %+v %v", s, got, err)
		}
	}
	for _, bad := range []string{
		"", "行政许可法", "§42", "行政许可法§", "行政许可法§0", "行政许可法§42.", "行政许可法§42.0", "行政许可法§99999",
		"行政许可法第条", "行政许可法第四四条", "行政许可法第四十二条第一款第二", "行政许可法@2019-02-30§42", "《》第一条",
		"行政许可法/", "a/b/c", "行政许可法§42(1", strings.Repeat("法", 500) + "§1", "\xff§1x", "行政许可法第十二条第三目",
	} {
		if c, err := law.Parse(bad); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%q: %+v %v", bad, c, err)
		}
	}
}

func TestCitationWords(t *testing.T) {
	for s, want := range map[string]string{
		"行政许可法§32.1(4)": "行政许可法第三十二条第一款第（四）项",
		"刑法§133-1":      "刑法第一百三十三条之一",
		"食品安全法§110":     "食品安全法第一百一十条",
		"民法典§1001(10)":  "民法典第一千零一条第（十）项",
	} {
		if got := parsed(t, s).Words(); got != want {
			t.Errorf("%s: %s", s, got)
		}
	}
}

func TestCitationRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := law.Citation{
			Law:       rapid.SampledFrom([]string{"行政许可法", "优化营商环境条例", "国务院关于在线政务服务的若干规定"}).Draw(t, "law"),
			Article:   rapid.IntRange(1, 9999).Draw(t, "article"),
			Sub:       rapid.IntRange(0, 12).Draw(t, "sub"),
			Paragraph: rapid.IntRange(0, 99).Draw(t, "paragraph"),
			Item:      rapid.IntRange(0, 40).Draw(t, "item"),
		}
		for _, s := range []string{c.String(), c.Words(), c.Path()} {
			if got, err := law.Parse(s); err != nil || got != c {
				t.Fatalf("%s: %+v %v", s, got, err)
			}
		}
		b, err := json.Marshal(c)
		var back law.Citation
		if err != nil || json.Unmarshal(b, &back) != nil || back != c {
			t.Fatalf("%s %+v %v", b, back, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("行政许可法第四十二条第一款第(二)项")
	f.Add("行政许可法/42/1/2")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := law.Parse(s)
		if err != nil {
			return
		}
		if again, err := law.Parse(c.String()); err != nil || again != c {
			t.Fatalf("%q: %+v then %q: %+v %v", s, c, c.String(), again, err)
		}
	})
}

func TestResolve(t *testing.T) {
	lib := library(t)
	got, err := lib.Resolve(parsed(t, "行政许可法§32(4)"))
	if err != nil {
		t.Fatal(err)
	}
	want := law.Provision{
		Citation: law.Citation{Law: "行政许可法", Version: "2019-04-23", Article: 32, Item: 4},
		Title:    "中华人民共和国行政许可法", Version: "2019-04-23", InForce: "2019-04-23", Source: "LawRefBook/Laws, 2025-04",
		Chapters: []string{"第四章 行政许可的实施程序", "第一节 申请与受理"},
		Paragraphs: []law.Paragraph{{
			Text: "行政机关对行政机关提出的行政许可申请，应当根据下列情况分别作出处理：",
			Items: []law.Item{{Number: 4, Text: "申请材料不齐全或者不符合法定形式的，应当当场或者在五日内一次告知申请人需要补正的全部内容，" +
				"逾期不告知的，自收到申请材料之日起即为受理；"}},
		}},
	}
	want.Paragraphs[0].Text = "行政机关对申请人提出的行政许可申请，应当根据下列情况分别作出处理："
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	whole, err := lib.Resolve(parsed(t, "《中华人民共和国行政许可法》第三十二条"))
	if err != nil || len(whole.Paragraphs) != 2 || len(whole.Lines()) != 7 || !strings.HasPrefix(whole.Lines()[4], "（四）申请材料不齐全") {
		t.Fatal(whole.Lines(), err)
	}
	second, err := lib.Resolve(parsed(t, "行政许可法§42.2"))
	if err != nil || !strings.Contains(second.Text(), "四十五日") || strings.Contains(second.Text(), "二十日内") {
		t.Fatal(second.Text(), err)
	}
	last, err := lib.Resolve(parsed(t, "行政许可法§83.1"))
	if err != nil || last.Text() != "本法自2004年7月1日起施行。" || last.Chapters[0] != "第八章 附 则" || len(last.Chapters) != 1 {
		t.Fatal(last, err)
	}
}

func TestWhatIsNotHeld(t *testing.T) {
	lib := library(t)
	for s, key := range map[string]string{
		"不存在法§1":              "law.unknown",
		"行政许可法§84":            "law.no_article",
		"行政许可法§42-1":          "law.no_article",
		"行政许可法§42.3":          "law.no_paragraph",
		"行政许可法§42.1(1)":       "law.no_item",
		"行政许可法§32(6)":         "law.no_item",
		"行政许可法@2003-08-27§42": "law.no_version",
		"行政复议法§1":             "law.not_in_excerpt",
	} {
		_, err := lib.Resolve(parsed(t, s))
		e, ok := err.(*gov.Error)
		if !ok || e.Kind != gov.KindNotFound || e.Key != key {
			t.Errorf("%s: %v, want %s", s, err, key)
		}
	}
}

func TestVersionByDate(t *testing.T) {
	lib := library(t)
	c := parsed(t, "全国年节及纪念日放假办法§2(2)")
	for on, want := range map[gov.Date]string{"2024-11-09": "放假3天", "2024-11-10": "放假4天"} {
		p, err := lib.ResolveAt(c, on)
		if err != nil || !strings.Contains(p.Text(), want) {
			t.Errorf("%s: %s %v", on, p.Text(), err)
		}
	}
	if p, err := lib.Resolve(c); err != nil || p.Version != "2024-11-10" {
		t.Error(p.Version, err)
	}
	if _, err := lib.ResolveAt(c, "2010-01-01"); gov.KindOf(err) != gov.KindNotFound {
		t.Error(err)
	}
	if l, err := lib.Law("中华人民共和国行政许可法"); err != nil || len(l.Articles) != 83 {
		t.Error(err)
	}
}

// TestPackIsComplete: every law is either whole, its articles numbered 1 to n,
// or says that it is an excerpt; every file is what Encode writes.
func TestPackIsComplete(t *testing.T) {
	lib := library(t)
	whole := 0
	for _, l := range lib.Laws() {
		for i, a := range l.Articles {
			if !l.Excerpt && (a.Number != i+1 || a.Sub != 0) {
				t.Errorf("%s: article %d at place %d", l.Title, a.Number, i+1)
			}
			if len(a.Paragraphs) == 0 {
				t.Errorf("%s§%d is empty", l.Title, a.Number)
			}
		}
		if !l.Excerpt {
			whole++
		}
		if l.Version == "" || l.InForce < l.Version {
			t.Errorf("%s: version %s in force %s", l.Title, l.Version, l.InForce)
		}
		b, err := l.Encode()
		file, errRead := os.ReadFile("../../../packs/law-cn/laws/" + l.FileName())
		if err != nil || errRead != nil || string(b) != string(file) {
			t.Errorf("%s is not what Encode writes: %v %v", l.FileName(), err, errRead)
		}
	}
	if whole != 18 || len(lib.Laws()) != 21 {
		t.Errorf("%d whole of %d", whole, len(lib.Laws()))
	}
}

// TestClockCitationsResolve reads the citations out of the table of limits as text.
func TestClockCitationsResolve(t *testing.T) {
	lib, r := library(t), law.NewRegistry()
	b, err := os.ReadFile("../../../packs/law-cn/clocks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, line := range strings.Split(string(b), "\n") {
		_, cited, ok := strings.Cut(line, "citation: ")
		if !ok {
			continue
		}
		cited, _, _ = strings.Cut(strings.TrimRight(cited, "}"), ",")
		cited, _, _ = strings.Cut(cited, " #") // a remark
		if err := r.Register("law-cn", strings.TrimSpace(line), cited); err != nil {
			t.Error(err)
		}
		n++
	}
	if n < 25 {
		t.Fatalf("%d citations", n)
	}
	for _, broken := range r.Check(lib) {
		t.Errorf("%s: %v", broken.Use.Citation, broken.Err)
	}
	if uses := r.Uses("中华人民共和国行政许可法", 42); len(uses) != 4 {
		t.Errorf("%d uses of article 42: %v", len(uses), uses)
	}
	if all := r.Uses("行政许可法", 0); len(all) < 15 {
		t.Errorf("%d uses", len(all))
	}
}

func TestRegistry(t *testing.T) {
	r := law.NewRegistry()
	if err := r.Register("p", "k", "nonsense"); gov.KindOf(err) != gov.KindInvalid {
		t.Fatal(err)
	}
	for _, key := range []string{"b", "a", "a"} {
		if err := r.Register("p", key, "食品安全法§35"); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Register("q", "c", "食品安全法§999"); err != nil {
		t.Fatal(err)
	}
	if uses := r.Uses("食品安全法", 35); len(uses) != 2 || uses[0].Key != "a" {
		t.Fatal(uses)
	}
	broken := r.Check(library(t))
	if len(broken) != 1 || broken[0].Use.Package != "q" {
		t.Fatal(broken)
	}
	r.Forget("q")
	if broken = r.Check(library(t)); len(broken) != 0 {
		t.Fatal(broken)
	}
}

func TestLoadRefusesBrokenLaws(t *testing.T) {
	good := `{"title":"甲法","version":"2020-01-01","source":"x","articles":[{"no":1,"text":[{"t":"一"}]}]}`
	for name, files := range map[string][]string{
		"not json":      {"{"},
		"unknown field": {strings.Replace(good, `"source"`, `"sauce":"","source"`, 1)},
		"no source":     {strings.Replace(good, `"source":"x"`, `"source":""`, 1)},
		"no articles":   {`{"title":"甲法","source":"x","articles":[]}`},
		"article twice": {strings.Replace(good, `"articles":[`, `"articles":[{"no":1,"text":[]},`, 1)},
		"version twice": {good, good},
		"article zero":  {strings.Replace(good, `"no":1`, `"no":0`, 1)},
	} {
		fsys := fstest.MapFS{}
		for i, text := range files {
			fsys["laws/"+string(rune('a'+i))+".json"] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := law.Load(fsys); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		library(b)
	}
}
