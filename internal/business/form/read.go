package form

import (
	"bytes"
	"encoding/json"
	"slices"

	"holon.example/holon/internal/data/standard/rule"
	"holon.example/holon/internal/gov"
)

// readField makes a Field of one property of the schema.
func readField(name string, schema any, required bool) (Field, error) {
	var p property
	if err := remarshal(schema, &p); err != nil || !nameForm.MatchString(name) {
		return Field{}, broken("form.schema.property", name).Because(err)
	}
	n, err := readNote(name, p.Note)
	if err != nil {
		return Field{}, err
	}
	fd := Field{
		Name: name, Element: n.Element, Label: n.Label, Help: n.Help, Unit: n.Unit,
		Control: n.Control, Step: n.Step, Group: n.Group, Grade: n.Grade, Required: required,
		Source: n.Source, Exempt: n.Exempt, When: n.When, Check: n.Check, Basis: n.Basis, MaxLen: p.MaxLength,
	}
	if err := fd.readKind(p); err != nil {
		return Field{}, err
	}
	if err := fd.readOptions(p, n.Options); err != nil {
		return Field{}, err
	}
	return fd, fd.complete()
}

func readNote(name string, raw json.RawMessage) (note, error) {
	var n note
	if len(raw) == 0 {
		return n, broken("form.schema.unlabelled", name)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&n); err != nil {
		return n, broken("form.schema.annotation", name).Because(err)
	}
	if n.Label.Zh == "" {
		return n, broken("form.schema.unlabelled", name)
	}
	if n.Grade == 0 {
		n.Grade = gov.Grade2
	}
	if n.Grade < gov.Grade1 || n.Grade > gov.Grade4 {
		return n, broken("form.schema.grade", name)
	}
	if s := n.Source; s != nil && (s.Resource == "" || s.Element == "" || s.Subject == "") {
		return n, broken("form.schema.source", name)
	}
	return n, nil
}

// kindOf tells the kind of a scalar; the empty kind is none.
func kindOf(p *property) Kind {
	switch k := Kind(p.Type); k {
	case String, Number, Integer, Boolean:
		return k
	default:
		return ""
	}
}

func (fd *Field) readKind(p property) error {
	fd.Kind = kindOf(&p)
	if p.Type == "array" && p.Items != nil {
		if p.Items.Type == "object" {
			return fd.readColumns(p.Items)
		}
		if kindOf(p.Items) != "" {
			fd.Kind = Many
		}
	}
	if fd.Kind == "" {
		return broken("form.schema.type", fd.Name)
	}
	return nil
}

func (fd *Field) readColumns(items *property) error {
	fd.Kind = Rows
	var props map[string]any
	if err := json.Unmarshal(items.Properties, &props); err != nil {
		return broken("form.schema.fields", fd.Name).Because(err)
	}
	order, err := keysOf(items.Properties)
	if err != nil {
		return err
	}
	for _, name := range order {
		col, err := readField(name, props[name], slices.Contains(items.Required, name))
		if err != nil {
			return err
		}
		if col.Kind == Rows || col.When != "" {
			return broken("form.schema.nested", fd.Name+"."+name)
		}
		fd.Columns = append(fd.Columns, col)
	}
	return nil
}

func (fd *Field) readOptions(p property, labels []json.RawMessage) error {
	enum := p.Enum
	if fd.Kind == Many && p.Items != nil {
		enum = p.Items.Enum
	}
	if len(labels) > 0 && len(labels) != len(enum) {
		return broken("form.schema.options", fd.Name)
	}
	for i, v := range enum {
		o := Option{Value: v}
		if len(labels) == 0 {
			o.Label.Zh, _ = v.(string)
		} else if err := json.Unmarshal(labels[i], &o.Label); err != nil {
			return broken("form.schema.options", fd.Name).Because(err)
		}
		fd.Options = append(fd.Options, o)
	}
	if fd.Kind == Many && len(enum) == 0 {
		return broken("form.schema.options", fd.Name)
	}
	if fd.Control == "" {
		fd.Control = fd.defaultControl(p.Format)
	}
	return nil
}

// fewOptions is how many choices still stand open on a page as radio buttons.
const fewOptions = 6

func (fd *Field) defaultControl(format string) string {
	switch {
	case fd.Kind == Rows:
		return "rows"
	case fd.Kind == Many:
		return "checks"
	case fd.Kind == Boolean:
		return "switch"
	case len(fd.Options) > fewOptions:
		return "select"
	case len(fd.Options) > 0:
		return "radio"
	case fd.Kind == Number || fd.Kind == Integer:
		return "number"
	case format == "date":
		return "date"
	default:
		return "text"
	}
}

var controls = []string{"text", "textarea", "number", "date", "radio", "select", "checks", "switch", "rows"}

// complete settles what depends on the rest of the field.
func (fd *Field) complete() error {
	if fd.Element == "" {
		fd.Element = fd.Name
	}
	if !slices.Contains(controls, fd.Control) {
		return broken("form.schema.control", fd.Name)
	}
	if fd.Check != "" {
		if !rule.Known(fd.Check) || fd.Kind != String {
			return broken("form.schema.check", fd.Name)
		}
	}
	if fd.When == "" {
		return nil
	}
	c, err := ParseCondition(fd.When)
	if err != nil {
		return broken("form.schema.when", fd.Name).Because(err)
	}
	fd.when = c
	return nil
}
