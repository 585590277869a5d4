package archtest_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/archtest"
)

func TestDocs(t *testing.T) {
	faults, err := archtest.Docs(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// TestReadmesAgree: the two READMEs promise the same rows, naming the same folders and tests.
func TestReadmesAgree(t *testing.T) {
	rows := func(name string) []string {
		text, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "|") {
				rows = append(rows, strings.Join(regexp.MustCompile("`[^`]+`").FindAllString(line, -1), " "))
			}
		}
		return rows
	}
	en, zh := rows("README.md"), rows("README.zh-CN.md")
	if len(en) < 5 || !slices.Equal(en, zh) {
		t.Errorf("README.md names\n%q\nREADME.zh-CN.md names\n%q", en, zh)
	}
}

func TestFalseClaimsAreFound(t *testing.T) {
	fsys := fstest.MapFS{
		"Makefile":             {Data: []byte("demo: build ## run it\n")},
		"docs/a.md":            {Data: []byte("`internal/gone` `make nothing` [x](b.md) [y](../README.md#top) [z](https://example.org/x)\n")},
		"README.md":            {Data: []byte("`make demo` `internal/here` `docs/` `internal/*` [a](docs/a.md)\n")},
		"internal/here/doc.go": {Data: []byte("package here")},
	}
	faults, err := archtest.Docs(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	want := []string{
		"docs/a.md: internal/gone does not exist",
		"docs/a.md: there is no `make nothing`",
		"docs/a.md: the link b.md leads nowhere",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
