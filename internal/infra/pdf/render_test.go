package pdf_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf"
	"holon.example/holon/internal/infra/pdf/sign"
)

// fontless tells whether this build has no font. The short tests run on a bare
// clone, where rendering must say what is missing; the whole suite has the font.
func fontless(t testing.TB) bool {
	t.Helper()
	_, err := pdf.Render(notice())
	e, ok := errors.AsType[*gov.Error](err)
	if !ok {
		return false
	}
	if !testing.Short() || e.Key != "pdf.font_missing" {
		t.Fatal(err)
	}
	return true
}

func TestRenderIsDeterministic(t *testing.T) {
	if fontless(t) {
		return
	}
	for _, d := range []func() pdf.Document{notice, certificate} {
		want := render(t, d())
		if len(want) > 120_000 {
			t.Errorf("%s has %d bytes", d().Title, len(want))
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 3 {
					if b, err := pdf.Render(d()); err != nil || !bytes.Equal(b, want) {
						t.Errorf("%s differs: %v", d().Title, err)
					}
				}
			})
		}
		wg.Wait()
	}
}

// The text of a document is found again in the file, rare characters too.
func TestTextCanBeCopied(t *testing.T) {
	if fontless(t) || testing.Short() {
		return
	}
	d := notice()
	d.To = "李𬀩、𠮷田：" // in the font beyond the first plane; not in the font
	got := extract(t, render(t, d))
	for _, want := range []string{d.Organ, d.Number, d.Title, "李𬀩", "𠮷", "中华人民共和国", "999901202611230000178", "演示章·无法律效力", d.Footer, "1."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the text", want)
		}
	}
	c := extract(t, render(t, certificate()))
	for _, f := range certificate().Fields[:6] {
		if !strings.Contains(c, f.Label) {
			t.Errorf("%q is not in the text", f.Label)
		}
	}
}

func TestMissing(t *testing.T) {
	if fontless(t) {
		return
	}
	d := notice()
	d.To = "𠮷𠮷李𬀩\u202e\x07：\n"
	got, err := pdf.Missing(d)
	if err != nil || !slices.Equal(got, []rune{'𠮷', '\u202e', '\x07'}) {
		t.Fatalf("%q %v", got, err)
	}
}

// A letter of several pages repeats the head of its table and numbers its pages;
// its signature does not stand alone.
func TestLongLetter(t *testing.T) {
	if fontless(t) {
		return
	}
	d := notice()
	table := &pdf.Table{Head: []string{"序号", "材料名称", "说明"}, Widths: []float64{1, 4, 6}}
	for range 60 {
		table.Rows = append(table.Rows, []string{"1", "场所合法使用证明", strings.Repeat("复印件，", 12)})
	}
	table.Rows = append(table.Rows, []string{"", strings.Repeat("长", 900)}) // taller than a page
	d.Blocks = append(d.Blocks, pdf.Block{Kind: pdf.Heading, Text: "附：材料清单"}, pdf.Block{Kind: pdf.Grid, Table: table})
	b := render(t, d)
	pages := bytes.Count(b, []byte("/Type/Page/"))
	if pages < 6 || pages > 12 {
		t.Fatalf("%d pages", pages)
	}
	if testing.Short() {
		return
	}
	text := strings.Split(strings.TrimSuffix(extract(t, b), "\f"), "\f")
	if len(text) != pages {
		t.Fatalf("%d pages of text, %d of file", len(text), pages)
	}
	for i, p := range text[1:] {
		if !strings.Contains(p, "\u2014 "+string(rune('2'+i))+" \u2014") && !strings.Contains(p, "\u2014"+string(rune('2'+i))+"\u2014") && i < 8 {
			t.Errorf("page %d has no number", i+2)
		}
	}
	if !strings.Contains(text[2], "材料名称") {
		t.Error("the head of the table is not repeated")
	}
	if last := text[len(text)-1]; !strings.Contains(last, "长") || !strings.Contains(last, "2026年11月23日") {
		t.Errorf("the signature stands alone: %q", last)
	}
}

func TestSeveralOrgans(t *testing.T) {
	if fontless(t) {
		return
	}
	d := notice()
	for _, organ := range []string{"海棠市消防救援支队", "海棠市城市管理综合执法局", strings.Repeat("很长的机关名称", 12)} {
		d.Signed = append(d.Signed, pdf.Signature{Organ: organ, Date: "2026年11月23日", Seal: "演示章·无法律效力"})
	}
	if b := render(t, d); bytes.Count(b, []byte("/Type/Page/")) > 2 {
		t.Fatal("four organs need no third page")
	}
}

