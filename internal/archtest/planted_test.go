package archtest_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/archtest"
)

// tiny is a house for planted trees: the floors of Holon with tables of its own.
func tiny() archtest.House {
	h := archtest.Holon
	h.Modules = map[string]string{}
	h.Exceptions = nil
	return h
}

// plant makes a tree of a few files. A source without a package clause gets the name of its folder; each
// folder gets a doc.go.
func plant(t *testing.T, files map[string]string) *archtest.Tree {
	t.Helper()
	fsys := fstest.MapFS{"go.mod": {Data: []byte("module holon.example/holon\nrequire example.org/third/v2 v2.0.0\nrequire example.org/other v1.0.0\n")}}
	for path, text := range files {
		parts := strings.Split(path, "/")
		folder := strings.Join(parts[:len(parts)-1], "/")
		if strings.HasSuffix(path, ".go") {
			if !strings.Contains(text, "package ") {
				text = "package " + parts[len(parts)-2] + "\n" + text
			}
			if doc := folder + "/doc.go"; files[doc] == "" {
				fsys[doc] = &fstest.MapFile{Data: []byte("// Package x is planted.\npackage " + parts[len(parts)-2] + "\n")}
			}
		}
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	paths := slices.DeleteFunc(slices.Sorted(maps.Keys(fsys)), func(p string) bool { return !strings.HasSuffix(p, ".go") })
	tree, err := archtest.Parse(fsys, paths)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func imports(paths ...string) string {
	var b strings.Builder
	for _, p := range paths {
		fmt.Fprintf(&b, "import _ %q\n", strings.Replace(p, "~", archtest.Module+"/internal", 1))
	}
	return b.String()
}

// lines is a function body of n statements on a line each.
func lines(n int) string { return strings.Repeat("\tprintln(1) // counted\n\n\t// free\n", n) }

// names are n exported functions.
func names(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "func F%d() {}\n", i)
	}
	return b.String()
}

const catalogue = "internal/infra/locale/catalog/x.yaml"

