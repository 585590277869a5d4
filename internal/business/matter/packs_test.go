package matter_test

import (
	"os"
	"testing"

	"holon.example/holon/internal/business/matter"
)

// load reads a pack of the repository, or of testdata.
func load(t *testing.T, dir string) (*matter.Pack, []matter.Finding) {
	t.Helper()
	p, found, err := matter.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(dir, err)
	}
	return p, found
}

func TestShippedPacksAreClean(t *testing.T) {
	packs := []*matter.Pack{{Meta: matter.Meta{ID: "law-cn"}}}
	for _, dir := range []string{"items-basic", "restaurant"} {
		p, found := load(t, "../../../packs/"+dir)
		for _, f := range matter.Errors(found) {
			t.Error(f)
		}
		packs = append(packs, p)
	}
	lib, found := matter.NewLibrary(packs...)
	found = append(found, lib.Lint(matter.References{Today: "2026-11-23"})...)
	for _, f := range matter.Errors(found) {
		t.Error(f)
	}
}
