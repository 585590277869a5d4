package archtest_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/archtest"
)

// TestHouse holds the repository against its rules.
func TestHouse(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := archtest.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	words, err := demoWords(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	byRule := map[string][]archtest.Fault{}
	for _, f := range archtest.Check(tree, archtest.Holon, words) {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	for _, rule := range archtest.Rules() {
		t.Run(rule, func(t *testing.T) {
			for _, f := range byRule[rule] {
				t.Error(f)
			}
		})
	}
	unused, err := archtest.Unused(tree)
	if err != nil {
		t.Fatal(err)
	}
	if len(unused) > 0 {
		t.Logf("catalogue keys that no literal names: %s", strings.Join(unused, " "))
	}
}

// demoWords are the ids of all packs, and the names in the packs of the demo city: its own, its departments'
// and its people's.
func demoWords(root fs.FS) ([]string, error) {
	packs, err := fs.Glob(root, "packs/*/pack.yaml")
	if err != nil {
		return nil, err
	}
	var words []string
	for _, name := range packs {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		var pack struct {
			ID string `yaml:"id"`
		}
		if err := yaml.Unmarshal(text, &pack); err != nil {
			return nil, err
		}
		words = append(words, pack.ID, strings.Split(name, "/")[1])
	}
	words = append(words, "海棠")
	slices.Sort(words)
	words = slices.Compact(words)
	return slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 2 }), nil
}
