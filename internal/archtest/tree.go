package archtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// Module is the path of the module; in faults and tables it is left out.
const Module = "holon.example/holon"

// File is one parsed Go file.
type File struct {
	Path      string // below the root, with slashes
	AST       *ast.File
	Source    []byte
	Test      bool // *_test.go, or a file of a test support package (…test)
	Generated bool // carries the "Code generated … DO NOT EDIT." line
}

// Imports lists the import paths of the file.
func (f *File) Imports() []string {
	paths := make([]string, 0, len(f.AST.Imports))
	for _, spec := range f.AST.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// Package is one folder of Go files.
type Package struct {
	Path  string // below the root: internal/infra/act
	Name  string
	Files []*File
}

// Tree is the source of the module.
type Tree struct {
	FS       fs.FS
	Fset     *token.FileSet
	Packages []*Package
	byPath   map[string]*Package
}

// Load reads the module that stands in a folder. What belongs to it is told by one `go list`.
func Load(root string) (*Tree, error) {
	cmd := exec.Command("go", "list", "-e", "-find",
		"-json=Dir,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var files []string
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p struct {
			Dir                                                          string
			GoFiles, CgoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		dir, err := filepath.Rel(root, p.Dir)
		if err != nil {
			return nil, err
		}
		for _, list := range [][]string{p.GoFiles, p.CgoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles} {
			for _, name := range list {
				files = append(files, path.Join(filepath.ToSlash(dir), name))
			}
		}
	}
	return Parse(os.DirFS(root), files)
}

// Parse builds a tree of the named Go files.
func Parse(fsys fs.FS, files []string) (*Tree, error) {
	t := &Tree{FS: fsys, Fset: token.NewFileSet(), byPath: map[string]*Package{}}
	for _, name := range files {
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(t.Fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p := t.pkg(path.Dir(name))
		p.Files = append(p.Files, &File{
			Path: name, AST: parsed, Source: source,
			Test:      strings.HasSuffix(name, "_test.go") || support(path.Dir(name)),
			Generated: ast.IsGenerated(parsed),
		})
		p.Name = strings.TrimSuffix(parsed.Name.Name, "_test")
	}
	return t, nil
}

// support tells of a package that only tests import: it stands in a folder named after its slice, such as
// sqldb/sqldbtest.
func support(pkg string) bool {
	parts := strings.Split(pkg, "/")
	for i := 1; i < len(parts); i++ {
		if parts[i] == parts[i-1]+"test" {
			return true
		}
	}
	return false
}

func (t *Tree) pkg(dir string) *Package {
	p := t.byPath[dir]
	if p == nil {
		p = &Package{Path: dir}
		t.byPath[dir] = p
		t.Packages = append(t.Packages, p)
	}
	return p
}

// where writes a position as file:line.
func (t *Tree) where(pos token.Pos) string {
	p := t.Fset.Position(pos)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// own tells whether an import path lies in the module, and gives it below the root.
func own(importPath string) (string, bool) {
	return strings.CutPrefix(importPath, Module+"/")
}
