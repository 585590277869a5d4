package entry

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/parts"
)

// control is one field of a form as it is drawn.
type control struct {
	Page              *parts.Page
	Form              parts.Form
	Name, Kind        string
	Label, Help, Unit string
	Mode              string // which keys a telephone offers
	Required          bool
	Options           []parts.Option
	Rows              []line
}

// line is one row of a field of rows.
type line struct {
	N       int
	Columns []*control
}

func (c *control) id() string { return c.Form.Field(c.Name) }

// described ties a control to what a screen reader says with it.
func (c *control) described() templ.Attributes {
	var ids []string
	if c.Help != "" {
		ids = append(ids, c.id()+"-hint")
	}
	out := templ.Attributes{}
	if c.Form.Wrong[c.Name] != "" {
		ids = append(ids, c.id()+"-error")
		if c.Kind != "radio" && c.Kind != "checks" {
			out["aria-invalid"] = "true"
		}
	}
	if len(ids) > 0 {
		out["aria-describedby"] = strings.Join(ids, " ")
	}
	return out
}

func (c *control) box() string {
	if c.Kind == "checks" {
		return "checkbox"
	}
	return "radio"
}

// asked is the control of a situation question, with what was answered before.
func asked(a *askPage) *control {
	if a.Form.Given == nil {
		a.Form.Given = posted([]form.Field{a.Field}, a.sit.Situation)
	}
	return a.control(a.Field, a.Field.Name)
}

func filled(s *stepPage, f form.Field) *control {
	c := s.control(f, f.Name)
	for i := range s.rows[f.Name] {
		l := line{N: i + 1}
		for _, col := range f.Columns {
			l.Columns = append(l.Columns, s.control(col, f.Name+"."+strconv.Itoa(i)+"."+col.Name))
		}
		c.Rows = append(c.Rows, l)
	}
	return c
}

// telephone keys by named check.
var keys = map[string]string{"mobile": "tel", "phone": "tel", "postcode": "numeric"}

func (p *draftPage) control(f form.Field, name string) *control {
	c := &control{
		Page: p.Page, Form: p.Form, Name: name, Kind: f.Control, Label: p.say(f.Label), Help: p.say(f.Help), Unit: p.say(f.Unit),
		Required: f.Required, Mode: "text",
	}
	if m := keys[f.Check]; m != "" {
		c.Mode = m
	}
	switch f.Control {
	case "number":
		if c.Mode = "decimal"; f.Kind == form.Integer {
			c.Mode = "numeric"
		}
	case "date":
		if c.Kind = "text"; c.Help == "" {
			c.Help = p.T("entry.date_hint")
		}
	case "switch":
		c.Kind = "radio"
		c.Options = []parts.Option{{Value: "true", Label: p.T("entry.yes")}, {Value: "false", Label: p.T("entry.no")}}
	}
	for _, o := range f.Options {
		c.Options = append(c.Options, parts.Option{Value: textOf(o.Value), Label: p.say(o.Label)})
	}
	return c
}

// waiver tells how a material comes; submit: by the applicant.
func waiver(m matter.Material) string {
	if m.Submitted() {
		return "submit"
	}
	return m.Waiver
}

// picture tells whether a browser can show a file as a picture of itself.
func picture(g apply.Given) bool { return slices.Contains([]string{"image/jpeg", "image/png"}, g.Type) }

// formID names the form that takes a file out; its button stands in another form.
func formID(g apply.Given) string { return "rm-" + g.Code + "-" + g.Blob }

// describedFile ties a control with a hint to it and to its error.
func describedFile(f parts.Form, name string) templ.Attributes {
	id := f.Field(name)
	if f.Wrong[name] != "" {
		return templ.Attributes{"aria-invalid": "true", "aria-describedby": id + "-hint " + id + "-error"}
	}
	if name == "agree" {
		return nil
	}
	return templ.Attributes{"aria-describedby": id + "-hint"}
}

func (r *reviewPage) lacks() bool {
	return slices.ContainsFunc(r.Files, func(f filed) bool { return f.Lacks })
}
