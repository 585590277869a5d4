package xmltree_test

import (
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn/xmltree"
)

func TestBytesAreKept(t *testing.T) {
	for _, s := range []string{
		`<a/>`, `<a></a>`, `<a  b = "1"/>`,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n<p:a xmlns:p=\"u\" p:b='\"' c=\"&lt;&#10;&amp;\">\n  t &gt; <![CDATA[<raw>]]><?pi data?><!--c--><b />\n</p:a>\n",
		"<a\n  b=\"1\"\n  c=\"2\"\n/>", `<a>&#x4E2D;国𠮷</a>`, `<a b="x&#9;y"/>`,
	} {
		d, err := xmltree.Parse([]byte(s))
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		want := strings.Replace(s, ` = `, `=`, 1)
		if got := string(d.Bytes()); got != want {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestMeaning(t *testing.T) {
	d, err := xmltree.Parse([]byte("<a xmlns='u' xmlns:p='v' q='p:x' v='a\tb\r\nc&#10;d'><p:b/><c>&lt;<![CDATA[&]]></c></a>"))
	if err != nil {
		t.Fatal(err)
	}
	r := d.Root
	if r.Space != "u" || r.Elements()[0].Space != "v" || r.First("b") != nil || r.First("c").Text() != "<&" {
		t.Fatal(r.Space, r.Elements()[0].Space)
	}
	if v := r.Attr("v"); v != "a b c\nd" {
		t.Fatalf("%q", v)
	}
	if space, local, ok := r.Qualify(r.Attr("q")); space != "v" || local != "x" || !ok {
		t.Fatal(space, local)
	}
	if p, ok := r.Elements()[0].Prefix("u"); p != "" || !ok {
		t.Fatal(p, ok)
	}
}

func TestEncodings(t *testing.T) {
	for name, b := range map[string][]byte{
		"bom":    []byte("\xEF\xBB\xBF<a>é</a>"),
		"latin1": []byte("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"),
		"cp1252": []byte("<?xml version='1.0' encoding='windows-1252'?><a>\xe9</a>"),
		"utf16":  []byte("\xFF\xFE<\x00a\x00>\x00\xe9\x00<\x00/\x00a\x00>\x00"),
	} {
		d, err := xmltree.Parse(b)
		if err != nil || d.Root.Text() != "é" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if out := string(d.Bytes()); !strings.HasSuffix(out, "<a>é</a>") || strings.Contains(out, "8859") {
			t.Errorf("%s: %q", name, out)
		}
	}
}

func TestRefused(t *testing.T) {
	deep := strings.Repeat("<a>", 100_000)
	for name, s := range map[string]string{
		"empty": "", "text": "x", "two roots": "<a/><b/>", "open": "<a>", "crossed": "<a><b></a></b>", "bare amp": "<a>&</a>",
		"doctype": `<!DOCTYPE a><a/>`, "bomb": `<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><l>&b;</l>`,
		"external": `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, "entity": "<a>&nbsp;</a>", "late declaration": " <?xml version='1.0'?><a/>",
		"no quotes": "<a b=1/>", "twice": `<a b="1" b="2"/>`, "twice by namespace": `<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>`,
		"no prefix": "<p:a/>", "unbound": `<a xmlns:p=""/>`, "lt in value": `<a b="<"/>`, "control": "<a>\x01</a>", "not utf8": "<a>\xff</a>",
		"nul reference": "<a>&#0;</a>", "no space": `<a b="1"c="2"/>`, "encoding": `<?xml version="1.0" encoding="EBCDIC"?><a/>`,
		"deep": deep, "cdata end": "<a>]]></a>", "comment": "<a><!-- -- --></a>", "name": "<1a/>", "half name": `<a xmlns:p="u"><p:1/></a>`, "half prefix": `<a xmlns:1="u"/>`, "empty prefix": `<a xmlns:="u"/>`, "odd utf16": "\xFE\xFFx",
		"large": "<a>" + strings.Repeat(" ", xmltree.MaxBytes) + "</a>", "many": "<a>" + strings.Repeat("<b/>", 300_000) + "</a>",
	} {
		if _, err := xmltree.Parse([]byte(s)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// TestLinear reads hostile shapes near the size limit; anything quadratic would
// take minutes.
func TestLinear(t *testing.T) {
	attrs := strings.Builder{}
	for i := range 250 {
		attrs.WriteString(` xmlns:p` + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + `="u" `)
	}
	for name, s := range map[string]string{
		"brackets": strings.Repeat("<", 1<<20), "open": strings.Repeat("<a ", 1<<18), "comments": "<a>" + strings.Repeat("<!--x-->", 1<<17) + "</a>",
		"attributes": strings.Repeat("<a"+strings.Repeat(` b="1"`, 200)+">", 1000), "references": "<a>" + strings.Repeat("&amp;", 1<<18) + "</a>",
		"ampersands": "<a>" + strings.Repeat("&", 1<<20) + "</a>", "lines": "<a>" + strings.Repeat("\n<b/>", 150_000) + "</a>",
		"namespaces": strings.Repeat("<a"+attrs.String()+">", 100),
	} {
		since := gov.Mono()
		_, _ = xmltree.Parse([]byte(s))
		if d := since(); d > 5*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
}

func TestChange(t *testing.T) {
	d, err := xmltree.Parse([]byte(`<p:a xmlns:p="u" x='1'><p:c/></p:a>`))
	if err != nil {
		t.Fatal(err)
	}
	d.Root.SetAttr("x", `<"&`)
	d.Root.SetAttr("y", "2")
	d.Root.Declare("z", "w")
	d.Root.Insert(0, "p:b", "u").AppendText("a<b")
	d.Root.Append("p:d", "u")
	want := `<p:a xmlns:p="u" x="&lt;&quot;&amp;" y="2" xmlns:z="w"><p:b>a&lt;b</p:b><p:c/><p:d/></p:a>`
	if got := string(d.Bytes()); got != want {
		t.Fatal(got)
	}
	n := 0
	d.Root.Walk(func(*xmltree.Element) { n++ })
	if n != 4 || len(d.Root.All("b")) != 1 {
		t.Fatal(n)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`<a/>`, `<?xml version="1.0"?><a xmlns:p="u" p:b="&lt;"><!--c--><![CDATA[x]]>t</a>`, "\xFF\xFE<\x00a\x00/\x00>\x00", `<!DOCTYPE a><a/>`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := xmltree.Parse(b)
		if err != nil {
			return
		}
		out := d.Bytes()
		again, err := xmltree.Parse(out)
		if err != nil {
			t.Fatalf("%q became unreadable %q: %v", b, out, err)
		}
		if string(again.Bytes()) != string(out) {
			t.Fatalf("%q is not stable", out)
		}
	})
}
