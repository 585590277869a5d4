package archtest

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"path"
	"slices"
	"strings"
)

// The sizes that keep the house light. Lines are lines of code: blanks and comments are free.
const (
	MaxFileLines     = 600
	MaxPackageLines  = 2500
	MaxFunctionLines = 80
	MaxExported      = 40
	MaxParameters    = 5
)

// codeLines tells for each line of a source (from 1) whether it holds code.
func codeLines(source []byte) []bool {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	lines := make([]bool, 2+strings.Count(string(source), "\n"))
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return lines
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue
		}
		first := file.Line(pos)
		for i := first; i <= first+strings.Count(lit, "\n"); i++ {
			lines[i] = true
		}
	}
}

func count(lines []bool) int {
	n := 0
	for _, code := range lines {
		if code {
			n++
		}
	}
	return n
}

// fileSizes checks the lines of code of each file.
func (c *checker) fileSizes() {
	c.each(true, func(_ *Package, f *File) {
		if n := count(codeLines(f.Source)); n > MaxFileLines {
			c.fault(f.Path, fmt.Sprintf("%d lines of code; %d are the limit", n, MaxFileLines), f.Path)
		}
	})
}

// packageSizes checks the lines of code of each package without its tests.
func (c *checker) packageSizes() {
	totals := map[string]int{}
	c.each(false, func(p *Package, f *File) { totals[p.Path] += count(codeLines(f.Source)) })
	for pkg, n := range totals {
		if n > MaxPackageLines {
			c.fault(pkg, fmt.Sprintf("%d lines of code; %d are the limit", n, MaxPackageLines), pkg)
		}
	}
}

// exported checks how many names a package offers: types, functions and variables one each, a block
// of constants one (it is one set of values); methods belong to their type.
func (c *checker) exported() {
	totals := map[string]int{}
	c.each(false, func(p *Package, f *File) {
		for _, d := range f.AST.Decls {
			totals[p.Path] += exportedNames(d)
		}
	})
	for pkg, n := range totals {
		if n > MaxExported {
			c.fault(pkg, fmt.Sprintf("%d exported names; %d are the limit", n, MaxExported), pkg)
		}
	}
}

func exportedNames(d ast.Decl) int {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.IsExported() {
			return 1
		}
	case *ast.GenDecl:
		n := 0
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					n++
				}
			case *ast.ValueSpec:
				if slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) {
					n++
				}
			}
		}
		if d.Tok == token.CONST {
			n = min(n, 1)
		}
		return n
	}
	return 0
}

// functions calls f for each function of the tree outside tests.
func (c *checker) functions(f func(*File, *ast.FuncDecl)) {
	c.each(false, func(_ *Package, file *File) {
		for _, d := range file.AST.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				f(file, fn)
			}
		}
	})
}

// functionSizes checks the lines of code of each function.
func (c *checker) functionSizes() {
	lines := map[*File][]bool{}
	c.functions(func(file *File, fn *ast.FuncDecl) {
		if lines[file] == nil {
			lines[file] = codeLines(file.Source)
		}
		first, last := c.tree.Fset.Position(fn.Pos()).Line, c.tree.Fset.Position(fn.End()).Line
		if n := count(lines[file][first : last+1]); n > MaxFunctionLines {
			c.fault(c.at(fn.Pos()), fmt.Sprintf("%s has %d lines of code; %d are the limit", fn.Name.Name, n, MaxFunctionLines),
				path.Dir(file.Path)+"."+fn.Name.Name)
		}
	})
}

// parameters checks how many values each function asks for; a context is not counted.
func (c *checker) parameters() {
	c.functions(func(file *File, fn *ast.FuncDecl) {
		n := 0
		for _, field := range fn.Type.Params.List {
			if sel, ok := field.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Context" {
				continue
			}
			n += max(1, len(field.Names))
		}
		if n > MaxParameters {
			c.fault(c.at(fn.Pos()), fmt.Sprintf("%s has %d parameters; %d are the limit", fn.Name.Name, n, MaxParameters),
				path.Dir(file.Path)+"."+fn.Name.Name)
		}
	})
}

// unwelcome are package names that say nothing of a concept.
var unwelcome = []string{
	"pkg", "util", "utils", "common", "helper", "helpers", "model", "models", "dto", "service", "services", "misc", "shared", "base", "types",
}

// names checks that folders and packages are named for a concept.
func (c *checker) names() {
	for _, p := range c.tree.Packages {
		for _, part := range append(strings.Split(p.Path, "/"), p.Name) {
			if slices.Contains(unwelcome, part) {
				c.fault(p.Path, fmt.Sprintf("%q names no concept", part), p.Path)
				break
			}
		}
	}
}

// docs checks that each package is explained in its doc.go, or in its one file if there is only one.
func (c *checker) docs() {
	for _, p := range c.tree.Packages {
		code := slices.DeleteFunc(slices.Clone(p.Files), func(f *File) bool { return strings.HasSuffix(f.Path, "_test.go") })
		explained := slices.ContainsFunc(code, func(f *File) bool {
			return f.AST.Doc != nil && (len(code) == 1 || path.Base(f.Path) == "doc.go")
		})
		if !explained {
			c.fault(p.Path, "no doc.go with a package comment", p.Path)
		}
	}
}
