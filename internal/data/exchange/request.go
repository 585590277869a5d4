package exchange

import (
	"context"
	"regexp"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// Request is what somebody wants to know of one subject.
type Request struct {
	Purpose  string   `json:"purpose"` // a code, such as apply or handle
	Basis    string   `json:"basis"`   // citation; not needed for one's own data
	Case     gov.ID   `json:"case"`
	Subject  gov.ID   `json:"subject"`  // the person or firm
	Resource string   `json:"resource"` // of the catalogue
	Fields   []string `json:"fields"`   // element codes

	as string // quality in which the actor asks for the subject; set by Standing only
}

// State says what an answer tells of an element.
type State string

// The states of an element in an answer.
const (
	Held     State = "held"     // the value is given, masked or not
	Empty    State = "empty"    // the register knows that there is none
	Unknown  State = "unknown"  // no record, no register, not granted
	Withheld State = "withheld" // above what the asker may see
)

// Value is what is known of one element.
type Value struct {
	Value  string   `json:"value,omitempty"`
	State  State    `json:"state"`
	Masked bool     `json:"masked,omitempty"` // part of the value is covered
	Source string   `json:"source"`           // the resource it comes from
	AsOf   gov.Time `json:"asOf"`             // when the register had it so
}

// Answer gives every field that was asked for.
type Answer struct {
	Fields map[string]Value `json:"fields"`
}

// Resource is a catalogued set of elements with their grades.
type Resource struct {
	ID       string
	Theme    string               // which register serves it
	Granted  bool                 // sharing was granted (政务数据共享条例 §§)
	Elements map[string]gov.Grade // by element code
}

// Theme reads elements of a subject inside the command that seals the read. What
// is missing from values is unknown; asOf 0 means there is no record.
type Theme func(ctx context.Context, p *act.Prep, subject gov.ID, elements []string) (values map[string]string, asOf gov.Time, err error)

const (
	maxCode   = 100
	maxBasis  = 200
	maxFields = 60
)

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/-]*$`)

func isCode(s string) bool { return len(s) <= maxCode && codeForm.MatchString(s) }

// check refuses a request that does not say what it must.
func (r *Request) check(own bool) error {
	e := gov.Invalid("exchange.request")
	if !isCode(r.Purpose) {
		e.At("purpose", "exchange.purpose")
	}
	if len(r.Basis) > maxBasis || r.Basis == "" && !own {
		e.At("basis", "exchange.basis")
	}
	if r.Subject <= 0 {
		e.At("subject", "exchange.subject")
	}
	if !isCode(r.Resource) {
		e.At("resource", "exchange.resource")
	}
	if len(r.Fields) == 0 || len(r.Fields) > maxFields || slices.ContainsFunc(r.Fields, func(f string) bool { return !isCode(f) }) {
		e.At("fields", "exchange.fields")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}
