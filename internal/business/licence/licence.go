package licence

import (
	"unicode/utf8"

	"holon.example/holon/internal/gov"
)

// Licence is one version of one certificate.
type Licence struct {
	ID         gov.ID `json:"id"`
	Kind       string `json:"kind"`       // code of the kind, of the pack
	Title      string `json:"title"`      // 证照名称
	Number     string `json:"number"`     // 证照编号, on its face
	Identifier string `json:"identifier"` // 电子证照标识

	Case     gov.ID `json:"case,omitempty"`
	Item     string `json:"item"`
	Division string `json:"division"` // of the case, whose window hands it out
	Holder   gov.ID `json:"holder"`
	Natural  bool   `json:"natural"` // the holder is a natural person

	HolderName string `json:"holder_name"` // encrypted at rest: personal
	HolderCode string `json:"holder_code"` // credit code or identity number: personal

	Organ     gov.ID `json:"organ"`
	OrganName string `json:"organ_name"`
	OrganCode string `json:"organ_code"` // its credit code

	Entries []Entry  `json:"entries"` // what it permits and to whom, in the order of printing
	Issued  gov.Date `json:"issued"`
	From    gov.Date `json:"from"`
	Until   gov.Date `json:"until,omitempty"` // last day of the term; none for long

	Renewing bool     `json:"renewing,omitempty"` // renewal was asked for in time and is undecided (§50)
	State    State    `json:"state"`
	Changed  gov.Date `json:"changed"` // day of the last change of state
}

// Entry is one labelled line of a certificate.
type Entry struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Aside bool   `json:"aside,omitempty"` // printed in the narrow column
}

// What a certificate may hold.
const (
	mostEntries = 40
	longestText = 2000
)

// Check tells what a certificate lacks before it may be issued: errors by field.
func (l Licence) Check() error {
	e := gov.Invalid("licence.invalid")
	for _, f := range []struct {
		path string
		ok   bool
	}{
		{"title", l.Title != ""},
		{"number", l.Number != ""},
		{"holder_name", l.HolderName != "" && utf8.ValidString(l.HolderName)},
		{"organ_name", l.OrganName != ""},
		{"entries", len(l.Entries) <= mostEntries && l.short()},
		{"issued", day(l.Issued)},
		{"from", day(l.From)},
		{"until", l.Until == "" || day(l.Until) && l.Until >= l.From},
		{"state", l.State == Valid},
	} {
		if !f.ok {
			e = e.At(f.path, "licence.invalid_field")
		}
	}
	if id, err := ParseIdentifier(l.Identifier); err != nil || id.Organ != l.OrganCode {
		e = e.At("identifier", "licence.identifier")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func (l Licence) short() bool {
	for _, e := range l.Entries {
		if e.Label == "" || utf8.RuneCountInString(e.Value) > longestText || utf8.RuneCountInString(e.Label) > 60 {
			return false
		}
	}
	return true
}

func day(d gov.Date) bool {
	_, err := gov.ParseDate(string(d))
	return err == nil
}

// NextVersion gives the certificate that takes the place of this one after a
// change or a renewal: the same number and serial, one version on. The old one is
// replaced by Apply. A certificate that has ended cannot be continued.
func (l Licence) NextVersion(id gov.ID, issued gov.Date) (Licence, error) {
	if _, err := l.State.Next(Replace); err != nil {
		return Licence{}, err
	}
	i, err := ParseIdentifier(l.Identifier)
	if err != nil {
		return Licence{}, err
	}
	i.Version++
	next := i.String()
	if next == "" {
		return Licence{}, gov.Conflict("licence.numbers_used_up")
	}
	l.ID, l.Identifier, l.Issued, l.Changed, l.Renewing = id, next, issued, issued, false
	return l, nil
}
