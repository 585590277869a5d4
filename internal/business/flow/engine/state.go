package engine

import (
	"errors"
	"fmt"
	"maps"
)

// Status is where an instance stands.
type Status string

// The statuses of an instance; all but Running are final.
const (
	Running    Status = "running"
	Completed  Status = "completed"
	Terminated Status = "terminated" // a terminate end event of the process itself
	Failed     Status = "failed"     // a BPMN error that nobody caught; State.Code names it
)

// The errors of a transition; the state stays as it was.
var (
	ErrEnded   = errors.New("the process instance has ended")
	ErrToken   = errors.New("no such open task or timer")
	ErrMessage = errors.New("nothing waits for this message")
	ErrRunaway = errors.New("the process runs in circles")
	ErrTooMany = errors.New("too many instances")
)

// Incident is a fault of the model that shows while it runs: a condition that
// cannot be evaluated, a gateway without a way out.
type Incident struct {
	Element string
	Reason  string
	Cause   error
}

func (e *Incident) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Element, e.Reason, e.Cause)
	}
	return e.Element + ": " + e.Reason
}

// Unwrap gives the cause.
func (e *Incident) Unwrap() error { return e.Cause }

const (
	maxSteps     = 10_000 // moves in one transition
	maxTokens    = 2_000
	maxInstances = 1_000 // of one multi-instance activity
	maxFrames    = 256   // open frames: calls may be recursive
)

// State is one instance. It is plain data, to be stored as JSON.
type State struct {
	Status Status         `json:"st"`
	Code   string         `json:"code,omitempty"` // error code of a failed instance
	Next   int            `json:"n"`              // last number given to a token, frame or wait
	Vars   map[string]any `json:"v,omitempty"`    // JSON values
	Frames []*Frame       `json:"f,omitempty"`
	Tokens []*Token       `json:"t,omitempty"`
	Waits  []*Wait        `json:"w,omitempty"`
	Done   []string       `json:"d,omitempty"` // nodes and flows passed
	Cut    []string       `json:"c,omitempty"` // nodes left because something stopped them
}

// Frame is the inside of a running process or sub-process.
type Frame struct {
	ID    int      `json:"i"`
	Host  int      `json:"h,omitempty"` // token that waits outside; 0 for the process
	Undo  []Record `json:"u,omitempty"` // what may be compensated, oldest first
	Reset []Reset  `json:"r,omitempty"` // complex gateways in their second phase
	Begun int      `json:"b,omitempty"` // ad-hoc: activities begun
	Full  bool     `json:"x,omitempty"` // ad-hoc: the completion condition has held
}

// Record is a completed activity that has a compensation handler, or a completed
// sub-process in which there are such activities.
type Record struct {
	Activity string         `json:"a"`
	Handler  string         `json:"h,omitempty"` // the node to run; "" if only Inner counts
	Vars     map[string]any `json:"v,omitempty"`
	Inner    []Record       `json:"in,omitempty"`
}

// Reset is a complex gateway that has fired and waits for its late tokens.
type Reset struct {
	Gateway string   `json:"g"`
	Used    []string `json:"u"` // incoming flows consumed when it fired
}

// Token is one token. Its number never changes and is never given again.
type Token struct {
	ID    int            `json:"i"`
	Frame int            `json:"f"`
	Node  string         `json:"e"`
	Mode  string         `json:"m,omitempty"`
	Flow  string         `json:"l,omitempty"` // flow it came by, at a gateway
	Of    int            `json:"o,omitempty"` // token of the loop or compensation it belongs to
	Index int            `json:"x,omitempty"` // instance number in a loop, from 1
	Vars  map[string]any `json:"v,omitempty"` // variables of its own
	Loop  *Loop          `json:"p,omitempty"`
	Undo  []Record       `json:"u,omitempty"` // compensation still to run
}

// The modes of a token at rest.
const (
	modeTask   = "task"   // open outside: user task, handler, decision, call
	modeCatch  = "catch"  // listens, see the waits
	modeJoin   = "join"   // at a gateway
	modeGather = "gather" // startQuantity not reached
	modeScope  = "scope"  // a frame runs inside
	modeLoop   = "loop"   // instances run
	modeUndo   = "undo"   // compensation handlers run
	modeCancel = "cancel" // as undo, because a transaction is cancelled
)

// Loop is the progress of a loop or multi-instance activity.
type Loop struct {
	Total int   `json:"n,omitempty"` // instances to make; 0 for a standard loop
	Made  int   `json:"m,omitempty"`
	Done  int   `json:"d,omitempty"`
	Items []any `json:"i,omitempty"`
	Out   []any `json:"o,omitempty"` // results by instance
}

// Wait is something the instance listens to. A timer's number is what Fire takes.
type Wait struct {
	ID    int    `json:"i"`
	Token int    `json:"t,omitempty"` // host; 0 when a frame listens
	Frame int    `json:"f,omitempty"` // frame that listens (event sub-processes)
	Node  string `json:"e"`
	Kind  string `json:"k"`           // timer message signal conditional
	Name  string `json:"n,omitempty"` // id of the message or signal
	Def   int    `json:"d,omitempty"` // which event definition of the node
	Left  int    `json:"l,omitempty"` // timer cycle: firings left; -1 without end
	Met   bool   `json:"m,omitempty"` // parallel multiple: has happened
	Held  bool   `json:"h,omitempty"` // conditional: was true when last looked at
}

// clone makes the copy that a transition works on. Variables are values that
// nobody changes, so one level of the map is enough.
func (s State) clone() State {
	c := s
	c.Vars = maps.Clone(s.Vars)
	if c.Vars == nil {
		c.Vars = map[string]any{}
	}
	c.Frames = copies(s.Frames)
	c.Tokens = copies(s.Tokens)
	c.Waits = copies(s.Waits)
	for _, t := range c.Tokens {
		if t.Loop != nil {
			l := *t.Loop
			l.Out = append([]any(nil), l.Out...)
			t.Loop = &l
		}
		t.Vars = maps.Clone(t.Vars)
	}
	c.Done = append(make([]string, 0, len(s.Done)+8), s.Done...)
	c.Cut = s.Cut[:len(s.Cut):len(s.Cut)]
	return c
}

func copies[T any](from []*T) []*T {
	block := make([]T, len(from))
	out := make([]*T, len(from), len(from)+4)
	for i, v := range from {
		block[i] = *v
		out[i] = &block[i]
	}
	return out
}
