package todo

import (
	"holon.example/holon/internal/gov"
)

// State is where an item stands.
type State string

// The states of an item.
const (
	StateOpen      State = "open"
	StateClaimed   State = "claimed"
	StateDone      State = "done"
	StateCancelled State = "cancelled"
)

// Live tells whether the item still waits for somebody.
func (s State) Live() bool { return s == StateOpen || s == StateClaimed }

// move is what may be done to an item.
type move string

const (
	moveClaim    move = "claim"
	moveRelease  move = "release"
	moveDone     move = "done"
	moveCancel   move = "cancel"
	moveReassign move = "reassign"
)

// next is the state machine: the state after a move, or a Conflict.
func next(s State, m move) (State, error) {
	switch {
	case m == moveClaim && s == StateOpen:
		return StateClaimed, nil
	case m == moveRelease && s == StateClaimed, m == moveReassign && s.Live():
		return StateOpen, nil
	case m == moveDone && s.Live():
		return StateDone, nil
	case m == moveCancel && s.Live():
		return StateCancelled, nil
	}
	return s, gov.Conflict("todo.state").With("state", string(s)).With("move", string(m))
}

// Lamp is the colour an item is shown with.
type Lamp string

// The lamps: no due time has none.
const (
	NoLamp Lamp = ""
	Green  Lamp = "green"
	Yellow Lamp = "yellow" // 临期
	Red    Lamp = "red"    // 超期
)

// Ref says what an item is about: the kind of thing and its id, with an optional
// part of it, such as one matter of a case.
type Ref struct {
	Kind string `json:"kind"` // such as case, dispute, grant
	ID   gov.ID `json:"id"`
	Part string `json:"part,omitempty"`
}

// Whom says to whom an item belongs: a role of a department, or one post of it.
type Whom struct {
	Department gov.ID `json:"department"`
	Role       string `json:"role,omitempty"`
	Post       gov.ID `json:"post,omitempty"` // 0: any post with the role
}

// Item is one piece of work that waits for a person.
type Item struct {
	ID    gov.ID            `json:"id"`
	Kind  string            `json:"kind"`           // what is to be done, a code
	Title string            `json:"title"`          // catalogue key
	Args  map[string]string `json:"args,omitempty"` // of the title: ids and codes only
	Ref   Ref               `json:"ref"`
	Whom
	State   State    `json:"state"`
	Claimed gov.ID   `json:"claimed,omitempty"` // post that claimed it
	Warn    gov.Time `json:"warn"`              // yellow from here on; 0: never
	Due     gov.Time `json:"due"`               // red after this; 0: no limit
	About   string   `json:"about,omitempty"`   // code of the matter it is about, to filter by
	Urged   int64    `json:"urged,omitempty"`   // how often it was urged (催办)
	Created gov.Time `json:"created"`
	Closed  gov.Time `json:"closed"`
	Outcome string   `json:"outcome,omitempty"` // a code: how it was done, or why cancelled
	Rev     int64    `json:"rev"`               // to tell that somebody changed it meanwhile
}

// Lamp tells the colour of the item at an instant; a closed item has none.
func (i *Item) Lamp(now gov.Time) Lamp {
	switch {
	case i.Due == 0 || !i.State.Live():
		return NoLamp
	case now > i.Due:
		return Red
	case i.Warn != 0 && now >= i.Warn:
		return Yellow
	}
	return Green
}

// holder is the post in whose list the item stands: who claimed it, else the
// post it was given to.
func (i *Item) holder() gov.ID {
	if i.Claimed != 0 {
		return i.Claimed
	}
	return i.Post
}

// fits tells whether an officer may take the item; rule names what forbids it.
func (i *Item) fits(who gov.Actor) (rule string, ok bool) {
	switch {
	case who.Kind != gov.Officer || who.Post == 0:
		return "todo-officers-only", false
	case who.Department != i.Department:
		return "todo-own-department", false
	case i.Post != 0 && i.Post != who.Post:
		return "todo-own-post", false
	case i.Role != "" && !who.HasRole(i.Role):
		return "todo-own-role", false
	}
	return "", true
}

// Limits on what an item may hold.
const (
	maxCode = 100
	maxArgs = 2000 // bytes of JSON
)

func (i *Item) check() error {
	e := gov.Invalid("todo.item")
	for path, v := range map[string]string{"kind": i.Kind, "title": i.Title, "ref.kind": i.Ref.Kind} {
		if v == "" || len(v) > maxCode {
			e.At(path, "todo.code")
		}
	}
	if len(i.Role) > maxCode || len(i.Ref.Part) > maxCode || len(i.About) > maxCode {
		e.At("role", "todo.code")
	}
	if i.Department == 0 {
		e.At("department", "todo.department")
	}
	if i.Due < 0 || i.Warn < 0 || (i.Due != 0 && i.Warn > i.Due) {
		e.At("due", "todo.due")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}
