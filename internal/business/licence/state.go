package licence

import (
	"holon.example/holon/internal/gov"
)

// State is what a certificate is worth.
type State string

// The states.
const (
	Valid     State = "valid"     // 有效
	Suspended State = "suspended" // 挂起: for a time
	Revoked   State = "revoked"   // 撤销, 吊销: taken away
	Cancelled State = "cancelled" // 注销: its subject is gone, or the holder gave it back
	Expired   State = "expired"   // 过期
	Replaced  State = "replaced"  // the next version stands
)

// Act is what may happen to a certificate.
type Act string

// The acts.
const (
	Suspend Act = "suspend"
	Resume  Act = "resume"
	Revoke  Act = "revoke"
	Cancel  Act = "cancel"
	Expire  Act = "expire"
	Replace Act = "replace"
)

// edges are all the moves there are; what is not here is illegal.
var edges = map[State]map[Act]State{
	Valid:     {Suspend: Suspended, Revoke: Revoked, Cancel: Cancelled, Expire: Expired, Replace: Replaced},
	Suspended: {Resume: Valid, Revoke: Revoked, Cancel: Cancelled, Expire: Expired},
	Revoked:   {},
	Cancelled: {},
	Expired:   {Cancel: Cancelled}, // §70(1): an expired licence is struck off the register
	Replaced:  {},
}

// States lists every state, in the order of a certificate's life.
func States() []State { return []State{Valid, Suspended, Revoked, Cancelled, Expired, Replaced} }

// Acts lists every act.
func Acts() []Act { return []Act{Suspend, Resume, Revoke, Cancel, Expire, Replace} }

// Ended tells whether the state is final for the holder.
func (s State) Ended() bool { return s != Valid && s != Suspended }

// Next gives the state after an act; an illegal move is a conflict (licence.state).
func (s State) Next(a Act) (State, error) {
	if to, ok := edges[s][a]; ok {
		return to, nil
	}
	return s, gov.Conflict("licence.state").With("state", string(s)).With("act", string(a))
}

// Change is an act with what the law asks to be recorded of it.
type Change struct {
	Act    Act      `json:"act"`
	Date   gov.Date `json:"date"`
	Ground string   `json:"ground"` // citation, e.g. 行政许可法§69.1; not needed for expiry
	Reason string   `json:"reason"` // in words, told to the holder
}

// Apply gives the certificate after a change. Revoking, suspending and
// cancelling need a ground and a reason (行政许可法 §69, §70; §7 the holder's right to
// be told); nothing happens before the certificate was issued; it expires only
// when its term is over and no renewal asked for in time is pending (§50).
func (l Licence) Apply(c Change) (Licence, error) {
	to, err := l.State.Next(c.Act)
	if err != nil {
		return l, err
	}
	if d, err := gov.ParseDate(string(c.Date)); err != nil || d < l.Issued {
		return l, gov.Invalid("licence.change").At("date", "licence.change_date")
	}
	if grounded(c.Act) && c.Ground == "" {
		return l, gov.Invalid("licence.change").At("ground", "licence.change_ground")
	}
	if grounded(c.Act) && c.Reason == "" {
		return l, gov.Invalid("licence.change").At("reason", "licence.change_reason")
	}
	if c.Act == Expire && !l.over(c.Date) {
		return l, gov.Conflict("licence.not_over")
	}
	l.State = to
	l.Changed = c.Date
	return l, nil
}

func grounded(a Act) bool { return a == Suspend || a == Revoke || a == Cancel }

// over tells whether the term is over on a day.
func (l Licence) over(day gov.Date) bool {
	return l.Until != "" && day > l.Until && !l.Renewing
}

// On gives the state as it counts on a day: a term that is over counts as
// expired although nobody has recorded it yet.
func (l Licence) On(day gov.Date) State {
	if !l.State.Ended() && l.over(day) {
		return Expired
	}
	return l.State
}
