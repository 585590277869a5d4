package gov

// ActorKind says in what quality somebody acts.
type ActorKind string

// The qualities in which one may act.
const (
	Citizen ActorKind = "citizen" // a natural person for himself or another (代办)
	Agent   ActorKind = "agent"   // a person for a firm or body (法人经办人)
	Officer ActorKind = "officer" // staff on a post of a department
	System  ActorKind = "system"  // another system, or a job of this one
	Nobody  ActorKind = "nobody"  // not signed in: public pages, sign-in itself
)

// Actor is who performs a use case. Every use case names one, and every event
// records it; a change without an actor cannot be written.
type Actor struct {
	Kind       ActorKind `json:"kind"`
	Account    ID        `json:"account,omitempty"`    // the account signed in
	Subject    ID        `json:"subject,omitempty"`    // the person or firm acted for
	Person     ID        `json:"person,omitempty"`     // the natural person at the keys
	Post       ID        `json:"post,omitempty"`       // the post an officer acts on
	Department ID        `json:"department,omitempty"` // the department of that post
	Division   string    `json:"division,omitempty"`   // division code of the post or home
	Roles      []string  `json:"roles,omitempty"`      // roles of the post, sorted
	For        ID        `json:"for,omitempty"`        // the absent holder whose deputy acts (AB角); 0: the holder himself
	Session    ID        `json:"session,omitempty"`
	Channel    string    `json:"channel,omitempty"` // portal, counter, desk, api, job
	Request    string    `json:"request,omitempty"` // request id, for the log
}

// Job is the actor of work the system does by itself.
func Job(name string) Actor { return Actor{Kind: System, Channel: "job:" + name} }

// HasRole tells whether the post carries the role.
func (a Actor) HasRole(role string) bool {
	for _, r := range a.Roles {
		if r == role {
			return true
		}
	}
	return false
}
