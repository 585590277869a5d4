package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	maxSource = 1 << 20
	maxDepth  = 200
	maxChain  = 200 // paths, filters, calls or comparisons in a row
)

// Parser reads expressions with given names in scope. It must not be used by two goroutines.
type Parser struct {
	// Names are the variables and members that may hold spaces or signs; the parser only reads them.
	Names []*Names
	// Functions are the names of the built-in functions.
	Functions *Names
	// Types are the type names that may hold spaces or signs.
	Types *Names

	local *Names // keys, iteration variables and parameters of this text
	src   string
	tok   token
	depth int
	err   *Error
}

// Parse reads one expression.
func (p *Parser) Parse(src string) (Node, error) {
	return p.run(src, p.expression)
}

// ParseTests reads the unary tests of a decision table cell or an allowed value list.
func (p *Parser) ParseTests(src string) (*Tests, error) {
	n, err := p.run(src, p.unaryTests)
	if err != nil {
		return nil, err
	}
	tests, _ := n.(*Tests)
	return tests, nil
}

func (p *Parser) run(src string, rule func() Node) (Node, error) {
	p.src, p.depth, p.err, p.local = src, 0, nil, NewNames()
	switch {
	case len(src) > maxSource:
		return nil, NewError("", 0, "too_long", "the expression is longer than 1 MiB")
	case !utf8.ValidString(src):
		return nil, NewError("", 0, "encoding", "the expression is not valid UTF-8")
	}
	p.tok = nextToken(src, 0)
	n := rule()
	if p.err == nil && p.tok.kind != tokEnd {
		p.fail(p.tok, "unexpected", "expected the end of the expression here, but found "+p.tok.shown())
	}
	if p.err != nil {
		return nil, p.err
	}
	return n, nil
}

func (t token) shown() string {
	if t.kind == tokEnd {
		return "the end"
	}
	r := []rune(t.text[:min(len(t.text), 120)])
	if len(r) > 30 {
		return fmt.Sprintf("%q", string(r[:30])+"…")
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(string(r), ""))
}

// fail records the first error and jumps to the end of the text, so that all rules return soon.
func (p *Parser) fail(t token, code, text string) {
	if p.err == nil {
		p.err = NewError(p.src, t.start, code, text)
	}
	p.tok = token{kind: tokEnd, start: len(p.src), end: len(p.src)}
}

func (p *Parser) next() token {
	t := p.tok
	p.tok = nextToken(p.src, t.end)
	return t
}

func (p *Parser) peek() token { return nextToken(p.src, p.tok.end) }

func (p *Parser) accept(text string) bool {
	if p.tok.is(text) {
		p.next()
		return true
	}
	return false
}

func (p *Parser) expect(text, where string) {
	if !p.accept(text) {
		p.fail(p.tok, "expected", fmt.Sprintf("expected %q %s, but found %s", text, where, p.tok.shown()))
	}
}

// enter guards the nesting depth; every enter needs a leave.
func (p *Parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.fail(p.tok, "too_deep", fmt.Sprintf("brackets and operators are nested deeper than %d levels", maxDepth))
		return false
	}
	return true
}

func (p *Parser) leave() { p.depth-- }

var keywords = map[string]bool{
	"for": true, "return": true, "if": true, "then": true, "else": true, "some": true, "every": true,
	"satisfies": true, "instance": true, "of": true, "in": true, "between": true, "and": true, "or": true,
	"null": true, "true": true, "false": true, "function": true,
}

// name reads a name: the longest known one, or all words up to a keyword or sign.
func (p *Parser) name() string {
	t := p.tok
	end, name := p.known(t)
	if end < 0 {
		if t.kind != tokWord {
			p.fail(t, "name", "expected a name, but found "+t.shown())
			return ""
		}
		end, name = p.unknown(t)
	}
	p.tok = nextToken(p.src, end)
	return name
}

// known returns the longest variable or member that starts with t and where it ends, or -1.
func (p *Parser) known(t token) (end int, name string) {
	end, name = p.local.longest(p.src, t)
	for _, names := range p.Names {
		if further, other := names.longest(p.src, t); further > end {
			end, name = further, other
		}
	}
	return end, name
}

// unknown returns a built-in function that is called, or else the run of words, and where it ends.
func (p *Parser) unknown(t token) (end int, name string) {
	run := p.joined(t)
	end, name = p.Functions.longest(p.src, t)
	if end >= run || (end > 0 && nextToken(p.src, end).is("(")) {
		return end, name
	}
	return run, Clean(p.src[t.start:run])
}

// joined returns the end of the run of words that starts with t.
func (p *Parser) joined(t token) int {
	end := t.end
	for range maxNameTokens {
		t = nextToken(p.src, end)
		if t.kind != tokWord || keywords[t.text] && t.text != "of" || !t.spaced || t.text == "external" {
			return end
		}
		end = t.end
	}
	return end
}

// nameUntil reads everything up to one of the stop signs as a new name.
func (p *Parser) nameUntil(what string, stops ...string) string {
	first := p.tok
	start, end := first.start, first.start
	for range maxNameTokens {
		if p.tok.kind == tokEnd || p.stopped(stops) {
			break
		}
		if p.tok.kind == tokBad {
			break
		}
		end = p.next().end
	}
	name := Clean(p.src[start:end])
	if name == "" || !p.stopped(stops) {
		p.fail(first, "name", fmt.Sprintf("expected %s and then %q, but found %s", what, stops[0], first.shown()))
	}
	return name
}

func (p *Parser) stopped(stops []string) bool {
	for _, s := range stops {
		if p.tok.is(s) {
			return true
		}
	}
	return false
}
