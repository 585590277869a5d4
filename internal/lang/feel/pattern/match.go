package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Meter counts the steps of a match; false ends it.
type Meter interface{ Step(n int) bool }

// Pattern is a compiled regular expression. It never changes.
type Pattern struct {
	fast   *regexp.Regexp // nil if there are back-references
	root   *node
	groups int
	flags  flags
}

// kept are patterns used lately: rules use the same few again and again.
var (
	keptMu sync.Mutex
	kept   = map[[2]string]*Pattern{}
)

const maxKept = 256

// Compile reads a pattern with the flags s, m, i, x and q of XPath.
func Compile(source, flagText string) (*Pattern, error) {
	key := [2]string{source, flagText}
	keptMu.Lock()
	p := kept[key]
	keptMu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := compile(source, flagText)
	if err != nil {
		return nil, err
	}
	keptMu.Lock()
	if len(kept) >= maxKept {
		clear(kept)
	}
	kept[key] = p
	keptMu.Unlock()
	return p, nil
}

func compile(source, flagText string) (*Pattern, error) {
	f, err := parseFlags(flagText)
	if err != nil {
		return nil, err
	}
	if len(source) > maxPattern {
		return nil, errLimits
	}
	if f.quoted {
		return quoted(source, f)
	}
	if f.spaced {
		source = strip(source)
	}
	r := &reader{src: []rune(source), flags: f, closed: map[int]bool{}}
	root, err := r.alternatives()
	if err != nil {
		return nil, err
	}
	if r.more() {
		return nil, errSyntax
	}
	p := &Pattern{root: root, groups: r.groups, flags: f}
	if !r.backs {
		p.fast, err = regexp.Compile(p.goSource())
	}
	if err != nil {
		return nil, errLimits
	}
	return p, nil
}

// quoted takes the pattern literally (flag q).
func quoted(source string, f flags) (*Pattern, error) {
	text := regexp.QuoteMeta(source)
	if f.fold {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, errLimits
	}
	return &Pattern{fast: re, flags: f}, nil
}

func (p *Pattern) goSource() string {
	var b strings.Builder
	if p.flags.multi {
		b.WriteString("(?m)")
	}
	p.root.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	switch n.op {
	case opSet:
		b.WriteString(n.set.goClass())
	case opCat:
		for _, k := range n.kids {
			k.write(b)
		}
	case opAlt:
		n.writeGroup(b, "(?:")
	case opGroup:
		n.writeGroup(b, "(")
	case opRepeat:
		b.WriteString("(?:")
		n.kids[0].write(b)
		b.WriteString(")" + n.suffix())
	case opStart:
		b.WriteByte('^')
	case opEnd:
		b.WriteByte('$')
	case opBack:
		// Patterns with back-references are never written for Go.
	}
}

func (n *node) writeGroup(b *strings.Builder, open string) {
	b.WriteString(open)
	for i, k := range n.kids {
		if i > 0 {
			b.WriteByte('|')
		}
		k.write(b)
	}
	b.WriteByte(')')
}

func (n *node) suffix() string {
	s := fmt.Sprintf("{%d,%d}", n.low, n.high)
	switch {
	case n.low == 0 && n.high == 1:
		s = "?"
	case n.low == 0 && n.high < 0:
		s = "*"
	case n.low == 1 && n.high < 0:
		s = "+"
	case n.high < 0:
		s = fmt.Sprintf("{%d,}", n.low)
	}
	if n.lazy {
		s += "?"
	}
	return s
}

// Match reports whether the pattern occurs in s.
func (p *Pattern) Match(s string, m Meter) bool {
	if p.fast == nil {
		return newBacktracker(p, s, m).from(0) != nil
	}
	return m.Step(1+len(s)/64) && p.fast.MatchString(s)
}

// all returns the matches that do not overlap.
func (p *Pattern) all(s string, m Meter) [][]int {
	if p.fast != nil {
		if !m.Step(1 + len(s)/64) {
			return nil
		}
		return p.fast.FindAllStringSubmatchIndex(s, -1)
	}
	return newBacktracker(p, s, m).all()
}

// Split cuts s at all matches.
func (p *Pattern) Split(s string, m Meter) []string {
	var parts []string
	at := 0
	for _, loc := range p.all(s, m) {
		if loc[1] == 0 || (loc[0] == loc[1] && loc[0] == len(s)) {
			continue
		}
		parts = append(parts, s[at:loc[0]])
		at = loc[1]
	}
	return append(parts, s[at:])
}

// Replace puts the replacement, in which $1 is the text of group 1 and \$ a dollar sign, in the place
// of all matches. A pattern that matches the empty text is an error (XPath FORX0003).
func (p *Pattern) Replace(s, replacement string, m Meter) (string, error) {
	if p.Match("", m) {
		return "", errors.New("the pattern also matches nothing at all")
	}
	pieces, err := p.template(replacement)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	at := 0
	for _, loc := range p.all(s, m) {
		b.WriteString(s[at:loc[0]])
		at = loc[1]
		for _, piece := range pieces {
			text := piece.text
			if piece.group >= 0 {
				text = group(s, loc, piece.group)
			}
			if !m.Step(1 + len(text)/16) {
				return "", nil
			}
			b.WriteString(text)
		}
	}
	b.WriteString(s[at:])
	return b.String(), nil
}

func group(s string, loc []int, n int) string {
	if 2*n+1 >= len(loc) || loc[2*n] < 0 {
		return ""
	}
	return s[loc[2*n]:loc[2*n+1]]
}

type piece struct {
	text  string
	group int
}

func (p *Pattern) template(t string) ([]piece, error) {
	if p.flags.quoted {
		return []piece{{text: t, group: -1}}, nil
	}
	var out []piece
	for i := 0; i < len(t); {
		switch {
		case t[i] == '\\' && i+1 < len(t) && (t[i+1] == '\\' || t[i+1] == '$'):
			out = append(out, piece{text: t[i+1 : i+2], group: -1})
			i += 2
		case t[i] == '\\':
			return nil, errors.New(`"\" may only stand before "\" and "$"`)
		case t[i] == '$':
			n, size := p.groupNumber(t[i+1:])
			if size == 0 {
				return nil, errors.New(`"$" needs the number of a group`)
			}
			out = append(out, piece{group: n})
			i += 1 + size
		default:
			end := i + 1
			for end < len(t) && t[end] != '\\' && t[end] != '$' {
				end++
			}
			out = append(out, piece{text: t[i:end], group: -1})
			i = end
		}
	}
	return out, nil
}

// groupNumber takes as many digits as name a group; a single digit always counts.
func (p *Pattern) groupNumber(t string) (n, size int) {
	for size < len(t) && size < 4 && t[size] >= '0' && t[size] <= '9' {
		next, err := strconv.Atoi(t[:size+1])
		if err != nil || (size > 0 && next > p.groups) {
			break
		}
		n, size = next, size+1
	}
	return n, size
}

func sameFold(a, b rune) bool {
	if a == b {
		return true
	}
	for f := unicode.SimpleFold(a); f != a; f = unicode.SimpleFold(f) {
		if f == b {
			return true
		}
	}
	return false
}
