package mandate

import (
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// State is where a mandate stands.
type State string

// The states of a mandate.
const (
	Offered   State = "offered" // 待接受
	Active    State = "active"  // 生效
	Declined  State = "declined"
	Withdrawn State = "withdrawn" // 解除, by either side
	Expired   State = "expired"   // 期满
)

var edges = map[State][]State{
	Offered:   {Active, Declined, Withdrawn, Expired},
	Active:    {Withdrawn, Expired},
	Declined:  nil,
	Withdrawn: nil,
	Expired:   nil,
}

// Kind says in what quality the delegate acts.
type Kind string

// The kinds of mandates.
const (
	Family       Kind = "family"       // 亲友代办, for a person
	Professional Kind = "professional" // 专业代理, for a person or a firm
	Clerk        Kind = "clerk"        // 法人经办, for the firm he works for
)

// Power is one thing a delegate may do.
type Power string

// The powers.
const (
	Apply      Power = "apply"      // begin, hand in and take back applications, ask for a hearing
	Supplement Power = "supplement" // hand in what is missing or to be put right
	Read       Power = "read"       // see the progress and the letters of a case
	Collect    Power = "collect"    // receive the result and sign for it
)

// Powers lists them in their order.
var Powers = []Power{Apply, Supplement, Read, Collect}

// Scope says of which business a mandate is: everything, named items and packages,
// or one case.
type Scope struct {
	Items []string `json:"items,omitempty"` // ids of items or packages; none and no case: everything
	Case  gov.ID   `json:"case,omitempty"`
}

// words of the scope in the store.
const (
	scopeAll   = "all"
	scopeItems = "items"
	scopeCase  = "case"
)

func (s Scope) word() string {
	switch {
	case s.Case != 0:
		return scopeCase
	case len(s.Items) > 0:
		return scopeItems
	}
	return scopeAll
}

// Mandate is the right of one person to act for another, or for a firm.
type Mandate struct {
	ID        gov.ID   `json:"id"`
	Principal gov.ID   `json:"principal"`      // vault subject of the person or firm
	Firm      bool     `json:"firm,omitempty"` // the principal is a firm
	Delegate  gov.ID   `json:"delegate"`       // the natural person who may act
	Kind      Kind     `json:"kind"`
	May       []Power  `json:"may"`
	Scope     Scope    `json:"scope"`
	From      gov.Date `json:"from"`
	Until     gov.Date `json:"until"` // last day
	State     State    `json:"state"`
	Division  string   `json:"division,omitempty"` // where it was made
	Channel   string   `json:"channel"`
	Paper     string   `json:"paper,omitempty"` // signed paper, at the window: content address
	Made      gov.Time `json:"made"`
	Accepted  gov.Time `json:"accepted"`
	Ended     gov.Time `json:"ended"`
	EndedBy   string   `json:"endedBy,omitempty"` // principal, delegate, window or term

	account  gov.ID // that made it
	paperKey gov.ID // subject under whose key the paper is sealed
	job      gov.ID // that ends it with its term
	named    bool   // the scope has items
	rev      int64
}

// Stream is the event stream of a mandate.
func Stream(id gov.ID) string { return "mandate/" + id.String() }

// To moves a mandate, or refuses the edge.
func (m *Mandate) To(s State) error {
	if !slices.Contains(edges[m.State], s) {
		return gov.Conflict("mandate.state").With("state", string(m.State)).With("next", string(s))
	}
	m.State = s
	return nil
}

// Lets tells whether the mandate gives a power over a target on a day.
func (m *Mandate) Lets(power Power, t Target, on gov.Date) bool {
	if m.State != Active || m.Principal != t.Principal || on < m.From || on > m.Until || !slices.Contains(m.May, power) {
		return false
	}
	switch m.Scope.word() {
	case scopeCase:
		return m.Scope.Case == t.Case
	case scopeItems:
		return slices.Contains(m.Scope.Items, t.Name)
	}
	return true
}

// Target is what somebody wants to do for a principal: something with one case, or
// with an application for an item or package.
type Target struct {
	Principal gov.ID
	Name      string // id of the item or package
	Case      gov.ID // 0: there is none yet
}

// resource is the mandate as the policies see it. head is the actor, if he is the
// legal representative of the firm that is the principal.
func (m *Mandate) resource(who gov.Actor, head gov.ID, papered bool) act.Resource {
	division := m.Division
	if division == "" {
		division = who.Division
	}
	id := ""
	if m.ID != 0 {
		id = m.ID.String()
	}
	return act.Resource{Type: "Mandate", ID: id, Attrs: map[string]any{
		"principal": m.Principal, "head": head, "delegate": m.Delegate, "division": division, "papered": papered,
	}}
}
