package standard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"holon.example/holon/internal/gov"
)

// maxNested bounds a nested list, in bytes.
const maxNested = 16 << 20

// nested is a code with what stands under it, as divisions are commonly published.
type nested struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Children []nested `json:"children"`
}

// ReadNested reads a code list that stands as a tree in JSON: code, name, children. What
// is none, or too large or deep, is an Invalid error.
func ReadNested(raw []byte) ([]Code, error) {
	bad := gov.Invalid("standard.nested")
	if len(raw) > maxNested || tooDeep(raw) {
		return nil, bad
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var top []nested
	if err := d.Decode(&top); err != nil {
		return nil, bad.Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, bad
	}
	var out []Code
	var add func(parent string, list []nested) bool
	add = func(parent string, list []nested) bool {
		for _, n := range list {
			if len(out) >= maxCodes {
				return false
			}
			out = append(out, Code{Code: n.Code, Name: Name{Zh: n.Name}, Parent: parent})
			if !add(n.Code, n.Children) {
				return false
			}
		}
		return true
	}
	if !add("", top) {
		return nil, gov.Invalid("standard.fault.codes").With("limit", maxCodes)
	}
	return out, nil
}

// tooDeep tells that brackets nest deeper than a list may; brackets within texts count
// too, which no code or name has reason to hold many of.
func tooDeep(raw []byte) bool {
	depth := 0
	for _, b := range raw {
		switch b {
		case '[', '{':
			if depth++; depth > 2*maxDepth {
				return true
			}
		case ']', '}':
			depth--
		}
	}
	return false
}
