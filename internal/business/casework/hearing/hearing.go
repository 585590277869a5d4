package hearing

import (
	"context"
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// State is where a hearing stands.
type State string

// The states of a hearing.
const (
	Told      State = "told"
	Requested State = "requested"
	Called    State = "called"
	Held      State = "held"
	Lapsed    State = "lapsed" // nobody asked in time
	Void      State = "void"   // the matter ended without it
)

var edges = map[State][]State{
	Told:      {Requested, Lapsed, Void},
	Requested: {Called, Void},
	Called:    {Called, Held, Void}, // called again: another day
	Held:      nil,
	Lapsed:    nil,
	Void:      nil,
}

// Hearing is one hearing of a matter.
type Hearing struct {
	ID      gov.ID   `json:"id"`
	Case    gov.ID   `json:"case"`
	Matter  gov.ID   `json:"matter"`
	State   State    `json:"state"`
	Parties []gov.ID `json:"parties"`          // applicant first, then third parties
	Own     bool     `json:"own,omitempty"`    // by the authority's own motion (§46)
	Until   gov.Date `json:"until,omitempty"`  // last day to ask
	By      gov.ID   `json:"by,omitempty"`     // party that asked
	HoldBy  gov.Date `json:"holdBy,omitempty"` // last day to hold it
	At      gov.Time `json:"at"`
	Place   string   `json:"place,omitempty"`
	Chair   gov.ID   `json:"chair,omitempty"`  // post
	Open    bool     `json:"open"`             // 公开举行
	Signed  gov.ID   `json:"signed,omitempty"` // signed minutes: material of the case
	Minutes string   `json:"minutes,omitempty"`
	Told    gov.Time `json:"told"`
	Held    gov.Time `json:"held"`

	sealed []byte // minutes, encrypted
	task   gov.ID // work item of the authority
	stop   bool   // it stopped the clock itself
	rev    int64
}

// To moves a hearing, or refuses the edge.
func (h *Hearing) To(s State) error {
	if !slices.Contains(edges[h.State], s) {
		return gov.Conflict("hearing.state").With("state", string(h.State)).With("next", string(s))
	}
	h.State = s
	return nil
}

// live tells whether the hearing still forbids a decision.
func (h *Hearing) live(today gov.Date) bool {
	switch h.State {
	case Told:
		return today <= h.Until
	case Requested, Called:
		return true
	case Held, Lapsed, Void:
	}
	return false
}

// Before checks, before a matter is decided, that no hearing stands in the way, and
// that after one the decision names its minutes (行政许可法§48.2). A right that nobody
// used in time has lapsed.
func Before(ctx context.Context, p *act.Prep, matter, minutes gov.ID) error {
	h, err := Of(ctx, p.Q(), matter)
	if err != nil || h == nil {
		return err
	}
	switch {
	case h.live(p.Now().Date()):
		return gov.Conflict("hearing.open").With("until", string(h.Until))
	case h.State == Held && minutes != h.ID:
		return gov.Invalid("hearing.on_minutes").At("minutes", "hearing.on_minutes")
	case h.State == Told:
		h.State = Lapsed
		return h.put(p)
	}
	return nil
}

// Lapse ends what is open of the hearings of a matter (0: of the whole case), because
// the matter has ended.
func Lapse(ctx context.Context, p *act.Prep, caseID, matter gov.ID) error {
	all, err := OfCase(ctx, p.Q(), caseID)
	if err != nil {
		return err
	}
	for _, h := range all {
		if matter != 0 && h.Matter != matter || len(edges[h.State]) == 0 {
			continue
		}
		if err := h.To(Void); err != nil {
			return err
		}
		if err := h.closeTask(ctx, p, "superseded"); err != nil {
			return err
		}
		if err := h.put(p); err != nil {
			return err
		}
	}
	return nil
}

// OfCase reads the hearings of a case, without their minutes.
func OfCase(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Hearing, error) {
	return read(ctx, q, "case_id = $1 ORDER BY id", caseID)
}

// Of reads the newest hearing of a matter; nil if there is none.
func Of(ctx context.Context, q *sqldb.Q, matter gov.ID) (*Hearing, error) {
	all, err := read(ctx, q, "matter_id = $1 ORDER BY id DESC LIMIT 1", matter)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}
