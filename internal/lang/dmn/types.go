package dmn

import (
	"errors"
	"fmt"
	"strings"

	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// defineTypes turns the item definitions of a file into types. All types exist before any is filled,
// so that definitions may refer to each other in any order, and to themselves.
func (f *file) defineTypes() {
	for _, it := range f.def.Items {
		f.types[syntax.Clean(it.Name)] = &feel.Type{Name: "Any", Alias: syntax.Clean(it.Name)}
	}
	for _, it := range f.def.Items {
		f.items[syntax.Clean(it.Name)] = it
	}
	for _, it := range f.def.Items {
		f.define(it)
	}
}

// maxTypeChain bounds definitions that refer to definitions further down.
const maxTypeChain = 200

func (f *file) define(it *source.Item) {
	name := syntax.Clean(it.Name)
	if f.busy[name] {
		return
	}
	f.busy[name] = true
	t, err := f.itemType(it)
	if err == nil {
		err = f.settle(t)
	}
	if err != nil {
		f.model.problem(name, "", err)
		return
	}
	alias := f.types[name]
	*alias = *t
	alias.Alias = name
}

// itemType returns the type that an item definition or component describes.
func (f *file) itemType(it *source.Item) (*feel.Type, error) {
	t, err := f.baseType(it)
	if err != nil {
		return nil, err
	}
	if t, err = f.constrained(t, it.Allowed, it.Name); err != nil {
		return nil, err
	}
	if it.Collection {
		t = &value.Type{Name: "list", Elem: t}
	}
	return f.constrained(t, it.Constraint, it.Name)
}

func (f *file) baseType(it *source.Item) (*feel.Type, error) {
	switch {
	case it.Function != nil:
		return f.functionType(it.Function)
	case len(it.Components) > 0:
		return f.contextType(it)
	case it.TypeRef == "":
		return value.Any, nil
	}
	return f.typeOf(it.TypeRef)
}

// itemOf returns the item definition of this file behind a type, or nil.
func (f *file) itemOf(t *feel.Type) *source.Item {
	if t == nil || t.Alias == "" || f.types[t.Alias] != t {
		return nil
	}
	return f.items[t.Alias]
}

// settle fills a definition further down before its content is copied, unless it refers back to here.
func (f *file) settle(t *feel.Type) error {
	other := f.itemOf(t)
	if other == nil || t.Name != "Any" {
		return nil
	}
	f.chain++
	defer func() { f.chain-- }()
	if f.chain > maxTypeChain {
		return errors.New("the chain of item definitions is too long")
	}
	f.define(other)
	return nil
}

func (f *file) contextType(it *source.Item) (*feel.Type, error) {
	t := &feel.Type{Name: "context"}
	for _, c := range it.Components {
		ct, err := f.itemType(c)
		if err != nil {
			return nil, err
		}
		t.Fields = append(t.Fields, value.Field{Name: syntax.Clean(c.Name), Type: ct})
	}
	return t, nil
}

func (f *file) functionType(fn *source.FunctionItem) (*feel.Type, error) {
	t := &feel.Type{Name: "function", Params: []*feel.Type{}}
	for _, p := range fn.Params {
		pt, err := f.typeOf(p.TypeRef)
		if err != nil {
			return nil, err
		}
		t.Params = append(t.Params, pt)
	}
	var err error
	t.Result, err = f.typeOf(fn.Output)
	return t, err
}

// constrained adds the unary tests of a constraint to a copy of t.
func (f *file) constrained(t *feel.Type, tests, name string) (*feel.Type, error) {
	if tests == "" {
		return t, nil
	}
	compiled, err := feel.CompileTests(tests, nil)
	if err == nil {
		err = f.settle(t)
	}
	if err != nil {
		return nil, fmt.Errorf("the allowed values of %s: %w", name, err)
	}
	inner, made := t.Check, *t
	made.Check = func(r *value.Run, v value.Value) bool {
		return (inner == nil || inner(r, v)) && compiled.Match(r, v, nil)
	}
	made.Alias = ""
	return &made, nil
}

// typeOf resolves a type reference: a FEEL type, an item definition, or one of an import.
func (f *file) typeOf(ref string) (*feel.Type, error) {
	ref = syntax.Clean(ref)
	ref = strings.TrimPrefix(ref, "feel:")
	if ref == "" {
		return value.Any, nil
	}
	if t := f.types[ref]; t != nil {
		return t, nil
	}
	if t := value.BasicType(ref); t != nil {
		return t, nil
	}
	for _, cut := range []string{".", ":"} {
		space, name, found := strings.Cut(ref, cut)
		if !found {
			continue
		}
		if other := f.imported(space); other != nil && other.types[name] != nil {
			return other.types[name], nil
		}
		if t := value.BasicType(name); t != nil && cut == ":" {
			return t, nil
		}
	}
	if strings.Contains(ref, "<") {
		return f.scope().ParseType(ref)
	}
	return value.Any, fmt.Errorf("there is no type %q", ref)
}

// scope returns the FEEL scope with the types of the file and its imports.
func (f *file) scope() *feel.Scope {
	if f.base != nil {
		return f.base
	}
	types := make(map[string]*feel.Type, len(f.types))
	for name, t := range f.types {
		types[name] = t
	}
	for space, imp := range f.imports {
		if other := f.model.files[imp]; other != nil {
			for name, t := range other.types {
				types[strings.TrimPrefix(space+"."+name, ".")] = t
			}
		}
	}
	f.base = feel.NewScope(nil, types)
	return f.base
}