// TestPlantedFaults proves each check: it finds the fault planted for it and lets the sound twin pass.
func TestPlantedFaults(t *testing.T) {
	for _, c := range []struct {
		rule  string
		name  string
		files map[string]string
		want  string // text of the one fault; empty: the tree is sound
	}{
		{"floor", "upwards", map[string]string{"internal/rule/law/a.go": imports("~/business/form")}, "internal/rule/law imports internal/business/form: a higher floor"},
		{"floor", "upwards in a test", map[string]string{"internal/rule/law/a_test.go": imports("~/business/form")}, "a higher floor"},
		{"floor", "downwards", map[string]string{"internal/business/form/a.go": imports("~/rule/law", "~/gov", "~/lang/feel", "~/infra/act")}, ""},
		{"floor", "into cmd", map[string]string{"internal/app/a.go": imports("holon.example/holon/cmd/holon")}, "a higher floor"},
		{"floor", "nowhere", map[string]string{"internal/extra/a.go": ""}, "on no floor"},
		{"floor", "slice without order", map[string]string{"internal/infra/odd/a.go": ""}, "no place in the order of infra"},
		{"floor", "later in infra", map[string]string{"internal/infra/seal/a.go": imports("~/infra/act")}, "later in the order of infra"},
		{"floor", "earlier in infra", map[string]string{"internal/infra/act/a.go": imports("~/infra/seal", "~/infra/sqldb")}, ""},
		{"floor", "journey over HTTP only", map[string]string{"internal/journey/a.go": imports("~/app")}, "may import only gov"},
		{"floor", "journey's tests start the app", map[string]string{"internal/journey/a_test.go": imports("~/app")}, ""},
		{"floor", "journey from below", map[string]string{"internal/app/a.go": imports("~/journey")}, "only cmd imports it"},
		{"floor", "packs from below", map[string]string{"internal/business/form/a.go": imports("holon.example/holon/packs")}, "packs are content"},
		{"floor", "packs from app", map[string]string{"internal/app/a.go": imports("holon.example/holon/packs")}, ""},
		{"floor", "packs are content", map[string]string{"packs/a.go": imports("~/gov")}, "content imports nothing"},
		{"floor", "test support from code", map[string]string{"internal/infra/act/a.go": imports("~/infra/sqldb/sqldbtest")}, "it is for tests only"},
		{"floor", "test support from tests", map[string]string{"internal/infra/act/a_test.go": imports("~/infra/sqldb/sqldbtest"), "internal/infra/act/acttest/a.go": imports("~/infra/sqldb/sqldbtest")}, ""},
		{"door", "sibling", map[string]string{"internal/business/form/a.go": imports("~/business/matter")}, "business/form -> business/matter"},
		{"door", "sibling in one row of infra", map[string]string{"internal/infra/seal/a.go": imports("~/infra/bus")}, "infra/seal -> infra/bus"},
		{"door", "own subpackage", map[string]string{"internal/lang/feel/a.go": imports("~/lang/feel/value")}, ""},
		{"door", "sibling in a test", map[string]string{"internal/business/form/a_test.go": imports("~/business/matter")}, ""},
		{"data-closure", "through another", map[string]string{
			"internal/data/theme/a.go": imports("~/rule/odd"), "internal/rule/odd/a.go": imports("~/rule/deep"),
			"internal/rule/deep/a.go": imports("~/business/form"), "internal/business/form/a.go": "",
		}, "its dependencies contain internal/business/form"},
		{"data-closure", "clean", map[string]string{"internal/data/theme/a.go": imports("~/rule/law"), "internal/rule/law/a.go": ""}, ""},
		{"pure", "gov with a module", map[string]string{"internal/gov/a.go": imports("example.org/other")}, "only the standard library"},
		{"pure", "language with files", map[string]string{"internal/lang/feel/a.go": imports("os")}, "a language is pure, without os"},
		{"pure", "language with numbers", map[string]string{"internal/lang/feel/a.go": imports("math/big", "example.org/other")}, ""},
		{"sql", "select", map[string]string{"internal/infra/act/do.go": "const q = `\n select id\n from event where id = $1`"}, "SQL outside store*.go"},
		{"sql", "update", map[string]string{"internal/infra/act/do.go": `var q = "UPDATE event SET a = " + "1"`}, "SQL outside store*.go"},
		{"sql", "with", map[string]string{"internal/infra/act/do.go": `var q = "WITH x AS (SELECT 1) DELETE FROM y"`}, "SQL outside store*.go"},
		{"sql", "create", map[string]string{"internal/infra/act/do.go": `var q = "create unique index i on t (a)"`}, "SQL outside store*.go"},
		{"sql", "in a store", map[string]string{"internal/infra/act/store_event.go": `var q = "DELETE FROM event WHERE id = $1"`}, ""},
		{"sql", "prose", map[string]string{"internal/infra/act/do.go": `var a = []string{"update failed", "select a form", "with care as ever", "create tables first", "delete"}`}, ""},
		{"http", "business", map[string]string{"internal/business/form/a.go": imports("net/http")}, "…web package"},
		{"http", "web package", map[string]string{"internal/business/form/formweb/a.go": imports("net/http"), "internal/channel/portal/a.go": imports("net/http")}, ""},
		{"clock", "now", map[string]string{"internal/infra/act/a.go": "import \"time\"\nvar t = time.Now()"}, "time.Now: ask gov.Now"},
		{"clock", "since, renamed, in a test", map[string]string{"internal/infra/act/a_test.go": "import clock \"time\"\nvar d = clock.Since(x)"}, "time.Since"},
		{"clock", "as a value", map[string]string{"internal/infra/act/a.go": "import \"time\"\nvar now = time.Now"}, "time.Now"},
		{"clock", "gov", map[string]string{"internal/gov/a.go": "import \"time\"\nvar t = time.Until(x)"}, ""},
		{"sleep", "test", map[string]string{"internal/infra/act/a_test.go": "import \"time\"\nfunc f() { time.Sleep(1) }"}, "wait for what should happen"},
		{"sleep", "timer", map[string]string{"internal/infra/act/a.go": "import \"time\"\nvar t = time.NewTimer(1)"}, ""},
		{"skip", "test", map[string]string{"internal/infra/act/a_test.go": "import \"testing\"\nfunc TestA(t *testing.T) { t.Skip(1) }"}, "proves nothing"},
		{"skip", "other skip", map[string]string{"internal/infra/act/a_test.go": "func f() { scanner.Skip() }"}, ""},
		{"han", "literal", map[string]string{"internal/infra/act/a.go": "var s = \"受理\""}, "Chinese text in Go code"},
		{"han", "escaped", map[string]string{"internal/infra/act/a.go": `var s = "\u53d7"`}, "Chinese text in Go code"},
		{"han", "rune", map[string]string{"internal/infra/act/a.go": "var s = '受'"}, "Chinese text in Go code"},
		{"han", "comment, test, generated", map[string]string{
			"internal/infra/act/a.go":       "// 受理\nvar s = 1",
			"internal/infra/act/a_test.go":  "var s = \"受理\"",
			"internal/infra/act/a_templ.go": "// Code generated by templ - DO NOT EDIT.\n\npackage act\nvar s = \"受理\"",
		}, ""},
		{"demo", "city in a comment", map[string]string{"internal/app/a.go": "// as in 海棠市\nvar s = 1"}, "names 海棠"},
		{"demo", "pack id", map[string]string{"internal/app/a.go": `var s = "crabapple"`}, `names "crabapple"`},
		{"demo", "pack folder", map[string]string{"internal/app/a.go": `var s = "../packs/crabapple/x.yaml"`}, "which belongs in packs"},
		{"demo", "journey", map[string]string{"internal/journey/a.go": `var s = "crabapple"`}, ""},
		{"demo", "test and other words", map[string]string{"internal/app/a_test.go": `var s = "crabapple"`, "internal/app/a.go": `var s = "crabapples"`}, ""},
		{"module", "unknown", map[string]string{"internal/app/a.go": imports("example.org/third/v2/deep")}, "imports example.org/third/v2, which has no line"},
		{"name", "folder", map[string]string{"internal/app/util/a.go": ""}, `"util" names no concept`},
		{"name", "package", map[string]string{"internal/app/nice/a.go": "package helpers", "internal/app/nice/doc.go": "// Package helpers is planted.\npackage helpers"}, `"helpers" names no concept`},
		{"door", "root of a floor", map[string]string{"internal/gov/idcode/a.go": imports("~/gov"), "internal/app/cli/a.go": imports("~/app")}, ""},
		{"doc", "comment elsewhere", map[string]string{"internal/app/a.go": "// Package app is planted.\npackage app", "internal/app/doc.go": "package app"}, "no doc.go"},
		{"doc", "one file", map[string]string{"internal/app/doc.go": "// Package app is planted.\npackage app"}, ""},
		{"doc", "no doc.go", map[string]string{"internal/app/doc.go": "package app"}, "no doc.go"},
		{"file-size", "long", map[string]string{"internal/app/a.go": "var a = 1\n" + strings.Repeat("var _ = 1\n", 599)}, "601 lines of code"},
		{"file-size", "comments are free", map[string]string{"internal/app/a.go": strings.Repeat("var _ = 1\n", 599) + strings.Repeat("// free\n\n", 600)}, ""},
		{"package-size", "large", map[string]string{
			"internal/app/a.go": strings.Repeat("var _ = 1\n", 500), "internal/app/b.go": strings.Repeat("var _ = 1\n", 500), "internal/app/c.go": strings.Repeat("var _ = 1\n", 500),
			"internal/app/d.go": strings.Repeat("var _ = 1\n", 500), "internal/app/e.go": "var s = `" + strings.Repeat("\n", 500) + "`",
		}, "2507 lines of code"},
		{"exported", "many", map[string]string{"internal/app/a.go": names(40) + "type T int\n"}, "41 exported names"},
		{"exported", "constants are one, methods none", map[string]string{"internal/app/a.go": names(38) + "type T int\nfunc (T) M() {}\nconst (\n A = 1\n B = 2\n)\nvar x = 1\n"}, ""},
		{"function-size", "long", map[string]string{"internal/app/a.go": "func f() {\n" + lines(79) + "}\n"}, "f has 81 lines of code"},
		{"function-size", "long enough", map[string]string{"internal/app/a.go": "func f() {\n" + lines(78) + "}\n"}, ""},
		{"parameters", "many", map[string]string{"internal/app/a.go": "func f(a, b, c int, d string, e, g bool) {}"}, "f has 6 parameters"},
		{"parameters", "context is free", map[string]string{"internal/app/a.go": "func f(ctx context.Context, a, b, c int, d string, e bool) {}"}, ""},
		{"key", "maker", map[string]string{"internal/app/a.go": `var e = gov.NotFound("case.gone")`, catalogue: "case.here: {zh: a, en: a}"}, `key "case.gone"`},
		{"key", "field, constant", map[string]string{"internal/app/a.go": "const k = \"case.gone\"\nvar e = x.At(\"/a\", k)"}, `key "case.gone"`},
		{"key", "literal", map[string]string{"internal/app/a.go": `var e = gov.Field{Key: "case.gone"}`}, `key "case.gone"`},
		{"key", "words", map[string]string{"internal/app/a.go": `var e = locale.T(l, "case.gone", nil)`}, `key "case.gone"`},
		{"key", "through a function", map[string]string{"internal/app/a.go": "func bad(a, b string) error { return gov.Invalid(b) }\nvar e = bad(\"x\", \"case.gone\")"}, `key "case.gone"`},
		{"key", "through a method and a closure", map[string]string{"internal/app/a.go": "func (c *C) f(key string) { note := func(k string) { x.At(1, k) }\n note(key) }\nfunc g() { c.f(\"case.gone\") }"}, `key "case.gone"`},
		{"key", "finding", map[string]string{"internal/app/a.go": "func (r r) err(code string) { r.add(Finding{Code: code}) }\nfunc g() { r.err(\"case.gone\") }"}, `key "case.gone"`},
		{"key", "assigned", map[string]string{"internal/app/a.go": "func f() { key := \"case.gone\" }"}, `key "case.gone"`},
		{"key", "assigned to a field", map[string]string{"internal/app/a.go": "func f() { e.Key = \"case.gone\" }"}, `key "case.gone"`},
		{"key", "known", map[string]string{"internal/app/a.go": `var e = gov.Conflict("case.here").At("/a", "case.here")`, catalogue: "case.here: {zh: a, en: a}"}, ""},
	} {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			faults := archtest.Check(plant(t, c.files), tiny(), []string{"海棠", "crabapple"})
			faults = slices.DeleteFunc(faults, func(f archtest.Fault) bool { return f.Rule != c.rule })
			switch {
			case c.want == "" && len(faults) > 0:
				t.Errorf("a sound tree has faults: %v", faults)
			case c.want != "" && (len(faults) != 1 || !strings.Contains(faults[0].Text, c.want)):
				t.Errorf("faults %v, want one with %q", faults, c.want)
			}
		})
	}
}

