package letter

import (
	"holon.example/holon/internal/gov"
)

const (
	maxNumber = 200 // bytes of a number
	maxCode   = 100
)

// State is where a letter stands.
type State string

// The states of a letter.
const (
	Drafted   State = "drafted"
	Numbered  State = "numbered"
	Rendered  State = "rendered"
	Delivered State = "delivered"
)

// next is the state machine: each step follows the one before. Rendering anew is
// allowed while nobody has the letter, such as with another font.
func next(from, to State) error {
	legal := map[State][]State{
		Drafted:  {Numbered},
		Numbered: {Rendered},
		Rendered: {Rendered, Delivered},
	}
	for _, s := range legal[from] {
		if s == to {
			return nil
		}
	}
	return gov.Conflict("letter.state").With("state", string(from)).With("to", string(to))
}

// Ref says what a letter is about.
type Ref struct {
	Kind string `json:"kind"` // such as case
	ID   gov.ID `json:"id"`
	Part string `json:"part,omitempty"` // such as one matter of it
}

// Draft is what a use case says of a letter.
type Draft struct {
	Template *Template
	Values   map[string]string // year, serial and date are set here unless given
	Organ    gov.ID            // the department in whose name it goes out
	Subject  gov.ID            // vault subject of the case: its key encrypts the words
	Party    gov.ID            // whom it is for
	Ref      Ref
	Code     *Code // a code to be scanned, if any
	Later    bool  // the number is drawn by the printing job, for letters made in great number
}

// Letter is the head of a letter: nothing personal.
type Letter struct {
	ID        gov.ID   `json:"id"`
	Kind      Kind     `json:"kind"`
	Template  string   `json:"template"`
	Organ     gov.ID   `json:"organ"`
	Number    string   `json:"number,omitempty"` // 文号
	Dated     gov.Date `json:"dated"`
	Ref       Ref      `json:"ref"`
	Party     gov.ID   `json:"party"`
	State     State    `json:"state"`
	Created   gov.Time `json:"created"`
	Rendered  gov.Time `json:"rendered"`
	Blob      string   `json:"blob,omitempty"` // content address of the file
	Delivered gov.Time `json:"delivered"`
	Channel   string   `json:"channel,omitempty"` // how it was delivered
	Proof     string   `json:"proof,omitempty"`   // number of the parcel, of the signed receipt

	Subject gov.ID `json:"-"` // vault subject under whose keys words and file lie

	form string // number without serial
	data []byte // sealed Sheet
	rev  int64
}

func (d *Draft) check() error {
	e := gov.Invalid("letter.draft")
	for path, zero := range map[string]bool{
		"organ": d.Organ == 0, "ref.id": d.Ref.ID == 0, "ref.kind": d.Ref.Kind == "" || len(d.Ref.Kind) > maxCode, "ref.part": len(d.Ref.Part) > maxCode,
		"template": d.Template == nil || d.Template.ID == "" || d.Template.Kind == "" || d.Template.Title == "" || d.Template.Number == "",
	} {
		if zero {
			e.At(path, "letter.incomplete_draft")
		}
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}
