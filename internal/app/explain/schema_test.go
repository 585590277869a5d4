package explain

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every type of the schema that can be acted on has its attributes read.
func TestEveryResourceTypeIsExplained(t *testing.T) {
	actors := []string{"Division", "Department", "Role", "Citizen", "Agent", "Officer", "System", "Nobody"}
	folder := os.DirFS("../../infra/access/policies")
	files, err := fs.Glob(folder, "*.cedarschema")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	entity := regexp.MustCompile(`(?m)^entity ([A-Za-z, ]+?)(?: in | = |;)`)
	seen := 0
	for _, name := range files {
		raw, err := os.ReadFile(filepath.Join("../../infra/access/policies", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entity.FindAllStringSubmatch(string(raw), -1) {
			for kind := range strings.SplitSeq(m[1], ", ") {
				seen++
				_, isNamed := named[kind]
				if stored[kind] == nil && !isNamed && !slices.Contains(datasets, kind) && !slices.Contains(actors, kind) {
					t.Errorf("%s: %s has no attributes", name, kind)
				}
			}
		}
	}
	if seen < 30 {
		t.Fatalf("%d types found", seen)
	}
}
