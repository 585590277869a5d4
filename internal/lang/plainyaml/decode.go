package plainyaml

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Limits of one written file.
const (
	maxYAML = 1 << 20
	maxNest = 48
	maxLead = 160 // leading blanks and dashes of a line, a bound on block nesting
)

// Decode reads one YAML document into a value.
func Decode(raw []byte, out any) error {
	b, err := JSON(raw)
	if err != nil {
		return err
	}
	return Strict(b, out)
}

// JSON gives the document as JSON.
func JSON(raw []byte) (out []byte, err error) {
	if err := harmless(raw); err != nil {
		return nil, err
	}
	// The file is foreign bytes, and the parser is not ours: a fault in it must
	// cost the file, not the process.
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("the YAML parser failed: %v", p)
		}
	}()
	file, err := parser.ParseBytes(raw, 0)
	if err != nil {
		return nil, short(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, errors.New("one YAML document is expected")
	}
	w := &plainOnly{}
	ast.Walk(w, file.Docs[0].Body)
	if w.bad != "" {
		return nil, fmt.Errorf("YAML %s are not allowed", w.bad)
	}
	b, err := yaml.YAMLToJSON(raw)
	if err != nil {
		return nil, short(err)
	}
	return b, nil
}

// short keeps the first line of a parser's message; the rest quotes the file.
func short(err error) error {
	line, _, _ := bytes.Cut([]byte(err.Error()), []byte("\n"))
	return errors.New(string(line))
}

// harmless refuses what a recursive parser should not be given.
func harmless(raw []byte) error {
	if len(raw) > maxYAML {
		return fmt.Errorf("larger than %d bytes", maxYAML)
	}
	if !utf8.Valid(raw) {
		return errors.New("not UTF-8")
	}
	depth := 0
	for line := range bytes.Lines(raw) {
		lead := 0
		for lead < len(line) && bytes.IndexByte([]byte(" -?\t"), line[lead]) >= 0 {
			lead++
		}
		if lead > maxLead {
			return errors.New("nested too deeply")
		}
		for _, b := range line {
			switch b {
			case '{', '[':
				depth++
			case '}', ']':
				depth = max(0, depth-1)
			}
			if depth > maxNest {
				return errors.New("nested too deeply")
			}
		}
	}
	return nil
}

// plainOnly finds nodes that are more than plain data.
type plainOnly struct{ bad string }

// Visit is called for every node.
func (p *plainOnly) Visit(n ast.Node) ast.Visitor {
	switch n.Type() {
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType:
		p.bad = "anchors and aliases"
	case ast.TagType:
		p.bad = "tags"
	default: // plain data
	}
	if p.bad != "" {
		return nil
	}
	return p
}

// Strict reads one JSON value; what it does not know and what follows are errors.
func Strict(b []byte, out any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(out); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}
