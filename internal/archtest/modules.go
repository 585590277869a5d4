package archtest

import (
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/mod/modfile"
)

// modules checks rule 5: each third-party module that is imported stands in house.go with what it is for.
// Direct is what the code imports, whatever go.mod says in its comments.
func (c *checker) modules() {
	required, err := c.required()
	if err != nil {
		c.fault("go.mod", err.Error(), "go.mod")
		return
	}
	direct := map[string]bool{}
	for _, p := range c.tree.Packages {
		for _, f := range p.Files {
			for _, path := range f.Imports() {
				first, _, _ := strings.Cut(path, "/")
				if _, mine := own(path); mine || path == Module || !strings.Contains(first, ".") {
					continue
				}
				module := moduleOf(path, required)
				if c.house.Modules[module] == "" && !direct[module] {
					c.fault(f.Path, "imports "+module+", which has no line with a reason in house.go", module)
				}
				direct[module] = true
			}
		}
	}
	for module := range c.house.Modules {
		if !direct[module] {
			c.fault("house.go", "nothing imports "+module+" any more: remove its line", module)
		}
	}
	if len(direct) > MaxModules {
		c.fault("go.mod", fmt.Sprintf("%d direct modules; %d are the limit", len(direct), MaxModules), "go.mod")
	}
}

// required lists the modules of go.mod.
func (c *checker) required() ([]string, error) {
	text, err := fs.ReadFile(c.tree.FS, "go.mod")
	if err != nil {
		return nil, err
	}
	mod, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		return nil, err
	}
	paths := make([]string, 0, len(mod.Require))
	for _, r := range mod.Require {
		paths = append(paths, r.Mod.Path)
	}
	return paths, nil
}

// moduleOf is the longest required module that holds an import path, or the path itself.
func moduleOf(path string, required []string) string {
	best := ""
	for _, m := range required {
		if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	if best == "" {
		return path
	}
	return best
}
