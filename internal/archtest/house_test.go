package archtest_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

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

// topID finds the ids of packs, items and packages: those at the margin, or of a list at the margin.
var topID = regexp.MustCompile(`(?m)^(?:- )?id:\s*["']?([a-z][a-z0-9-]{3,})`)

// demoWords are the ids of all packs and of what they hold, and the name of the demo city.
func demoWords(root fs.FS) ([]string, error) {
	words := []string{"海棠"}
	for _, pattern := range []string{"packs/*/pack.yaml", "packs/*/items/*.yaml", "packs/*/things/*.yaml"} {
		names, err := fs.Glob(root, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(root, name)
			if err != nil {
				return nil, err
			}
			for _, m := range topID.FindAllStringSubmatch(string(text), -1) {
				words = append(words, m[1])
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words), nil
}
