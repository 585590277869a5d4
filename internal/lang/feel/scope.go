package feel

import (
	"holon.example/holon/internal/lang/feel/builtin"
	"holon.example/holon/internal/lang/feel/syntax"
	"holon.example/holon/internal/lang/feel/value"
)

// Value is a FEEL value; nil is null.
type Value = value.Value

// Type is a FEEL type; nil is Any.
type Type = value.Type

// Budget bounds one evaluation; the zero Budget takes defaults.
type Budget = value.Budget

// Vars are the values of the variables of an evaluation. They are only read.
type Vars map[string]Value

// Scope holds the names an expression may use. It is immutable and may be shared.
type Scope struct {
	vars  map[string]*Type
	types map[string]*Type
	names *syntax.Names
	known *syntax.Names
}

// NewScope returns a scope of variables and named types; a nil type is Any. Members of context types
// become known names as well, so that they may hold blanks.
func NewScope(vars, types map[string]*Type) *Scope {
	s := &Scope{vars: vars, types: types, names: syntax.NewNames(value.MemberNames...), known: syntax.NewNames()}
	seen := map[*Type]bool{}
	for name, t := range vars {
		s.names.Add(name)
		s.learn(t, seen)
	}
	for name, t := range types {
		s.known.Add(name)
		s.learn(t, seen)
	}
	return s
}

// learn adds the members of t to the names.
func (s *Scope) learn(t *Type, seen map[*Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	for _, f := range t.Fields {
		s.names.Add(f.Name)
		s.learn(f.Type, seen)
	}
	s.learn(t.Elem, seen)
	s.learn(t.Result, seen)
}

// parser returns a parser for this scope; a nil scope knows no names.
func (s *Scope) parser() *syntax.Parser {
	p := &syntax.Parser{Functions: builtin.Names(), Names: memberNames}
	if s != nil {
		p.Names, p.Types = s.names, s.known
	}
	return p
}

var memberNames = syntax.NewNames(value.MemberNames...)

// resolve turns a type as written into a type; nil if a name in it is unknown.
func (s *Scope) resolve(ref *syntax.TypeRef) *Type {
	if ref == nil {
		return value.Any
	}
	t := s.named(ref.Name)
	if t == nil || ref.Args == nil && ref.Fields == nil && ref.Result == nil {
		return t
	}
	made := &Type{Name: t.Name, Result: s.result(ref)}
	for _, f := range ref.Fields {
		ft := s.resolve(f.Type)
		if ft == nil {
			return nil
		}
		made.Fields = append(made.Fields, value.Field{Name: f.Name, Type: ft})
	}
	return s.resolveArgs(made, ref.Args)
}

func (s *Scope) resolveArgs(made *Type, refs []*syntax.TypeRef) *Type {
	args := make([]*Type, len(refs))
	for i, ref := range refs {
		if args[i] = s.resolve(ref); args[i] == nil {
			return nil
		}
	}
	switch {
	case made.Name == "function":
		made.Params = args
	case len(args) > 0:
		made.Elem = args[0]
	}
	return made
}

func (s *Scope) result(ref *syntax.TypeRef) *Type {
	if ref.Result == nil {
		return nil
	}
	return s.resolve(ref.Result)
}

func (s *Scope) named(name string) *Type {
	if s != nil {
		if t := s.types[name]; t != nil {
			return t
		}
	}
	return value.BasicType(name)
}

// ParseType reads a type such as "list<number>" or the name of a type in the scope.
func (s *Scope) ParseType(src string) (*Type, error) {
	ref, err := s.parser().ParseType(src)
	if err != nil {
		return nil, err
	}
	t := s.resolve(ref)
	if t == nil {
		return nil, syntax.NewError(src, 0, "unknown_type", "there is no type "+src)
	}
	return t, nil
}
