package feel

import (
	"holon.example/holon/internal/lang/feel/builtin"
	"holon.example/holon/internal/lang/feel/operate"
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

// Scope holds the names an expression may use. While it is built with Declare it must not be used by
// others; after that it may be shared.
type Scope struct {
	up    *Scope
	vars  map[string]*Type
	types map[string]*Type // of the outermost scope
	known *syntax.Names    // names of types
	names *syntax.Names
	seen  map[*Type]bool
}

// NewScope returns a scope of variables and named types; a nil type is Any. Members of context types
// become known names as well, so that they may hold blanks.
func NewScope(vars, types map[string]*Type) *Scope {
	s := (&Scope{types: types, known: syntax.NewNames()}).Extend()
	s.types, s.known, s.up = types, s.up.known, nil
	for name, t := range types {
		s.known.Add(name)
		s.learn(t)
	}
	for name, t := range vars {
		s.Declare(name, t)
	}
	return s
}

// Extend returns an empty scope inside s, whose variables hide those of s.
func (s *Scope) Extend() *Scope {
	return &Scope{
		up: s, types: s.types, known: s.known,
		vars: map[string]*Type{}, names: syntax.NewNames(), seen: map[*Type]bool{},
	}
}

// Declare adds a variable.
func (s *Scope) Declare(name string, t *Type) {
	if _, again := s.vars[name]; !again {
		s.names.Add(name)
	}
	s.vars[name] = t
	s.learn(t)
}

// Type returns the type of a variable and whether there is one.
func (s *Scope) Type(name string) (*Type, bool) {
	for ; s != nil; s = s.up {
		if t, ok := s.vars[name]; ok {
			return t, true
		}
	}
	return nil, false
}

// learn adds the members of t to the names, unless an outer scope knows them already.
func (s *Scope) learn(t *Type) {
	if t == nil {
		return
	}
	for at := s; at != nil; at = at.up {
		if at.seen[t] {
			return
		}
	}
	s.seen[t] = true
	for _, f := range t.Fields {
		s.names.Add(f.Name)
		s.learn(f.Type)
	}
	s.learn(t.Elem)
	s.learn(t.Result)
}

// parser returns a parser for this scope; a nil scope knows no names.
func (s *Scope) parser() *syntax.Parser {
	p := &syntax.Parser{Functions: builtin.Names(), Names: []*syntax.Names{memberNames}}
	if s != nil {
		p.Types = s.known
	}
	for ; s != nil; s = s.up {
		p.Names = append(p.Names, s.names)
	}
	return p
}

var memberNames = syntax.NewNames(operate.MemberNames...)

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
