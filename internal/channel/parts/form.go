package parts

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Form is a form as it is shown: fresh, or again with what was entered and what
// was wrong with it.
type Form struct {
	ID    string // begins the ids of its fields
	Given url.Values
	Wrong map[string]string // path of the field → what is wrong
}

// Field is the id of a field's control.
func (f Form) Field(name string) string {
	return f.ID + "-" + strings.NewReplacer(".", "-", " ", "-").Replace(name)
}

// Value is what was entered.
func (f Form) Value(name string) string { return f.Given.Get(name) }

// Chose tells whether a choice was made.
func (f Form) Chose(name, value string) bool { return slices.Contains(f.Given[name], value) }

// Class marks the field of an error.
func (f Form) Class(name string) string {
	if f.Wrong[name] != "" {
		return "field wrong"
	}
	return "field"
}

// Described names what a screen reader says with a control.
func (f Form) Described(name string) string {
	if f.Wrong[name] != "" {
		return f.Field(name) + "-error"
	}
	return ""
}

// Fault is an error as the summary at the top of a page tells it.
type Fault struct {
	Title  string
	Text   string
	Fields []FaultField
	Status gov.Kind
}

// FaultField is one line of the summary; ID is the control it leads to.
type FaultField struct{ ID, Text string }

// Again puts an error into words beside the form it belongs to. It gives nil for an
// error that no form can mend: that one is answered as a page of its own.
func (p *Page) Again(err error, f *Form) *Fault {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || !slices.Contains([]gov.Kind{gov.KindInvalid, gov.KindConflict, gov.KindForbidden, gov.KindTooLarge, gov.KindBusy, gov.KindTooMany, gov.KindUnauthenticated}, e.Kind) {
		return nil
	}
	p.Later(e)
	m := locale.Error(p.Lang, e)
	fault := &Fault{Title: m.Title, Text: m.Text, Status: e.Kind}
	f.Wrong = map[string]string{}
	for _, field := range m.Fields {
		fault.Fields = append(fault.Fields, FaultField{ID: f.Field(field.Path), Text: field.Text})
		f.Wrong[field.Path] = field.Text
	}
	return fault
}
