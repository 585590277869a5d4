package syntax

import (
	"fmt"

	"holon.example/holon/internal/lang/feel/literal"
	"holon.example/holon/internal/lang/feel/value"
)

// primary reads an operand without what may follow it.
func (p *Parser) primary() Node {
	t := p.tok
	switch t.kind {
	case tokNumber:
		return p.number()
	case tokString:
		p.next()
		return &Literal{At: At(t.start), Value: value.String(unquote(t.text))}
	case tokWord:
		return p.word()
	case tokSign:
		return p.signed()
	case tokBad:
		p.fail(t, "string", "this string has no closing quotation mark")
	case tokEnd:
		p.fail(t, "end", "the expression ends where a value is expected")
	}
	return nil
}

func (p *Parser) number() Node {
	t := p.next()
	v, ok := value.ParseNumber(t.text)
	if !ok {
		p.fail(t, "number", "the number "+t.shown()+" does not fit 34 digits and an exponent of 6144")
	}
	return &Literal{At: At(t.start), Value: v}
}

var constants = map[string]value.Value{"true": value.Bool(true), "false": value.Bool(false), "null": nil}

func (p *Parser) word() Node {
	t := p.tok
	if n := p.special(t); n != nil || p.err != nil {
		return n
	}
	if v, ok := constants[t.text]; ok && !p.longer(t) {
		p.next()
		return &Literal{At: At(t.start), Value: v}
	}
	if keywords[t.text] && !p.longer(t) {
		p.fail(t, "unexpected", "expected a value, but found the word "+t.shown())
		return nil
	}
	return &Name{At: At(t.start), Name: p.name()}
}

// longer reports that a known name of several words starts with t.
func (p *Parser) longer(t token) bool {
	end, _ := p.known(t)
	return end >= t.end
}

// special reads the expressions that start with a keyword; nil if t starts none.
func (p *Parser) special(t token) Node {
	var rule func() Node
	switch t.text {
	case "if":
		rule = p.ifThenElse
	case "for":
		rule = p.forReturn
	case "some", "every":
		rule = p.quantified
	case "function":
		rule = p.function
	}
	if rule == nil || p.longer(t) || !p.enter() {
		return nil
	}
	defer p.leave()
	return rule()
}

func (p *Parser) signed() Node {
	t := p.tok
	switch t.text {
	case "(":
		return p.group()
	case "[":
		return p.bracket()
	case "]":
		open := p.next()
		return p.rangeFrom(open, p.additive())
	case "{":
		return p.context()
	case "@":
		return p.atLiteral()
	}
	if p.longer(t) {
		return &Name{At: At(t.start), Name: p.name()}
	}
	p.fail(t, "unexpected", "expected a value, but found "+t.shown())
	return nil
}

func (p *Parser) atLiteral() Node {
	at := p.next()
	t := p.tok
	if t.kind != tokString {
		p.fail(t, "at", "expected a string after \"@\", such as @\"2024-01-01\"")
		return nil
	}
	p.next()
	return &Literal{At: At(at.start), Value: literal.Temporal(unquote(t.text))}
}

// group reads (a), an open range (a..b) or a comparison (< a).
func (p *Parser) group() Node {
	open := p.next()
	if !p.enter() {
		return nil
	}
	defer p.leave()
	n := p.test()
	if p.tok.is("..") {
		return p.rangeFrom(open, n)
	}
	if !p.tok.is(")") && p.err == nil {
		column := NewError(p.src, open.start, "", "").Column
		p.fail(p.tok, "expected", fmt.Sprintf("expected \")\" to close the bracket of column %d, but found %s", column, p.tok.shown()))
	}
	p.accept(")")
	return n
}

// bracket reads [a, b] or a range [a..b].
func (p *Parser) bracket() Node {
	open := p.next()
	if !p.enter() {
		return nil
	}
	defer p.leave()
	n := &List{At: At(open.start)}
	if p.accept("]") {
		return n
	}
	first := p.test()
	if p.tok.is("..") {
		return p.rangeFrom(open, first)
	}
	n.Items = []Node{first}
	for p.accept(",") {
		n.Items = append(n.Items, p.test())
	}
	p.expect("]", "at the end of the list")
	return n
}

func (p *Parser) rangeFrom(open token, low Node) Node {
	n := &Range{At: At(open.start), Low: low, LowIn: open.text == "["}
	p.expect("..", "in the range")
	if p.err != nil {
		return nil
	}
	n.High = p.additive()
	t := p.tok
	if !p.stopped([]string{"]", ")", "["}) {
		p.fail(t, "range", "expected \"]\" or \")\" at the end of the range, but found "+t.shown())
		return nil
	}
	p.next()
	n.HighIn = t.text == "]"
	return n
}

func (p *Parser) context() Node {
	n := &Context{At: At(p.next().start)}
	if !p.enter() {
		return nil
	}
	defer p.leave()
	if p.accept("}") {
		return n
	}
	for p.err == nil {
		key := p.key()
		p.expect(":", "after the key")
		v := p.expression()
		p.learn(key)
		n.Entries = append(n.Entries, Entry{Key: key, Value: v})
		if !p.accept(",") {
			break
		}
	}
	p.expect("}", "at the end of the context")
	return n
}

func (p *Parser) key() string {
	if p.tok.kind == tokString {
		return unquote(p.next().text)
	}
	return p.nameUntil("a key", ":")
}

// learn makes a name known for the rest of the text: paths and filters may use it later.
func (p *Parser) learn(name string) { p.local.Add(name) }

func (p *Parser) ifThenElse() Node {
	n := &If{At: At(p.next().start)}
	n.Cond = p.expression()
	p.expect("then", "after the condition")
	n.Then = p.expression()
	p.expect("else", "after the first result")
	n.Else = p.expression()
	return n
}

func (p *Parser) forReturn() Node {
	n := &For{At: At(p.next().start)}
	n.Iters = p.iterators()
	p.learn("partial")
	p.expect("return", "after the iteration")
	n.Body = p.expression()
	p.forget(n.Iters)
	return n
}

func (p *Parser) quantified() Node {
	t := p.next()
	n := &Quantified{At: At(t.start), Every: t.text == "every"}
	n.Iters = p.iterators()
	p.expect("satisfies", "after the iteration")
	n.Cond = p.expression()
	p.forget(n.Iters)
	return n
}

func (p *Parser) iterators() []Iter {
	var iters []Iter
	for p.err == nil {
		it := Iter{NameStart: p.tok.start}
		it.Name = p.nameUntil("the name of the iteration variable", "in")
		p.expect("in", "after the name")
		it.In = p.expression()
		if p.accept("..") {
			it.High = p.expression()
		}
		p.learn(it.Name)
		iters = append(iters, it)
		if !p.accept(",") {
			break
		}
	}
	return iters
}

func (p *Parser) forget(iters []Iter) {
	for _, it := range iters {
		p.local.Remove(it.Name)
	}
}

func (p *Parser) function() Node {
	n := &Function{At: At(p.next().start)}
	p.expect("(", "after \"function\"")
	for p.err == nil && !p.tok.is(")") {
		param := Param{Name: p.nameUntil("the name of a parameter", ":", ",", ")")}
		if p.accept(":") {
			param.Type = p.typeRef()
		}
		p.learn(param.Name)
		n.Params = append(n.Params, param)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")", "after the parameters")
	n.External = p.accept("external")
	n.Body = p.expression()
	for _, param := range n.Params {
		p.local.Remove(param.Name)
	}
	return n
}