// TestExceptions proves that an exception opens its door only, and must be needed and explained.
func TestExceptions(t *testing.T) {
	tree := plant(t, map[string]string{"internal/business/form/a.go": imports("~/business/matter", "example.org/other")})
	h := tiny()
	h.Modules = map[string]string{"example.org/other": "planted", "example.org/third/v2": "planted"}
	h.Exceptions = []archtest.Exception{
		{Rule: "door", What: "business/form -> business/matter", Why: "planted"},
		{Rule: "door", What: "business/matter -> business/form", Why: "planted"},
		{Rule: "clock", What: "internal/business/form", Why: "planted"},
	}
	var got []string
	for _, f := range archtest.Check(tree, h, nil) {
		got = append(got, f.Rule+" "+f.Text)
	}
	slices.Sort(got)
	want := []string{
		`clock the exception for "internal/business/form" is not needed any more: remove it`,
		`door the exception for "business/matter -> business/form" is not needed any more: remove it`,
		`module nothing imports example.org/third/v2 any more: remove its line`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}

	h.Exceptions = []archtest.Exception{{Rule: "door", What: "business/form -> business/matter"}}
	faults := archtest.Check(tree, h, nil)
	if !slices.ContainsFunc(faults, func(f archtest.Fault) bool { return strings.Contains(f.Text, "has no reason") }) {
		t.Errorf("an exception without a reason passed: %v", faults)
	}
}

