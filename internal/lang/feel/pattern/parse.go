package pattern

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// node is one part of a pattern.
type node struct {
	op   op
	set  set
	kids []*node
	low  int // of a repetition
	high int // of a repetition; -1 is unbounded
	lazy bool
	n    int // number of a group or back-reference
}

type op uint8

const (
	opSet op = iota
	opCat
	opAlt
	opRepeat
	opGroup
	opStart
	opEnd
	opBack
)

const (
	maxPattern = 10000
	maxDepth   = 100
	maxRepeat  = 1000
)

var (
	errSyntax = errors.New("it is not well formed")
	errLimits = errors.New("it is too long or nested too deeply")
)

type reader struct {
	src    []rune
	pos    int
	depth  int
	groups int
	closed map[int]bool
	flags  flags
	backs  bool
}

type flags struct{ dotAll, multi, fold, spaced, quoted bool }

func parseFlags(s string) (f flags, err error) {
	for _, c := range s {
		switch c {
		case 's':
			f.dotAll = true
		case 'm':
			f.multi = true
		case 'i':
			f.fold = true
		case 'x':
			f.spaced = true
		case 'q':
			f.quoted = true
		default:
			return f, fmt.Errorf("there is no flag %q", c)
		}
	}
	return f, nil
}

func (r *reader) more() bool { return r.pos < len(r.src) }

func (r *reader) peek() rune {
	if r.more() {
		return r.src[r.pos]
	}
	return -1
}

func (r *reader) take(c rune) bool {
	if r.peek() == c {
		r.pos++
		return true
	}
	return false
}

