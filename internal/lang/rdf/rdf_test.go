package rdf_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/rdf"
)

const ex = "http://example.org/"

var prefixes = rdf.Prefixes{"ex": ex, "xsd": rdf.XSD}

func sample() *rdf.Graph {
	g := &rdf.Graph{}
	a := rdf.Name(ex + "a")
	g.Add(a, rdf.Type, rdf.Name(ex+"Thing"))
	g.Add(a, ex+"name", rdf.Text("海棠\n\"市\" \\ \t", "zh"))
	g.Add(a, ex+"name", rdf.Text("Haitang", "en"))
	g.Add(a, ex+"note", rdf.Text("plain", ""))
	g.Add(a, ex+"on", rdf.Typed("2026-11-23", rdf.XSD+"date"))
	g.Add(a, ex+"next", rdf.Name("urn:holon:x:1/2?q=1#f"))
	g.Add(rdf.Name(ex+"b/c"), ex+"of", a)
	return g
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	want := sample().Triples()
	for name, c := range map[string]struct {
		write func(*bytes.Buffer) error
		read  func([]byte) (*rdf.Graph, error)
	}{
		"turtle":  {func(b *bytes.Buffer) error { return rdf.WriteTurtle(b, sample(), prefixes) }, rdf.ReadTurtle},
		"json-ld": {func(b *bytes.Buffer) error { return rdf.WriteJSONLD(b, sample(), prefixes) }, rdf.ReadJSONLD},
	} {
		var b, again bytes.Buffer
		if err := c.write(&b); err != nil {
			t.Fatal(name, err)
		}
		if err := c.write(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Error(name, "is not the same each time")
		}
		g, err := c.read(b.Bytes())
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b.String())
		}
		if got := g.Triples(); !slices.Equal(got, want) {
			t.Errorf("%s:\n%v\n%v", name, got, want)
		}
	}
}

func TestOthersTurtleIsRead(t *testing.T) {
	g, err := rdf.ReadTurtle([]byte(`
@base <http://example.org/> .
PREFIX ex: <http://example.org/>
@prefix : <http://other.org/#> . # a remark
<a> a ex:Thing , :Other ;
  ex:n 5 , 1.5 , -2e3 , true ;
  ex:list ( 1 "two" ) ;
  ex:long """several
"lines" here""" ;
  ex:single 'x'@zh-Hans ;
  ex:node [ ex:p :q ; ] ; .
[] ex:p _:n . _:n ex:p ex:a.b .
`))
	if err != nil {
		t.Fatal(err)
	}
	a := rdf.Name(ex + "a")
	if got := g.Of(a, ex+"n"); len(got) != 4 {
		t.Error(got)
	}
	if got := g.Of(a, ex+"long"); len(got) != 1 || got[0].Value != "several\n\"lines\" here" {
		t.Error(got)
	}
	if got := g.Of(a, ex+"single"); len(got) != 1 || got[0].Lang != "zh-hans" {
		t.Error(got)
	}
	if got := g.With(ex+"p", rdf.Name(ex+"a.b")); len(got) != 1 || got[0].Kind != rdf.Blank {
		t.Error(got)
	}
}

func TestOthersJSONLDIsRead(t *testing.T) {
	g, err := rdf.ReadJSONLD([]byte(`{
 "@context": {"@vocab": "http://example.org/", "@language": "en", "id": "@id", "type": "@type", "ex": "http://example.org/",
  "date": {"@id": "ex:on", "@type": "http://www.w3.org/2001/XMLSchema#date"}, "link": {"@type": "@id"}, "label": {"@id": "ex:label", "@container": "@language"}},
 "id": "ex:a", "type": ["Thing"], "date": "2026-01-02", "link": ["http://x.org/1"], "label": {"zh": "海棠", "en": ["a", "b"]},
 "title": "plain", "n": 5, "yes": true, "child": {"title": {"@value": "inner", "@language": "fr"}}, "none": null}`))
	if err != nil {
		t.Fatal(err)
	}
	a := rdf.Name(ex + "a")
	for p, want := range map[string]string{"on": "2026-01-02", "link": "http://x.org/1", "title": "plain", "n": "5", "yes": "true"} {
		if got := g.Of(a, ex+p); len(got) != 1 || got[0].Value != want {
			t.Error(p, got)
		}
	}
	if got := g.Of(a, ex+"label"); len(got) != 3 {
		t.Error(got)
	}
	if got := g.Of(a, ex+"title"); got[0].Lang != "en" {
		t.Error("the language of the document", got)
	}
	child := g.Of(a, ex+"child")
	if len(child) != 1 || len(g.Of(child[0], ex+"title")) != 1 {
		t.Error(child)
	}
}

