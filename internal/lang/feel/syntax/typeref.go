package syntax

var builtinTypes = NewNames(
	"Any", "Null", "number", "string", "boolean", "date", "time", "date and time",
	"days and time duration", "years and months duration", "list", "context", "function", "range",
)

// ParseType reads a type such as list<number>.
func (p *Parser) ParseType(src string) (*TypeRef, error) {
	var ref *TypeRef
	_, err := p.run(src, func() Node {
		ref = p.typeRef()
		return nil
	})
	return ref, err
}

func (p *Parser) typeRef() *TypeRef {
	if !p.enter() {
		return &TypeRef{}
	}
	defer p.leave()
	t := &TypeRef{At: At(p.tok.start), Name: p.typeName()}
	if !p.tok.is("<") {
		return t
	}
	switch t.Name {
	case "list", "range":
		p.next()
		t.Args = []*TypeRef{p.typeRef()}
		p.closeType()
	case "context":
		p.next()
		p.typeFields(t)
		p.closeType()
	case "function":
		p.next()
		p.functionType(t)
	}
	return t
}

func (p *Parser) closeType() { p.expect(">", "at the end of the type") }

func (p *Parser) typeFields(t *TypeRef) {
	for p.err == nil && !p.tok.is(">") {
		f := Param{Name: p.nameUntil("the name of a component", ":")}
		p.expect(":", "after the name")
		f.Type = p.typeRef()
		t.Fields = append(t.Fields, f)
		if !p.accept(",") {
			return
		}
	}
}

func (p *Parser) functionType(t *TypeRef) {
	t.Args = []*TypeRef{}
	for p.err == nil && !p.tok.is(">") {
		t.Args = append(t.Args, p.typeRef())
		if !p.accept(",") {
			break
		}
	}
	p.closeType()
	p.expect("->", "after the parameters of the function type")
	t.Result = p.typeRef()
}

func (p *Parser) typeName() string {
	t := p.tok
	end, name := p.Types.longest(p.src, t)
	if further, other := builtinTypes.longest(p.src, t); further > end {
		end, name = further, other
	}
	if end < 0 {
		end = p.dotted()
		name = Clean(p.src[t.start:end])
	}
	p.tok = nextToken(p.src, end)
	return name
}

// dotted reads an unknown type name: words joined by blanks and dots.
func (p *Parser) dotted() int {
	if p.tok.kind != tokWord {
		p.fail(p.tok, "type", "expected the name of a type, but found "+p.tok.shown())
		return p.tok.end
	}
	end := p.joined(p.tok)
	for range maxNameTokens {
		dot := nextToken(p.src, end)
		word := nextToken(p.src, dot.end)
		if !dot.is(".") || word.kind != tokWord {
			break
		}
		end = p.joined(word)
	}
	return end
}

// ParseRange reads the text of one range, whose bounds may be left out.
func ParseRange(src string, functions *Names) (*Range, error) {
	p := &Parser{Functions: functions}
	n, err := p.run(src, p.looseRange)
	if err != nil {
		return nil, err
	}
	g, _ := n.(*Range)
	return g, nil
}

func (p *Parser) looseRange() Node {
	open := p.next()
	n := &Range{At: At(open.start), LowIn: open.text == "["}
	if !open.is("[") && !open.is("(") && !open.is("]") {
		p.fail(open, "range", "a range begins with \"[\", \"(\" or \"]\"")
		return n
	}
	if !p.tok.is("..") {
		n.Low = p.additive()
	}
	p.expect("..", "in the range")
	if !p.stopped([]string{"]", ")", "["}) {
		n.High = p.additive()
	}
	t := p.tok
	if !p.stopped([]string{"]", ")", "["}) {
		p.fail(t, "range", "expected \"]\" or \")\" at the end of the range, but found "+t.shown())
	} else {
		p.next()
	}
	n.HighIn = t.text == "]"
	return n
}