func TestModuleLimit(t *testing.T) {
	var mod, source strings.Builder
	h := tiny()
	for i := range archtest.MaxModules + 1 {
		fmt.Fprintf(&mod, "require example.org/m%d v1.0.0\n", i)
		fmt.Fprintf(&source, "import _ \"example.org/m%d\"\n", i)
		h.Modules[fmt.Sprintf("example.org/m%d", i)] = "planted"
	}
	tree := plant(t, map[string]string{"internal/app/a.go": source.String()})
	tree.FS = fstest.MapFS{"go.mod": {Data: []byte("module holon.example/holon\n" + mod.String())}}
	faults := archtest.Check(tree, h, nil)
	if len(faults) != 1 || !strings.Contains(faults[0].Text, "41 direct modules") {
		t.Errorf("got %v", faults)
	}
}

func TestUnusedKeys(t *testing.T) {
	tree := plant(t, map[string]string{
		"internal/app/a.go": `var e, f = gov.Conflict("case.here"), "case.state_" + s`,
		catalogue:           "case.here: {zh: a, en: a}\ncase.idle: {zh: a, en: a}\ncase.state_open: {zh: a, en: a}\n",
	})
	unused, err := archtest.Unused(tree)
	if err != nil || !slices.Equal(unused, []string{"case.idle"}) {
		t.Errorf("got %v, %v", unused, err)
	}
}
