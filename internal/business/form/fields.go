package form

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
)

// Fields are all fields in the order of the form. The slice is a copy.
func (f *Form) Fields() []Field { return slices.Clone(f.fields) }

// Field finds a field by name; nil if there is none.
func (f *Form) Field(name string) *Field {
	for i := range f.fields {
		if f.fields[i].Name == name {
			return &f.fields[i]
		}
	}
	return nil
}

// Steps are the pages of the form in order.
func (f *Form) Steps() []Step { return slices.Clone(f.steps) }

// Page gives the fields of a step that are asked, given the answers so far.
func (f *Form) Page(step string, answers map[string]any) []Field {
	return slices.DeleteFunc(f.Visible(answers), func(fd Field) bool { return fd.Step != step })
}

// Visible gives the fields whose condition holds, given the answers so far.
func (f *Form) Visible(answers map[string]any) []Field {
	var out []Field
	for _, fd := range f.fields {
		if fd.when == nil || fd.when.Holds(answers) {
			out = append(out, fd)
		}
	}
	return out
}

// Asked gives the visible fields that must be asked of the applicant: those
// government does not hold. Known names the elements that were found.
func (f *Form) Asked(answers map[string]any, known map[string]bool) []Field {
	return slices.DeleteFunc(f.Visible(answers), func(fd Field) bool {
		return fd.Source != nil && (known == nil || known[fd.Element])
	})
}

// Personal gives the names of the fields of grade 3 and 4 (personal and
// sensitive personal data), which are encrypted and kept out of search, events
// and logs. Columns of rows stand as "field.column".
func (f *Form) Personal() map[string]gov.Grade {
	out := map[string]gov.Grade{}
	for _, fd := range f.fields {
		if fd.Grade.Personal() {
			out[fd.Name] = fd.Grade
		}
		for _, col := range fd.Columns {
			if col.Grade.Personal() {
				out[fd.Name+"."+col.Name] = col.Grade
			}
		}
	}
	return out
}

// Lookup is one question to data/exchange: the elements of one resource that
// the form needs about one subject.
type Lookup struct {
	Resource string            `json:"resource"`
	Subject  string            `json:"subject"`
	Elements map[string]string `json:"elements"` // element of the resource -> field
}

// Lookups groups the sources of the form by resource and subject, in the order
// of the form. Fields that come from the case itself (answers to situation
// questions) are not among them.
func (f *Form) Lookups() []Lookup {
	var out []Lookup
	for _, fd := range f.fields {
		s := fd.Source
		if s == nil || s.Subject == OfCase {
			continue
		}
		i := slices.IndexFunc(out, func(l Lookup) bool {
			return l.Resource == s.Resource && l.Subject == s.Subject
		})
		if i < 0 {
			i = len(out)
			out = append(out, Lookup{Resource: s.Resource, Subject: s.Subject, Elements: map[string]string{}})
		}
		out[i].Elements[s.Element] = fd.Name
	}
	return out
}

// Fill puts what government holds into the answers. It overrides what was
// typed: a sourced field is not the applicant's to change.
func (f *Form) Fill(answers, known map[string]any) map[string]any {
	out := shallow(answers)
	for _, fd := range f.fields {
		if v, ok := known[fd.Name]; ok && fd.Source != nil {
			out[fd.Name] = v
		}
	}
	return out
}

// Decode gives the posted values of an HTML form their types. Rows are posted
// as "field.0.column". What cannot be typed stays text, so that Check names it.
func (f *Form) Decode(posted map[string][]string) map[string]any {
	out := map[string]any{}
	for i := range f.fields {
		fd := &f.fields[i]
		if fd.Kind == Rows {
			if rows := decodeRows(fd, posted); len(rows) > 0 {
				out[fd.Name] = rows
			}
			continue
		}
		if v := decode(fd, posted[fd.Name]); v != nil {
			out[fd.Name] = v
		}
	}
	return out
}

const maxRows = 100

func decodeRows(fd *Field, posted map[string][]string) []any {
	var out []any
	for n := range maxRows {
		row := map[string]any{}
		for j := range fd.Columns {
			col := &fd.Columns[j]
			if v := decode(col, posted[fd.Name+"."+strconv.Itoa(n)+"."+col.Name]); v != nil {
				row[col.Name] = v
			}
		}
		if len(row) > 0 {
			out = append(out, row)
		}
	}
	return out
}

func decode(fd *Field, values []string) any {
	if fd.Kind == Many {
		var out []any
		for _, v := range values {
			if v != "" {
				out = append(out, v)
			}
		}
		if out == nil {
			return nil
		}
		return out
	}
	if len(values) == 0 || strings.TrimSpace(values[0]) == "" {
		return nil
	}
	given := fd.typed(values[0])
	v := strings.TrimSpace(given)
	switch fd.Kind {
	case Number, Integer:
		if json.Valid([]byte(v)) && !strings.ContainsAny(v, `"{[tfn`) {
			return json.Number(v)
		}
	case Boolean:
		switch v {
		case "true", "on", "1":
			return true
		case "false", "off", "0":
			return false
		}
	default: // text stays as it is
	}
	return given
}
