package procedure

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
)

// Step is what an officer hands in to end a step of a process.
type Step struct {
	Task    gov.ID         `json:"task"`
	Result  string         `json:"result,omitempty"`  // agree, grant, refuse, return, …
	Outputs map[string]any `json:"outputs,omitempty"` // what the process asks for, by name
	Text    string         `json:"text,omitempty"`    // the opinion, or the reasons
	Cites   []string       `json:"cites,omitempty"`
	Missing []Missing      `json:"missing,omitempty"` // of a one-time notice
	Ground  string         `json:"ground,omitempty"`  // of a lawful pause
	Until   gov.Date       `json:"until,omitempty"`   // expected end of the pause, told in writing
	// Minutes is the hearing on whose minutes a decision rests (§48.2).
	Minutes gov.ID `json:"minutes,omitempty"`
	// Handover is how a result came to the applicant, at the step of delivery.
	Handover *Handover `json:"handover,omitempty"`
	// Competent names the body to turn to, where this one is not competent (§32(2)).
	Competent string `json:"competent,omitempty"`
}

// Missing is one thing a one-time notice asks for.
type Missing struct {
	Code string `json:"code"` // material, or empty
	Text string `json:"text"` // what to put right, in words
}

// Handover is what is said of a delivery besides its way.
type Handover struct {
	Consent   bool     `json:"consent,omitempty"`   // electronic: the applicant agrees; not needed where his form says so
	Receiver  string   `json:"receiver,omitempty"`  // counter: applicant or delegate
	Delegate  gov.ID   `json:"delegate,omitempty"`  // counter: the delegate present
	Signature string   `json:"signature,omitempty"` // counter: content address of the signed slip
	Number    string   `json:"number,omitempty"`    // post: of the parcel
	Received  gov.Date `json:"received,omitempty"`  // post: the day on the slip that came back
}

// Dispatch is a parcel that was posted.
type Dispatch struct {
	Task   gov.ID `json:"task"`
	Number string `json:"number"`
}

// Progress is the answer to a step: where the case and its matters stand now.
type Progress struct {
	Case    gov.ID           `json:"case"`
	State   casefile.State   `json:"state"`
	Matters []MatterProgress `json:"matters"`
}

// MatterProgress is one matter of it.
type MatterProgress struct {
	ID      gov.ID               `json:"id"`
	Item    string               `json:"item"`
	State   casefile.MatterState `json:"state"`
	Outcome string               `json:"outcome,omitempty"`
	Due     gov.Date             `json:"due,omitempty"`
	Licence gov.ID               `json:"licence,omitempty"`
}

// Work is a command that ends a step of a process, or works at it and leaves it open.
type Work struct {
	Action string
	Who    gov.Actor
	Key    string
	Input  any
	Case   gov.ID
	Page   string   // where the step must be
	Step   *Step    // ends the step
	Task   gov.ID   // of a step that stays open; Step is nil then
	Papers []string // files that the command may file
}

// AtStep performs a command at a step of a process: what fn does, and then the end of
// the step. It answers with where the case stands.
type AtStep func(ctx context.Context, w Work, fn func(ctx context.Context, f File) error) (*Progress, error)
