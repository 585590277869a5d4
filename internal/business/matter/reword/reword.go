// Package reword is a site's own words of letters and messages (本地措辞): what a pack or
// the program says, said otherwise from a day on.
//
// States of a template: as it came → in own words, version by version → as it came
// again. Invariants: a version never changes; what was written keeps the words of its
// day.
package reword

import (
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
)

// The kinds of templates a site may have words of its own for.
const (
	OfLetter  = "letter"  // Ref is PACK/ID of the template
	OfMessage = "message" // Ref is the kind of the message
)

// Wording is one version of a site's own words of a template.
type Wording struct {
	ID      gov.ID   `json:"id"`
	Kind    string   `json:"kind"`
	Ref     string   `json:"ref"`
	Version int64    `json:"version"`
	Made    gov.Time `json:"made"`
	Account gov.ID   `json:"account"`
	Words   Words    `json:"words"`
}

// Words are the words: of a letter its paragraphs, of a message both languages.
// Withdrawn: from this version on the words of the pack or the program hold again.
type Words struct {
	Withdrawn bool      `json:"withdrawn,omitempty"`
	Title     form.Text `json:"title,omitzero"`
	Salute    string    `json:"salute,omitempty"`
	Body      []string  `json:"body,omitempty"`
	Close     string    `json:"close,omitempty"`
	Text      form.Text `json:"text,omitzero"` // of a message
}
