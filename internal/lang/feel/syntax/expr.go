package syntax

import "holon.example/holon/internal/lang/feel/value"

// expression is the widest rule.
func (p *Parser) expression() Node {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	return p.disjunction()
}

func (p *Parser) disjunction() Node { return p.leftmost(p.conjunction, "or") }

func (p *Parser) conjunction() Node { return p.leftmost(p.comparison, "and") }

func (p *Parser) additive() Node { return p.leftmost(p.product, "+", "-") }

func (p *Parser) product() Node { return p.leftmost(p.power, "*", "/") }

func (p *Parser) power() Node { return p.leftmost(p.negation, "**") }

// leftmost reads a chain of operators of one rank. A chain may be long, so it is one node and not a
// deep tree.
func (p *Parser) leftmost(operand func() Node, ops ...string) Node {
	first := operand()
	if p.err != nil || !p.stopped(ops) {
		return first
	}
	n := &Chain{At: At(p.tok.start), First: first}
	for p.err == nil && p.stopped(ops) {
		op := p.next()
		n.Rest = append(n.Rest, Link{At: At(op.start), Op: op.text, X: operand()})
	}
	return n
}

func (p *Parser) comparison() Node {
	left := p.additive()
	for range maxChain {
		t := p.tok
		switch {
		case p.err != nil:
			return nil
		case p.stopped(comparators):
			p.next()
			left = &Binary{At: At(t.start), Op: t.text, Left: left, Right: p.additive()}
		case t.is("between"):
			left = p.between(left)
		case t.is("in"):
			left = p.in(left)
		default:
			return left
		}
	}
	p.tooLong()
	return left
}

func (p *Parser) tooLong() {
	p.fail(p.tok, "too_deep", "too many comparisons, paths or calls in a row")
}

var comparators = []string{"=", "!=", "<", "<=", ">", ">="}

func (p *Parser) between(x Node) Node {
	n := &Between{At: At(p.next().start), X: x}
	n.Low = p.additive()
	p.expect("and", "between the two bounds")
	n.High = p.additive()
	return n
}

func (p *Parser) instanceOf(x Node) Node {
	n := &InstanceOf{At: At(p.next().start), X: x}
	p.expect("of", "after \"instance\"")
	n.Type = p.typeRef()
	return n
}

func (p *Parser) in(x Node) Node {
	n := &In{At: At(p.next().start), X: x}
	if !p.tok.is("(") {
		n.Tests = []Node{p.test()}
		return n
	}
	open := p.next()
	first := p.test()
	if p.tok.is("..") {
		n.Tests = []Node{p.rangeFrom(open, first)}
		return n
	}
	n.Tests = []Node{first}
	for p.accept(",") {
		n.Tests = append(n.Tests, p.test())
	}
	p.expect(")", "after the tests")
	if len(n.Tests) == 1 && p.err == nil {
		if rest := p.afterGroup(first); rest != nil {
			n.Tests[0] = rest
		}
	}
	return n
}

// afterGroup continues an operand that began with a bracket: x in (a).b or x in (a + b) * 2.
func (p *Parser) afterGroup(inner Node) Node {
	if !p.stopped([]string{".", "[", "(", "+", "-", "*", "/", "**"}) {
		return nil
	}
	return p.continued(p.postfix(inner))
}

// continued reads the arithmetic that may follow an operand already read.
func (p *Parser) continued(left Node) Node {
	for range maxChain {
		t := p.tok
		var operand func() Node
		switch {
		case t.is("**"):
			operand = p.negation
		case t.is("*") || t.is("/"):
			operand = p.power
		case t.is("+") || t.is("-"):
			operand = p.product
		default:
			return left
		}
		p.next()
		link := Link{At: At(t.start), Op: t.text, X: operand()}
		left = &Chain{At: At(t.start), First: left, Rest: []Link{link}}
	}
	p.tooLong()
	return left
}

// test is one unary test: a comparison, or any expression.
func (p *Parser) test() Node {
	if p.stopped(comparators) {
		op := p.next()
		return &Compare{At: At(op.start), Op: op.text, X: p.additive()}
	}
	return p.expression()
}

func (p *Parser) unaryTests() Node {
	n := &Tests{At: At(p.tok.start)}
	if p.tok.is("-") && p.peek().kind == tokEnd {
		p.next()
		return n
	}
	if p.tok.is("not") && p.peek().is("(") {
		if end := p.negatedTests(n); end {
			return n
		}
	}
	n.Items = p.tests()
	return n
}

