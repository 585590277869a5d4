package casefile

import (
	"slices"

	"holon.example/holon/internal/gov"
)

// State is where a case stands.
type State string

// The states of a case.
const (
	Draft      State = "draft"
	Received   State = "received"   // 已收件, waits for pre-check
	Supplement State = "supplement" // 待补正, waits for the applicant
	Accepted   State = "accepted"   // 已受理, or deemed accepted
	Rejected   State = "rejected"   // 不受理 or 不予受理
	Withdrawn  State = "withdrawn"  // 撤回
	Closed     State = "closed"     // 办结: every matter has ended
)

// MatterState is where one matter of a case stands.
type MatterState string

// The states of a matter.
const (
	Waiting   MatterState = "waiting" // for intake, or for a cited precondition
	Open      MatterState = "open"
	Paused    MatterState = "paused" // 停钟: a lawful pause runs
	Rework    MatterState = "rework" // 整改: the applicant puts something right
	Decided   MatterState = "decided"
	Delivered MatterState = "delivered"
	Ended     MatterState = "ended"
)

// Outcomes of a matter.
const (
	Granted   = "granted"   // 准予
	Refused   = "refused"   // 不予, with reasons and remedies
	Guided    = "guided"    // 指导意见
	Checked   = "checked"   // 核验通过
	CheckFail = "unmatched" // 核验不符
	Void      = "void"      // ended with the case, without a decision
	Revoked   = "revoked"   // 撤销
)

// legal edges; anything else is a conflict.
var caseEdges = map[State][]State{
	Draft:      {Received},
	Received:   {Supplement, Accepted, Rejected, Withdrawn},
	Supplement: {Received, Accepted, Withdrawn},
	Accepted:   {Closed, Withdrawn},
	Rejected:   nil,
	Withdrawn:  nil,
	Closed:     nil,
}

var matterEdges = map[MatterState][]MatterState{
	Waiting:   {Open, Ended},
	Open:      {Paused, Rework, Decided, Ended},
	Paused:    {Open, Ended},
	Rework:    {Open, Ended},
	Decided:   {Delivered, Ended},
	Delivered: {Ended},
	Ended:     nil,
}

// To moves a case, or refuses the edge.
func (c *Case) To(s State) error {
	if !slices.Contains(caseEdges[c.State], s) {
		return gov.Conflict("case.state").With("state", string(c.State)).With("next", string(s))
	}
	c.State = s
	return nil
}

// To moves a matter, or refuses the edge.
func (m *Matter) To(s MatterState) error {
	if !slices.Contains(matterEdges[m.State], s) {
		return gov.Conflict("matter.state").With("state", string(m.State)).With("next", string(s))
	}
	m.State = s
	return nil
}

// Case is one application. Its facts and form are encrypted under the case's key.
type Case struct {
	ID        gov.ID        `json:"id"`
	No        string        `json:"no"` // 办件编号
	Division  string        `json:"division"`
	Thing     string        `json:"thing,omitempty"` // package, or
	Item      string        `json:"item,omitempty"`  // single item
	State     State         `json:"state"`
	Applicant gov.ID        `json:"applicant"` // vault subject: person or firm
	Quality   gov.ActorKind `json:"quality"`   // citizen or agent
	Person    gov.ID        `json:"person"`    // who applied, for himself or the firm
	Account   gov.ID        `json:"account"`
	Channel   string        `json:"channel"`
	Owner     gov.ID        `json:"owner"` // department of first contact (首接负责)
	Created   gov.Time      `json:"created"`
	Received  gov.Time      `json:"received"`
	Accepted  gov.Time      `json:"accepted"`
	Deemed    bool          `json:"deemed,omitempty"`
	Ended     gov.Time      `json:"ended"`
	Flow      gov.ID        `json:"-"` // intake instance
	QueryCode string        `json:"-"` // digest of the query code
	Rev       int64         `json:"-"`

	Facts []byte `json:"-"` // situation and what tables found, encrypted
	Form  []byte `json:"-"` // answers, encrypted
}

// Stream is the event stream of a case.
func Stream(id gov.ID) string { return "case/" + id.String() }

// Name is the id of the package or item applied for.
func (c *Case) Name() string {
	if c.Thing != "" {
		return c.Thing
	}
	return c.Item
}

// Matter is one item of the case before its own authority.
type Matter struct {
	ID         gov.ID      `json:"id"`
	Case       gov.ID      `json:"case"`
	Item       string      `json:"item"`
	Department gov.ID      `json:"department"` // 实施主体
	Division   string      `json:"division"`
	State      MatterState `json:"state"`
	Outcome    string      `json:"outcome,omitempty"`
	After      []string    `json:"after,omitempty"` // items waited for, by cited preconditions
	Joint      string      `json:"joint,omitempty"` // shared visit
	Handling   string      `json:"handling"`        // instant or promised
	Handler    gov.ID      `json:"-"`               // persons: four eyes are counted by people, not posts
	Reviewer   gov.ID      `json:"-"`
	Approver   gov.ID      `json:"-"`
	Opened     gov.Time    `json:"opened"`
	Decided    gov.Time    `json:"decided"`
	Delivered  gov.Time    `json:"delivered"`
	Flow       gov.ID      `json:"-"`
	Process    string      `json:"-"`
	Licence    gov.ID      `json:"licence,omitempty"`
	Rev        int64       `json:"-"`
}

// Material is one material of a case: handed in, fetched or written by the system.
type Material struct {
	ID     gov.ID   `json:"id"`
	Case   gov.ID   `json:"case"`
	Code   string   `json:"code"` // material id of the item
	Name   string   `json:"name"` // file name, as given
	Blob   string   `json:"blob"` // content address
	Type   string   `json:"type"` // sniffed media type
	Size   int64    `json:"size"`
	State  string   `json:"state"` // given, replaced, accepted, returned
	Origin bool     `json:"origin,omitempty"`
	At     gov.Time `json:"at"`
	By     gov.ID   `json:"by"` // account
	Rev    int64    `json:"-"`

	key []byte // of the file, encrypted
}

// Opinion is what one post said on one step: signed, dated, with its basis.
type Opinion struct {
	ID         gov.ID   `json:"id"`
	Case       gov.ID   `json:"case"`
	Matter     gov.ID   `json:"matter"`
	Step       string   `json:"step"` // element of the process
	Page       string   `json:"page"`
	Post       gov.ID   `json:"post"`
	Department gov.ID   `json:"department"`
	At         gov.Time `json:"at"`
	Result     string   `json:"result"` // agree, return, grant, refuse, …
	Cites      []string `json:"cites,omitempty"`
	Text       string   `json:"text"`
	For        gov.ID   `json:"for,omitempty"` // the absent holder whose deputy signed (AB角)
	Rev        int64    `json:"-"`
}

// Visit is one visit to the spot, alone or joint, by at least two of staff.
type Visit struct {
	ID      gov.ID            `json:"id"`
	Case    gov.ID            `json:"case"`
	Joint   string            `json:"joint,omitempty"`
	Matters []gov.ID          `json:"matters"`
	Staff   []gov.ID          `json:"staff"` // posts
	At      gov.Time          `json:"at"`
	Results map[string]string `json:"results"` // matter → pass or fail
	Report  string            `json:"report"`
	Rev     int64             `json:"-"`
}
