package parts

import (
	"github.com/a-h/templ"

	"holon.example/holon/internal/gov"
)

// Option is one value to choose.
type Option struct{ Value, Label string }

// Stage is one step of a stepper: State is done, now, next or void.
type Stage struct{ Name, State, When string }

// Moment is one line of a timeline.
type Moment struct {
	At           gov.Time
	Text, Detail string
}

// unfolded is how much of a long timeline is shown at once.
const unfolded = 10

// fold parts a long timeline; a few lines too many are shown all the same.
func fold(moments []Moment) (newest, older []Moment) {
	if len(moments) <= unfolded+2 {
		return moments, nil
	}
	return moments[:unfolded], moments[unfolded:]
}

// Opinion is one row of the matrix.
type Opinion struct {
	Unit, Post, Step string
	At               gov.Time
	Result, Tone     string
	Text             string
	Cites            []string
	Note             string // such as for whom a deputy signed
	Missing          bool   // nobody has given it yet: Result says what it waits for
}

// Countdown is a limit as it reads now.
type Countdown struct {
	Title  string
	Lamp   string // off, normal, due_soon, overdue, stopped
	Due    string // the last day, in words
	Left   string // what is left until then
	Paused string // why it stands still
	Why    []string
}

// MaskedValue is a value of which part is covered; Action is where it is asked for
// in plain with one of the reasons, or empty.
type MaskedValue struct {
	Name, Value, Action string
	Reasons             []Option
}

// described ties a control to its error for screen readers.
func described(f Form, name string) templ.Attributes {
	if f.Wrong[name] == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": f.Described(name)}
}