// negatedTests reads not(tests) if that is the whole text; otherwise it goes back.
func (p *Parser) negatedTests(n *Tests) bool {
	start := p.tok
	p.next()
	p.next()
	items := p.tests()
	if p.err == nil && p.accept(")") && p.tok.kind == tokEnd {
		n.Not, n.Items = true, items
		return true
	}
	if p.err != nil && p.err.Code == "too_deep" {
		return true
	}
	p.err, p.tok, p.depth = nil, start, 0
	return false
}

func (p *Parser) tests() []Node {
	items := []Node{p.test()}
	for p.accept(",") {
		items = append(items, p.test())
	}
	return items
}

func (p *Parser) negation() Node {
	if !p.tok.is("-") {
		return p.operand(p.primary())
	}
	if p.peek().kind == tokNumber {
		return p.operand(p.negativeNumber())
	}
	if !p.enter() {
		return nil
	}
	defer p.leave()
	minus := p.next()
	return &Neg{At: At(minus.start), X: p.negation()}
}

// operand is a value with its paths, filters and calls, and "instance of", which binds them.
func (p *Parser) operand(first Node) Node {
	n := p.postfix(first)
	if p.err == nil && p.tok.is("instance") {
		return p.instanceOf(n)
	}
	return n
}

// negativeNumber is a literal (grammar rule 35), so "-1 instance of number" asks about -1.
func (p *Parser) negativeNumber() Node {
	minus := p.next()
	lit, ok := p.number().(*Literal)
	if !ok {
		return nil
	}
	if n, isNumber := lit.Value.(value.Number); isNumber {
		lit.At, lit.Value = At(minus.start), n.Neg()
	}
	return lit
}

// postfix reads paths, filters and calls after an operand.
func (p *Parser) postfix(n Node) Node {
	for range maxChain {
		t := p.tok
		switch {
		case t.is("."):
			p.next()
			n = &Path{At: At(t.start), Base: n, Name: p.name()}
		case t.is("[") && p.opensFilter():
			p.next()
			n = &Filter{At: At(t.start), Base: n, Cond: p.expression()}
			p.expect("]", "at the end of the filter")
		case t.is("("):
			n = p.call(n)
		default:
			return n
		}
	}
	p.tooLong()
	return n
}

// opensFilter tells a filter from the open end of a range such as [1..10[.
func (p *Parser) opensFilter() bool {
	t := p.peek()
	switch t.kind {
	case tokNumber, tokString, tokBad:
		return true
	case tokWord:
		switch t.text {
		case "and", "or", "then", "else", "return", "satisfies", "in", "between", "instance", "of":
			return false
		}
		return true
	case tokSign:
		return t.is("(") || t.is("[") || t.is("-") || t.is("@") || t.is("{") || t.is("<") ||
			t.is("<=") || t.is(">") || t.is(">=") || t.is("=") || t.is("!=") || t.is("]")
	default:
		return false
	}
}

func (p *Parser) call(fn Node) Node {
	n := &Call{At: At(p.next().start), Fn: fn}
	if p.accept(")") {
		return n
	}
	for p.err == nil {
		name, named := p.argumentName()
		if named != (len(n.Names) > 0) && len(n.Args) > 0 {
			p.fail(p.tok, "arguments", "named and positional arguments cannot be mixed")
		}
		if named {
			n.Names = append(n.Names, name)
		}
		n.Args = append(n.Args, p.expression())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")", "at the end of the arguments")
	return n
}

// argumentName reads "name:" if an argument begins with it.
func (p *Parser) argumentName() (string, bool) {
	if p.tok.kind == tokString && p.peek().is(":") {
		name := unquote(p.next().text)
		p.next()
		return name, true
	}
	if p.tok.kind != tokWord {
		return "", false
	}
	t := p.tok
	for range maxNameTokens {
		end := t.end
		t = nextToken(p.src, end)
		if t.is(":") {
			name := Clean(p.src[p.tok.start:end])
			p.tok = nextToken(p.src, t.end)
			return name, true
		}
		if t.kind != tokWord && t.kind != tokNumber && !nameSign(t) {
			return "", false
		}
	}
	return "", false
}

func nameSign(t token) bool {
	switch t.text {
	case "-", "/", "'", "’", "+", "*":
		return true
	}
	return false
}
