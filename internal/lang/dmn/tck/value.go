package tck

import (
	"fmt"
	"strings"

	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/dmn/source"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/literal"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

const maxDepth = 60

// readValue reads the value that stands in an element: a value, a list, or components.
func readValue(e *source.Element, depth int) (feel.Value, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the data of %s is nested too deeply", e.Name)
	}
	if e.Attrs["nil"] == "true" {
		return nil, nil
	}
	if components := e.All("component"); len(components) > 0 {
		c := value.NewContext(len(components))
		for _, k := range components {
			v, err := readValue(k, depth+1)
			if err != nil {
				return nil, err
			}
			c.Put(k.Attrs["name"], v)
		}
		return c, nil
	}
	if l := e.First("list"); l != nil {
		return readList(l, depth)
	}
	if v := e.First("value"); v != nil {
		return readPlain(v)
	}
	return nil, nil
}

func readList(e *source.Element, depth int) (feel.Value, error) {
	if e.Attrs["nil"] == "true" {
		return nil, nil
	}
	out := value.List{}
	for _, item := range e.All("item") {
		v, err := readValue(item, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func readPlain(e *source.Element) (feel.Value, error) {
	if e.Attrs["nil"] == "true" {
		return nil, nil
	}
	text := strings.TrimSpace(e.Text)
	_, kind, _ := strings.Cut(e.Attrs["type"], ":")
	var v feel.Value
	switch kind {
	case "boolean":
		return value.Bool(text == "true" || text == "1"), nil
	case "decimal", "double", "float", "integer", "int", "long", "short":
		v, _ = value.ParseNumber(strings.TrimPrefix(text, "+"))
	case "date":
		v = literal.Date(text)
	case "time":
		v = literal.Time(text)
	case "dateTime":
		v = literal.DateTime(text)
	case "duration":
		v = literal.Duration(text)
	default:
		return value.String(e.Text), nil
	}
	if v == nil {
		return nil, fmt.Errorf("%q is no %s", text, kind)
	}
	return v, nil
}

func member(v feel.Value, name string) feel.Value {
	c, ok := v.(*value.Context)
	if !ok {
		return nil
	}
	out, _ := c.Get(name)
	return out
}

// judge compares a result with what is expected and returns the difference in words, or "".
func judge(node *source.Element, got dmn.Result) string {
	expected := node.First("expected")
	if expected == nil {
		if node.Attrs["errorResult"] == "true" && got.Value == nil {
			return ""
		}
		return "the case expects no value"
	}
	want, err := readValue(expected, 0)
	if err != nil {
		return err.Error()
	}
	r := value.NewRun(feel.Budget{})
	if same(r, want, got.Value) {
		return ""
	}
	w, _ := render.Format(r, want)
	g, _ := render.Format(r, got.Value)
	return fmt.Sprintf("%s: expected %.300s, got %.300s (%.300s)", node.Attrs["name"], w, g, strings.Join(got.Messages, "; "))
}

// tolerance is the difference that the kit allows between decimal numbers.
var tolerance, _ = value.ParseNumber("0.00000001")

func same(r *value.Run, want, got feel.Value) bool {
	switch w := want.(type) {
	case value.Number:
		g, ok := got.(value.Number)
		if !ok {
			return false
		}
		diff, _ := w.Sub(g).(value.Number)
		limit, _ := tolerance.(value.Number)
		if diff.Sign() < 0 {
			diff, _ = diff.Neg().(value.Number)
		}
		return diff.Cmp(limit) < 0
	case value.List:
		g, ok := got.(value.List)
		return ok && sameList(r, w, g)
	case *value.Context:
		g, ok := got.(*value.Context)
		return ok && sameContext(r, w, g)
	}
	return value.Same(r, want, got)
}

func sameList(r *value.Run, want, got value.List) bool {
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if !same(r, want[i], got[i]) {
			return false
		}
	}
	return true
}

func sameContext(r *value.Run, want, got *value.Context) bool {
	if want.Len() != got.Len() {
		return false
	}
	for i, k := range want.Keys() {
		v, ok := got.Get(k)
		if !ok || !same(r, want.At(i), v) {
			return false
		}
	}
	return true
}