func TestHostileGraphsAreRefused(t *testing.T) {
	for _, bad := range []string{
		"<a> <b> <c> .", "@prefix x <http://a/> .", "x:a x:b x:c .", "<http://a/> a \"x\" .\n<http://b/>", "<http://a/> <http://b/> \"open", "\x00", "\xff",
		"<http://a/> <http://b/> " + strings.Repeat("[ <http://b/> ", 5000), "<http://a/> <http://b/> " + strings.Repeat("( ", 5000), `"x" <http://b/> <http://c/> .`,
		`<http://a/> <http://b/> "\u12" .`, `<http://a/> <http://b/> "\UFFFFFFFF" .`, `<http://a/> <http://b/> "\`, "<http://a/> <http://b/> <http://c d> .", "[", "(", "@prefix",
	} {
		if _, err := rdf.ReadTurtle([]byte(bad)); err == nil {
			t.Errorf("turtle %.40q was read", bad)
		}
	}
	for _, bad := range []string{
		"", "1", "[1]", `{"@context": "http://evil.example/c.jsonld"}`, `{"@context": ["http://evil.example/c"], "@id": "urn:a"}`, `{"@context": {"a": {"@reverse": "urn:b"}}}`,
		`{"@context": {"a": {"@id": "urn:a", "@container": "@list"}}, "a": [1]}`, `{"@id": 5}`, `{"@id": "relative", "urn:p": 1}`, `{"@id": "urn:a", "@reverse": {}}`,
		`{"urn:p": {"@value": {}}}`, `{"urn:p": {"@value": "x", "@language": "en", "@type": "urn:t"}}`, `{"urn:p": {"@list": [1]}}`, `{"@id": "urn:g", "@graph": []}`, `{} {}`,
		strings.Repeat(`{"urn:p":`, 3000), strings.Repeat("[", 3000), `{"@context": {"@import": "x"}}`, `{"@type": 5}`,
	} {
		if _, err := rdf.ReadJSONLD([]byte(bad)); err == nil {
			t.Errorf("json-ld %.40q was read", bad)
		}
	}
	if _, err := rdf.ReadTurtle(make([]byte, 9<<20)); !errors.Is(err, rdf.ErrLarge) {
		t.Error(err)
	}
}

func FuzzReadTurtle(f *testing.F) {
	f.Add([]byte("@prefix ex: <http://e/> . ex:a a ex:B ; ex:c \"x\"@zh , 1.5 , [ ex:d ( 1 2 ) ] ."))
	f.Fuzz(func(t *testing.T, raw []byte) {
		g, err := rdf.ReadTurtle(raw)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := rdf.WriteTurtle(&b, g, prefixes); err != nil {
			t.Fatal(err)
		}
		again, err := rdf.ReadTurtle(b.Bytes())
		if err != nil || again.Len() != g.Len() {
			t.Fatalf("%v\n%s", err, b.String())
		}
	})
}

func FuzzReadJSONLD(f *testing.F) {
	f.Add([]byte(`{"@context": {"ex": "http://e/"}, "@graph": [{"@id": "ex:a", "@type": "ex:B", "ex:c": [{"@value": "x", "@language": "zh"}, 1, true]}]}`))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = rdf.ReadJSONLD(raw) })
}
