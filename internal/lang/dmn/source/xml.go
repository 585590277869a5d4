package source

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxFile     = 16 << 20
	maxNesting  = 120
	maxElements = 400000
)

// Errors of the reader itself.
var (
	ErrTooLarge = errors.New("the file is too large, or its elements are nested too deeply")
	ErrDoctype  = errors.New("the file declares a document type or entities, which is not accepted")
)

// Element is one XML element with its attributes by local name.
type Element struct {
	Space, Name string
	Attrs       map[string]string
	Kids        []*Element
	Text        string
	Line        int
}

// ReadXML reads a whole document into elements.
func ReadXML(data []byte) (*Element, error) {
	if len(data) > maxFile {
		return nil, ErrTooLarge
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	r := xmlReader{d: d}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the file is no well-formed XML: %w", err)
		}
		if err := r.token(t); err != nil {
			return nil, err
		}
	}
	if r.root == nil {
		return nil, errors.New("the file holds no XML element")
	}
	return r.root, nil
}

type xmlReader struct {
	d     *xml.Decoder
	root  *Element
	open  []*Element
	texts []*strings.Builder
	count int
}

func (r *xmlReader) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		return ErrDoctype
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		last := len(r.open) - 1
		r.open[last].Text = r.texts[last].String()
		r.open, r.texts = r.open[:last], r.texts[:last]
	case xml.CharData:
		if n := len(r.texts); n > 0 {
			r.texts[n-1].Write(t)
		}
	}
	return nil
}

func (r *xmlReader) start(t xml.StartElement) error {
	if r.count++; r.count > maxElements || len(r.open) >= maxNesting {
		return ErrTooLarge
	}
	line, _ := r.d.InputPos()
	e := &Element{Space: t.Name.Space, Name: t.Name.Local, Line: line, Attrs: make(map[string]string, len(t.Attr))}
	for _, a := range t.Attr {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			e.Attrs[a.Name.Local] = a.Value
		}
	}
	if n := len(r.open); n > 0 {
		r.open[n-1].Kids = append(r.open[n-1].Kids, e)
	} else {
		r.root = e
	}
	r.open, r.texts = append(r.open, e), append(r.texts, &strings.Builder{})
	return nil
}

// First returns the first child of that name, or nil.
func (e *Element) First(name string) *Element {
	if e == nil {
		return nil
	}
	for _, k := range e.Kids {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// All returns the children of that name.
func (e *Element) All(name string) []*Element {
	var out []*Element
	for _, k := range e.Kids {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// TextOf returns the trimmed text of the first child of that name.
func (e *Element) TextOf(name string) string {
	if k := e.First(name); k != nil {
		return strings.TrimSpace(k.Text)
	}
	return ""
}
