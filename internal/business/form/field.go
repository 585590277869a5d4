package form

import (
	"encoding/json"

	"holon.example/holon/internal/gov"
)

// Kind is the JSON type of an answer.
type Kind string

// The kinds of answer. Many is a list of scalars, Rows a list of objects (车辆,
// 从业人员), one level deep.
const (
	String  Kind = "string"
	Number  Kind = "number"
	Integer Kind = "integer"
	Boolean Kind = "boolean"
	Many    Kind = "many"
	Rows    Kind = "rows"
)

// OfCase is the subject of a source that is the case itself: the answer to a
// situation question is taken over, not asked a second time.
const OfCase = "case"

// Source says where government holds the value of a field.
type Source struct {
	Resource string `json:"resource"` // code of the catalogued resource
	Element  string `json:"element"`  // element of the resource
	Subject  string `json:"subject"`  // whose record: "person", "spouse", "firm", "licence" or OfCase
}

// Exempt is a dated permission to ask for what sharing should give.
type Exempt struct {
	Reason Text     `json:"reason"`
	Until  gov.Date `json:"until"`
	By     string   `json:"by"` // who allowed it
}

// Option is one choice of a field.
type Option struct {
	Value any  `json:"value"`
	Label Text `json:"label"`
}

// Field is one field of a form, ready to be rendered.
type Field struct {
	Name     string    `json:"name"`    // property name, also its name in FEEL
	Element  string    `json:"element"` // data element code
	Kind     Kind      `json:"kind"`
	Label    Text      `json:"label"`
	Help     Text      `json:"help,omitzero"`
	Unit     Text      `json:"unit,omitzero"`
	Control  string    `json:"control"` // text textarea number date radio select checks switch rows
	Step     string    `json:"step"`
	Group    Text      `json:"group,omitzero"`
	Grade    gov.Grade `json:"grade"`
	Required bool      `json:"required"`
	Source   *Source   `json:"source,omitempty"`
	Exempt   *Exempt   `json:"exempt,omitempty"`
	When     string    `json:"when,omitempty"`  // FEEL over the answers
	Check    string    `json:"check,omitempty"` // a named check, see Checks
	Basis    string    `json:"basis,omitempty"` // citation that lets it be asked
	Options  []Option  `json:"options,omitempty"`
	Columns  []Field   `json:"columns,omitempty"` // of Rows
	MaxLen   int       `json:"maxLength,omitempty"`

	when *Condition
}

// Step is one page of a form.
type Step struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
	Help  Text   `json:"help,omitzero"`
}

// note is the annotation "x-holon" of a property.
type note struct {
	Element string            `json:"element"`
	Label   Text              `json:"label"`
	Help    Text              `json:"help"`
	Unit    Text              `json:"unit"`
	Control string            `json:"control"`
	Step    string            `json:"step"`
	Group   Text              `json:"group"`
	Grade   gov.Grade         `json:"grade"`
	Source  *Source           `json:"source"`
	Exempt  *Exempt           `json:"exempt"`
	When    string            `json:"when"`
	Check   string            `json:"check"`
	Basis   string            `json:"basis"`
	Options []json.RawMessage `json:"options"` // labels in the order of enum
}

// property is the part of a property's schema that rendering needs.
type property struct {
	Type       string          `json:"type"`
	Format     string          `json:"format"`
	Enum       []any           `json:"enum"`
	MaxLength  int             `json:"maxLength"`
	Items      *property       `json:"items"`
	Properties json.RawMessage `json:"properties"`
	Required   []string        `json:"required"`
	Note       json.RawMessage `json:"x-holon"`
}
