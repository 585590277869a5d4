package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// catalogueFolder is where the words for people stand.
const catalogueFolder = "internal/infra/locale/catalog"

// keyForm is the form of a catalogue key: words joined by points.
var keyForm = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)

// govMakers are the functions of gov whose first argument is a key.
var govMakers = []string{"Invalid", "NotFound", "Conflict"}

// Use is one place of the code that names a catalogue key.
type Use struct {
	Key   string
	Where string // file:line
	file  *File
}

// Keys lists the catalogue keys that the code names: in gov.Invalid("…") and its like, .At(path, "…"), Key:
// "…", key = "…", locale.T(lang, "…"), and in calls of functions of the package that hand a parameter on to these.
// Constants of the same package are followed.
func Keys(t *Tree) []Use {
	var uses []Use
	for _, p := range t.Packages {
		consts := stringConstants(p)
		makers := keyMakers(p)
		for _, f := range p.Files {
			if f.Test {
				continue
			}
			ast.Inspect(f.AST, func(n ast.Node) bool {
				if e := makers.expression(n); e != nil {
					if key := constant(e, consts); keyForm.MatchString(key) {
						uses = append(uses, Use{key, t.where(e.Pos()), f})
					}
				}
				return true
			})
		}
	}
	return uses
}

// makers are the functions of one package that take a key: their name -> which parameter it is.
type makers map[string]int

// keyMakers finds the functions, methods and named closures of a package that hand a parameter on as a
// key, also through one another.
func keyMakers(p *Package) makers {
	m := makers{}
	if p.Path == "internal/gov" {
		for _, name := range govMakers {
			m[name] = 0
		}
	}
	for before := -1; before != len(m); {
		before = len(m)
		for _, f := range p.Files {
			if !f.Test {
				ast.Inspect(f.AST, func(n ast.Node) bool {
					m.learn(n)
					return true
				})
			}
		}
	}
	return m
}

// learn adds a function that hands a parameter on as a key.
func (m makers) learn(n ast.Node) {
	var name string
	var typ *ast.FuncType
	var body *ast.BlockStmt
	switch n := n.(type) {
	case *ast.FuncDecl:
		name, typ, body = n.Name.Name, n.Type, n.Body
	case *ast.AssignStmt:
		id, isIdent := n.Lhs[0].(*ast.Ident)
		fn, isFunc := n.Rhs[0].(*ast.FuncLit)
		if isIdent && isFunc {
			name, typ, body = id.Name, fn.Type, fn.Body
		}
	}
	if body == nil {
		return
	}
	params := map[string]int{}
	for _, field := range typ.Params.List {
		for _, id := range field.Names {
			params[id.Name] = len(params)
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := m.expression(n).(*ast.Ident); ok {
			if i, isParam := params[id.Name]; isParam {
				m[name] = i
			}
		}
		return true
	})
}

// expression is the expression in a node that stands for a catalogue key; nil if there is none.
func (m makers) expression(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Key" {
			return n.Value
		}
	case *ast.CompositeLit:
		return findingCode(n)
	case *ast.AssignStmt:
		return assignedKey(n)
	case *ast.CallExpr:
		return m.argument(n)
	}
	return nil
}

// assignedKey is what is assigned to a variable or a field called key.
func assignedKey(n *ast.AssignStmt) ast.Expr {
	for i, left := range n.Lhs {
		name := ""
		switch left := left.(type) {
		case *ast.Ident:
			name = left.Name
		case *ast.SelectorExpr:
			name = left.Sel.Name
		}
		if strings.EqualFold(name, "key") && i < len(n.Rhs) {
			return n.Rhs[i]
		}
	}
	return nil
}

// findingCode is the code of a Finding, which people read when a pack is checked.
func findingCode(lit *ast.CompositeLit) ast.Expr {
	if id, ok := lit.Type.(*ast.Ident); !ok || id.Name != "Finding" {
		return nil
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == "Code" {
				return kv.Value
			}
		}
	}
	return nil
}

func (m makers) argument(call *ast.CallExpr) ast.Expr {
	qualifier, name := "", ""
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
		if x, ok := fun.X.(*ast.Ident); ok {
			qualifier = x.Name
		}
	}
	switch {
	case qualifier == "gov" && slices.Contains(govMakers, name) && len(call.Args) == 1:
		return call.Args[0]
	case name == "At" && len(call.Args) == 2, qualifier == "locale" && name == "T" && len(call.Args) >= 2:
		return call.Args[1]
	}
	if i, known := m[name]; known && i < len(call.Args) {
		return call.Args[i]
	}
	return nil
}

// stringConstants are the string constants of a package by name.
func stringConstants(p *Package) map[string]string {
	consts := map[string]string{}
	for _, f := range p.Files {
		for _, d := range f.AST.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || len(v.Names) != len(v.Values) {
					continue
				}
				for i, id := range v.Names {
					consts[id.Name] = constant(v.Values[i], nil)
				}
			}
		}
	}
	return consts
}

// constant is the value of a literal or a known constant; empty for anything else.
func constant(e ast.Expr, consts map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return s
		}
	case *ast.Ident:
		return consts[e.Name]
	}
	return ""
}

// Words reads the catalogue of a tree: the keys with the file of each.
func Words(t *Tree) (map[string]string, error) {
	names, err := fs.Glob(t.FS, catalogueFolder+"/*.yaml")
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(t.FS, name)
		if err != nil {
			return nil, err
		}
		var entries map[string]any
		if err := yaml.Unmarshal(text, &entries); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key := range entries {
			words[key] = name
		}
	}
	return words, nil
}

// keys checks that every key in the code has words in the catalogue.
func (c *checker) keys() {
	words, err := Words(c.tree)
	if err != nil {
		c.fault(catalogueFolder, err.Error(), catalogueFolder)
		return
	}
	seen := map[Use]bool{}
	for _, u := range Keys(c.tree) {
		if words[u.Key] == "" && !seen[u] {
			seen[u] = true
			c.fault(u.Where, fmt.Sprintf("key %q has no words in %s", u.Key, catalogueFolder), u.Key, u.file.Path, path.Dir(u.file.Path))
		}
	}
}

// Unused lists catalogue keys that no literal of the code names, not even by its beginning ("state." + s).
// A pack may name a key too, so it is a hint and not a fault.
func Unused(t *Tree) ([]string, error) {
	words, err := Words(t)
	if err != nil {
		return nil, err
	}
	for _, p := range t.Packages {
		for _, f := range p.Files {
			literals(f, func(_ *ast.BasicLit, text string) {
				delete(words, text)
				if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "_") {
					maps.DeleteFunc(words, func(key, _ string) bool { return strings.HasPrefix(key, text) })
				}
			})
		}
	}
	unused := make([]string, 0, len(words))
	for key := range words {
		unused = append(unused, key)
	}
	slices.Sort(unused)
	return unused, nil
}
