package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// literals calls f for each string or rune literal of a file, unquoted. Import paths are left out.
func literals(file *File, f func(lit *ast.BasicLit, text string)) {
	ast.Inspect(file.AST, func(n ast.Node) bool {
		if _, isImport := n.(*ast.ImportSpec); isImport {
			return false
		}
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING && lit.Kind != token.CHAR {
			return true
		}
		if text, err := strconv.Unquote(lit.Value); err == nil {
			f(lit, text)
		}
		return true
	})
}

// sqlText recognises a statement by its first words; prose such as "update failed" is none.
var sqlText = regexp.MustCompile(`(?is)^\s*(select\s.*\sfrom\s|select\s+(\$?\d|[a-z_]+\()|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|` +
	`(create|drop)\s+(unique\s+|temp\s+|temporary\s+)?(table|index|view|trigger|database|schema)\s|alter\s+table\s|with\s+(recursive\s+)?\w+(\s*\([^)]*\))?\s+as\s*\(|truncate\s+\w+$)`)

// sql checks rule 4: statements stand in store*.go (and in migrations, which are no Go). infra/sqldb is
// the layer that speaks to the engines and is itself a store.
func (c *checker) sql() {
	c.each(false, func(p *Package, f *File) {
		if strings.HasPrefix(path.Base(f.Path), "store") {
			return
		}
		literals(f, func(lit *ast.BasicLit, text string) {
			if sqlText.MatchString(text) {
				c.fault(c.at(lit.Pos()), fmt.Sprintf("SQL outside store*.go: %.50q", text), f.Path, p.Path)
			}
		})
	})
}

// http checks rule 4: few packages speak HTTP.
func (c *checker) http() {
	c.each(false, func(p *Package, f *File) {
		for _, imp := range f.Imports() {
			if imp == "net/http" && !c.speaksHTTP(p.Path) {
				c.fault(f.Path, "net/http belongs in a …web package", f.Path, p.Path)
			}
		}
	})
}

func (c *checker) speaksHTTP(pkg string) bool {
	for _, allowed := range c.house.HTTP {
		if pkg == allowed || strings.HasPrefix(pkg, allowed+"/") {
			return true
		}
	}
	return strings.HasSuffix(path.Base(pkg), "web")
}

// clock checks rule 4: the wall clock is read only behind gov.Now.
func (c *checker) clock() {
	c.each(true, func(p *Package, f *File) {
		if c.house.placeOf(p.Path).floor == "gov" {
			return
		}
		c.calls(f, "time", []string{"Now", "Since", "Until"}, func(pos token.Pos, name string) {
			c.fault(c.at(pos), "time."+name+": ask gov.Now for the time, gov.Mono for a duration", f.Path, p.Path)
		})
	})
}

// sleep checks that no code waits by sleeping: tests turn a fake clock, code waits for an event or a timer
// it can stop.
func (c *checker) sleep() {
	c.each(true, func(p *Package, f *File) {
		c.calls(f, "time", []string{"Sleep"}, func(pos token.Pos, _ string) {
			c.fault(c.at(pos), "time.Sleep: wait for what should happen", f.Path, p.Path)
		})
	})
}

// skips checks that no test is skipped.
func (c *checker) skips() {
	c.each(true, func(p *Package, f *File) {
		if !f.Test {
			return
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && (x.Name == "t" || x.Name == "b" || x.Name == "tb" || x.Name == "f") &&
				(sel.Sel.Name == "Skip" || sel.Sel.Name == "Skipf" || sel.Sel.Name == "SkipNow") {
				c.fault(c.at(sel.Pos()), "a skipped test proves nothing", f.Path, p.Path)
			}
			return true
		})
	})
}

// calls finds uses of functions of a standard package, under whatever name it is imported.
func (c *checker) calls(f *File, pkg string, names []string, found func(token.Pos, string)) {
	local := importName(f, pkg)
	if local == "" {
		return
	}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == local {
			for _, name := range names {
				if sel.Sel.Name == name {
					found(sel.Pos(), name)
				}
			}
		}
		return true
	})
}

// importName is the name under which a file knows an import; empty if it does not import it.
func importName(f *File, pkg string) string {
	for _, spec := range f.AST.Imports {
		if spec.Path.Value == strconv.Quote(pkg) {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(pkg)
		}
	}
	return ""
}

// han checks that words for people stand in the catalogue or in packs: no Chinese in literals.
func (c *checker) han() {
	c.each(false, func(p *Package, f *File) {
		literals(f, func(lit *ast.BasicLit, text string) {
			if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				c.fault(c.at(lit.Pos()), fmt.Sprintf("Chinese text in Go code: %.40q", text), f.Path, p.Path)
			}
		})
	})
}

// demo checks rule 7: the demo city enters only through packs. Chinese names are looked for in the whole
// text, comments too; ids only as whole literals or as a folder under packs. Journeys are tests that the
// program can play: they name what they play.
func (c *checker) demo() {
	var inText [][]byte
	ids := map[string]bool{}
	for _, w := range c.demos {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			inText = append(inText, []byte(w))
		} else {
			ids[w] = true
		}
	}
	c.each(false, func(p *Package, f *File) {
		if c.house.placeOf(p.Path).floor == "journey" {
			return
		}
		for _, w := range inText {
			if bytes.Contains(f.Source, w) {
				c.fault(f.Path, fmt.Sprintf("names %s, which belongs in packs", w), f.Path, p.Path)
			}
		}
		literals(f, func(lit *ast.BasicLit, text string) {
			if _, after, found := strings.Cut(text, "packs/"); ids[text] || found && ids[strings.Split(after, "/")[0]] {
				c.fault(c.at(lit.Pos()), fmt.Sprintf("names %q, which belongs in packs", text), f.Path, p.Path)
			}
		})
	})
}