// strip removes blank space outside of classes (flag x).
func strip(src string) string {
	var b strings.Builder
	depth, escaped := 0, false
	for _, c := range src {
		if depth == 0 && strings.ContainsRune(" \t\n\r", c) {
			continue
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (r *reader) alternatives() (*node, error) {
	if r.depth++; r.depth > maxDepth {
		return nil, errLimits
	}
	defer func() { r.depth-- }()
	alt := &node{op: opAlt}
	for {
		branch, err := r.branch()
		if err != nil {
			return nil, err
		}
		alt.kids = append(alt.kids, branch)
		if !r.take('|') {
			return alt, nil
		}
	}
}

func (r *reader) branch() (*node, error) {
	cat := &node{op: opCat}
	for r.more() && r.peek() != '|' && r.peek() != ')' {
		atom, err := r.atom()
		if err != nil {
			return nil, err
		}
		if atom, err = r.quantified(atom); err != nil {
			return nil, err
		}
		cat.kids = append(cat.kids, atom)
	}
	return cat, nil
}

func (r *reader) quantified(atom *node) (*node, error) {
	rep := &node{op: opRepeat, kids: []*node{atom}, high: -1}
	switch {
	case r.take('?'):
		rep.high = 1
	case r.take('*'):
	case r.take('+'):
		rep.low = 1
	case r.peek() == '{':
		if err := r.counts(rep); err != nil {
			return nil, err
		}
	default:
		return atom, nil
	}
	rep.lazy = r.take('?')
	if c := r.peek(); c == '*' || c == '+' || c == '?' || c == '{' || atom.op == opStart || atom.op == opEnd {
		return nil, errSyntax
	}
	return rep, nil
}

func (r *reader) counts(rep *node) error {
	end := r.pos
	for end < len(r.src) && r.src[end] != '}' {
		end++
	}
	if end == len(r.src) {
		return errSyntax
	}
	low, high, both := strings.Cut(string(r.src[r.pos+1:end]), ",")
	r.pos = end + 1
	var err error
	if rep.low, err = count(low); err != nil {
		return err
	}
	rep.high = rep.low
	if both {
		rep.high = -1
		if high != "" {
			rep.high, err = count(high)
		}
	}
	if err == nil && rep.high >= 0 && rep.high < rep.low {
		return errSyntax
	}
	return err
}

func count(s string) (int, error) {
	n, err := strconv.Atoi(s)
	switch {
	case err != nil || n < 0 || s[0] == '+':
		return 0, errSyntax
	case n > maxRepeat:
		return 0, errLimits
	}
	return n, nil
}

func (r *reader) atom() (*node, error) {
	c := r.src[r.pos]
	r.pos++
	switch c {
	case '(':
		return r.group()
	case '[':
		s, err := r.class()
		return &node{op: opSet, set: s}, err
	case '\\':
		return r.escape()
	case '.':
		if r.flags.dotAll {
			return &node{op: opSet, set: set{0, maxRune}}, nil
		}
		return &node{op: opSet, set: set{'\n', '\n', '\r', '\r'}.not()}, nil
	case '^':
		return &node{op: opStart}, nil
	case '$':
		return &node{op: opEnd}, nil
	case '*', '+', '?', '{', '}', ']':
		return nil, errSyntax
	}
	return &node{op: opSet, set: r.folded(set{c, c})}, nil
}

func (r *reader) folded(s set) set {
	if r.flags.fold {
		return s.folded()
	}
	return s
}

func (r *reader) group() (*node, error) {
	n := 0
	if r.take('?') {
		if !r.take(':') {
			return nil, errSyntax
		}
	} else {
		r.groups++
		n = r.groups
	}
	inner, err := r.alternatives()
	if err != nil {
		return nil, err
	}
	if !r.take(')') {
		return nil, errSyntax
	}
	if n == 0 {
		return inner, nil
	}
	r.closed[n] = true
	return &node{op: opGroup, n: n, kids: []*node{inner}}, nil
}

func (r *reader) escape() (*node, error) {
	if c := r.peek(); c >= '1' && c <= '9' {
		return r.backReference()
	}
	s, err := r.escapedSet()
	if err != nil {
		return nil, err
	}
	return &node{op: opSet, set: r.folded(s)}, nil
}

// backReference takes as many digits as name a group that exists.
func (r *reader) backReference() (*node, error) {
	n := 0
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		if next := n*10 + int(c-'0'); n == 0 || next <= r.groups {
			n = next
			r.pos++
			continue
		}
		break
	}
	if !r.closed[n] {
		return nil, errors.New("it refers back to a group that does not stand before")
	}
	r.backs = true
	return &node{op: opBack, n: n}, nil
}

func (r *reader) escapedSet() (set, error) {
	if !r.more() {
		return nil, errSyntax
	}
	c := r.src[r.pos]
	r.pos++
	switch c {
	case 'n':
		return set{'\n', '\n'}, nil
	case 'r':
		return set{'\r', '\r'}, nil
	case 't':
		return set{'\t', '\t'}, nil
	case 'p', 'P':
		return r.property(c == 'P')
	}
	if strings.ContainsRune(`\|.-^?*+{}()[]$`, c) {
		return set{c, c}, nil
	}
	if c < unicode.MaxASCII {
		if s, ok := escapeSet(byte(c)); ok {
			return s, nil
		}
	}
	return nil, fmt.Errorf(`there is no escape "\%c"`, c)
}

func (r *reader) property(negated bool) (set, error) {
	end := r.pos
	for end < len(r.src) && r.src[end] != '}' {
		end++
	}
	if !r.take('{') || end == len(r.src) {
		return nil, errSyntax
	}
	s, ok := property(string(r.src[r.pos:end]))
	if !ok {
		return nil, fmt.Errorf("there is no class of characters %q", string(r.src[r.pos:end]))
	}
	r.pos = end + 1
	if negated {
		return s.not(), nil
	}
	return s, nil
}

// class reads what stands between square brackets, the opening one already taken.
func (r *reader) class() (set, error) {
	if r.depth++; r.depth > maxDepth {
		return nil, errLimits
	}
	defer func() { r.depth-- }()
	negated, pairs := r.take('^'), []rune{}
	var without set
	for first := true; ; first = false {
		switch {
		case !r.more():
			return nil, errSyntax
		case r.peek() == ']' && !first:
			r.pos++
			return r.finish(pairs, negated, without), nil
		case r.peek() == '-' && r.pos+1 < len(r.src) && r.src[r.pos+1] == '[' && !first:
			r.pos += 2
			var err error
			if without, err = r.class(); err != nil {
				return nil, err
			}
			if r.peek() != ']' {
				return nil, errSyntax
			}
			continue
		}
		next, err := r.span()
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, next...)
	}
}

func (r *reader) finish(pairs []rune, negated bool, without set) set {
	s := r.folded(normal(pairs))
	if negated {
		s = s.not()
	}
	if without != nil {
		s = s.minus(without)
	}
	return s
}

// span reads one character, escape or range of a class.
func (r *reader) span() (set, error) {
	low, err := r.member()
	if err != nil {
		return nil, err
	}
	ranged := r.peek() == '-' && r.pos+1 < len(r.src) && r.src[r.pos+1] != ']' && r.src[r.pos+1] != '['
	if !ranged || len(low) != 2 || low[0] != low[1] {
		return low, nil
	}
	r.pos++
	high, err := r.member()
	if err != nil {
		return nil, err
	}
	if len(high) != 2 || high[0] != high[1] || high[0] < low[0] {
		return nil, errSyntax
	}
	return set{low[0], high[0]}, nil
}

func (r *reader) member() (set, error) {
	c := r.src[r.pos]
	r.pos++
	switch c {
	case '\\':
		return r.escapedSet()
	case '[', ']':
		return nil, errSyntax
	}
	return set{c, c}, nil
}
