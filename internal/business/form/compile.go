package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"holon.example/holon/internal/gov"
)

// Limits of a form document.
const (
	maxSchema = 256 << 10
	maxFields = 200
	maxNest   = 32
)

// Form is a compiled form. It never changes.
type Form struct {
	ID    string
	Title Text
	steps []Step

	fields []Field
	doc    map[string]any // the schema as read, for merging
	order  []string       // property names in the order of the document
	schema *jsonschema.Schema
}

var nameForm = regexp.MustCompile(`^[a-z][A-Za-z0-9]{0,63}$`)

// Compile reads a form document. Every error is Invalid and names the place.
func Compile(raw []byte) (*Form, error) {
	if len(raw) > maxSchema {
		return nil, broken("form.schema.size", "")
	}
	if nesting(raw) > maxNest {
		return nil, broken("form.schema.depth", "")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, broken("form.schema.json", "").Because(err)
	}
	root, ok := doc.(map[string]any)
	if !ok || root["type"] != "object" {
		return nil, broken("form.schema.object", "")
	}
	if !modest(doc) {
		return nil, broken("form.schema.number", "")
	}
	order, err := propertyOrder(raw)
	if err != nil {
		return nil, err
	}
	return assemble(root, order)
}

// assemble builds a form of a parsed document and the order of its properties.
func assemble(root map[string]any, order []string) (*Form, error) {
	f := &Form{doc: root, order: order}
	if err := f.readRoot(); err != nil {
		return nil, err
	}
	if err := f.readFields(); err != nil {
		return nil, err
	}
	if err := f.compileSchema(); err != nil {
		return nil, err
	}
	return f, nil
}

func broken(key, where string) *gov.Error {
	e := gov.Invalid(key)
	if where != "" {
		e.At(where, key)
	}
	return e
}

func (f *Form) readRoot() error {
	var head struct {
		ID    string `json:"$id"`
		Title string `json:"title"`
		Note  struct {
			Title Text   `json:"title"`
			Steps []Step `json:"steps"`
		} `json:"x-holon"`
	}
	if err := remarshal(f.doc, &head); err != nil {
		return broken("form.schema.annotation", "x-holon").Because(err)
	}
	f.ID, f.Title, f.steps = head.ID, head.Note.Title, head.Note.Steps
	if f.Title.Zh == "" {
		f.Title.Zh = head.Title
	}
	seen := map[string]bool{}
	for _, s := range f.steps {
		if s.ID == "" || seen[s.ID] {
			return broken("form.schema.step", s.ID)
		}
		seen[s.ID] = true
	}
	return nil
}

func (f *Form) readFields() error {
	props, _ := f.doc["properties"].(map[string]any)
	if len(props) == 0 || len(props) > maxFields {
		return broken("form.schema.fields", "properties")
	}
	required := stringsOf(f.doc["required"])
	elements := map[string]string{}
	for _, name := range f.order {
		fd, err := readField(name, props[name], slices.Contains(required, name))
		if err != nil {
			return err
		}
		if other, taken := elements[fd.Element]; taken {
			return broken("form.schema.element", name).With("other", other)
		}
		elements[fd.Element] = name
		if err := f.placeStep(&fd); err != nil {
			return err
		}
		f.fields = append(f.fields, fd)
	}
	for _, name := range required {
		if _, ok := props[name]; !ok {
			return broken("form.schema.required", name)
		}
	}
	return nil
}

func (f *Form) placeStep(fd *Field) error {
	if len(f.steps) == 0 {
		f.steps = []Step{{ID: "main", Label: f.Title}}
	}
	if fd.Step == "" {
		fd.Step = f.steps[0].ID
	}
	if !slices.ContainsFunc(f.steps, func(s Step) bool { return s.ID == fd.Step }) {
		return broken("form.schema.step", fd.Name)
	}
	return nil
}

// compileSchema compiles the schema once. Conditional fields are taken out of
// "required", because whether they are asked is decided by their condition.
func (f *Form) compileSchema() error {
	doc := shallow(f.doc)
	var required []any
	for _, fd := range f.fields {
		if fd.Required && fd.When == "" {
			required = append(required, fd.Name)
		}
	}
	delete(doc, "required")
	if len(required) > 0 {
		doc["required"] = required
	}
	delete(doc, "$id")
	doc["additionalProperties"] = false
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(noLoader{})
	const url = "holon:form"
	if err := c.AddResource(url, doc); err != nil {
		return broken("form.schema.invalid", "").Because(err)
	}
	s, err := c.Compile(url)
	if err != nil {
		return broken("form.schema.invalid", "").Because(err)
	}
	f.schema = s
	return nil
}

// noLoader refuses every reference that leaves the document.
type noLoader struct{}

// Load refuses.
func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("form: reference outside the document: %s", url)
}

func remarshal(in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, out)
}

func shallow(m map[string]any) map[string]any {
	out := make(map[string]any, len(m)+1)
	for k, v := range m {
		out[k] = v
	}
	return out
}

func stringsOf(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// modest tells that no number of the document has an exponent or many digits:
// exact arithmetic on 1e999999999 would never end.
func modest(v any) bool {
	switch v := v.(type) {
	case json.Number:
		return len(v) <= 24 && !strings.ContainsAny(string(v), "eE")
	case []any:
		return !slices.ContainsFunc(v, func(x any) bool { return !modest(x) })
	case map[string]any:
		for _, x := range v {
			if !modest(x) {
				return false
			}
		}
	}
	return true
}

// nesting is the greatest number of open brackets, quotes not minded: a bound
// that keeps every recursive reader shallow.
func nesting(raw []byte) int {
	depth, most := 0, 0
	for _, b := range raw {
		switch b {
		case '{', '[':
			depth++
			most = max(most, depth)
		case '}', ']':
			depth--
		}
	}
	return most
}

// propertyOrder reads the names of "properties" in the order of the document;
// a name that stands twice is refused, because readers would differ on it.
func propertyOrder(raw []byte) ([]string, error) {
	var top struct {
		Properties json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(raw, &top); err != nil {
		return nil, broken("form.schema.json", "").Because(err)
	}
	return keysOf(top.Properties)
}

func keysOf(raw json.RawMessage) ([]string, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, broken("form.schema.fields", "properties").Because(errors.Join(err))
	}
	var out []string
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, broken("form.schema.json", "").Because(err)
		}
		name, _ := t.(string)
		if slices.Contains(out, name) {
			return nil, broken("form.schema.twice", name)
		}
		out = append(out, name)
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			return nil, broken("form.schema.json", name).Because(err)
		}
	}
	return out, nil
}