func TestRefusals(t *testing.T) {
	many := make([]pdf.Signature, 10)
	for name, c := range map[string]struct {
		change func(*pdf.Document)
		kind   gov.Kind
		field  string
	}{
		"no title":         {func(d *pdf.Document) { d.Title = "" }, gov.KindInvalid, "title"},
		"too many organs":  {func(d *pdf.Document) { d.Signed = many }, gov.KindInvalid, "signed"},
		"empty table":      {func(d *pdf.Document) { d.Blocks = []pdf.Block{{Kind: pdf.Grid, Table: &pdf.Table{}}} }, gov.KindInvalid, "blocks"},
		"too much text":    {func(d *pdf.Document) { d.To = strings.Repeat("长", 200_001) }, gov.KindTooLarge, ""},
		"no words in seal": {func(d *pdf.Document) { d.Signed[0].Seal = " " }, gov.KindInvalid, "signed"},
	} {
		d := notice()
		c.change(&d)
		_, err := pdf.Render(d)
		e, _ := errors.AsType[*gov.Error](err)
		if e == nil || e.Kind != c.kind || c.field != "" && (len(e.Fields) != 1 || e.Fields[0].Path != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if fontless(t) {
		return
	}
	for name, change := range map[string]func(*pdf.Document){
		"code too long":  func(d *pdf.Document) { d.Code.Content = strings.Repeat("x", 400) },
		"unknown layout": func(d *pdf.Document) { d.Layout = 9 },
		"entry too long": func(d *pdf.Document) {
			d.Layout = pdf.Certificate
			d.Fields = []pdf.Field{{Label: "经营项目", Value: strings.Repeat("长", 6000)}}
		},
		"too many pages": func(d *pdf.Document) { d.To = strings.Repeat("\n", 20_000) },
	} {
		d := notice()
		change(&d)
		if _, err := pdf.Render(d); gov.KindOf(err) != gov.KindInvalid && gov.KindOf(err) != gov.KindTooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var hostile = []string{
	"", " ", "\x00", "\x1b[31m", "\r\n\r\n", "\u202Etxt.exe", "\u2066\u2069", "A\u0300\u0301\u0302\u0303",
	"(()", ")) Tj ET Q", "<</Type/Catalog>>", "endstream\nendobj", "%PDF-1.7", "\\", "<script>alert(1)</script>",
	"\xff\xfe\xfd", "\xed\xa0\x80", string(rune(0x10FFFF)), "\uFFFE\uFFFF", "👨‍👩‍👧‍👦🇨🇳", "𠮷𬀩㐂龘\uE863", "مرحبا", "ท่าน", "ﷺ",
	strings.Repeat("w", 3000), strings.Repeat("，", 500), strings.Repeat("（", 500), strings.Repeat("\u00A0", 500), strings.Repeat(" ", 500),
}

// every places a text wherever a document takes one.
func every(s string, l pdf.Layout) pdf.Document {
	return pdf.Document{
		Layout: l, Organ: s, Number: s, Title: "T" + s, Edition: s, To: s, Language: s, Footer: s,
		Fields: []pdf.Field{{Label: s, Value: s}, {Label: s, Value: s, Aside: true}},
		Blocks: []pdf.Block{
			{Text: s},
			{Kind: pdf.Item, Text: s, Label: s},
			{Kind: pdf.Heading, Text: s},
			{Kind: pdf.Lines, Text: s},
			{Kind: pdf.Grid, Table: &pdf.Table{Head: []string{s}, Rows: [][]string{{s, s}, {}}}},
		},
		Signed: []pdf.Signature{{Organ: s, Date: s, Seal: "x" + s}}, Code: &pdf.Code{Content: "x", Caption: s}, Notes: []string{s},
	}
}

func TestHostileText(t *testing.T) {
	if fontless(t) {
		return
	}
	for _, s := range hostile {
		for _, l := range []pdf.Layout{pdf.Letter, pdf.Certificate} {
			b, err := pdf.Render(every(s, l))
			if err != nil && gov.KindOf(err) != gov.KindTooLarge {
				t.Errorf("%.20q: %v", s, err)
			}
			if err == nil && !testing.Short() {
				extract(t, b)
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	bare := fontless(f)
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if bare {
			return
		}
		for _, l := range []pdf.Layout{pdf.Letter, pdf.Certificate} {
			if _, err := pdf.Render(every(s, l)); err != nil && gov.KindOf(err) != gov.KindTooLarge {
				t.Fatal(err)
			}
		}
	})
}

func BenchmarkNotice(b *testing.B) {
	d := notice()
	for b.Loop() {
		if _, err := pdf.Render(d); err != nil {
			b.Fatal(err)
		}
	}
}

// extract reads the text of a file with poppler, an outside reader; what it
// complains of is an error.
func extract(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", path, "-") //nolint:gosec // our own path
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("pdftotext of Debian's poppler-utils is needed: %v %s", err, &complaints)
	}
	if complaints.Len() > 0 {
		t.Error(complaints.String())
	}
	return out.String()
}

// A rendered letter can be signed, and an outside program finds the seal good.
func TestSignedNotice(t *testing.T) {
	if fontless(t) {
		return
	}
	at := gov.Date("2026-11-23").Start()
	root, err := sign.NewAuthority("海棠市演示根证书", at)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sign.Issue(root, "海棠市市场监督管理局", "11370800MB28559184", at)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []pdf.Document{notice(), certificate()} {
		b, err := sign.Sign(render(t, d), s, sign.Claim{Name: d.Organ, Reason: d.Number, At: at})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sign.Verify(b, nil); err != nil {
			t.Fatal(err)
		}
		if testing.Short() {
			continue
		}
		if text := extract(t, b); !strings.Contains(text, d.Title) {
			t.Error("the text is gone")
		}
		path := filepath.Join(t.TempDir(), "x.pdf")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("pdfsig", "-nocert", path).CombinedOutput() //nolint:gosec // our own path
		if err != nil || !bytes.Contains(out, []byte("Signature is Valid.")) || !bytes.Contains(out, []byte("Total document signed")) {
			t.Errorf("pdfsig of Debian's poppler-utils: %v\n%s", err, out)
		}
	}
}
