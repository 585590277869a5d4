package seats

import (
	"slices"
	"sync/atomic"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// Plan are the departments of one state of the organisation on one day.
type Plan struct {
	org    *org.Snapshot
	on     gov.Date
	ByCode map[string]gov.ID // credit code → department
	Halls  map[string]gov.ID // division → service hall with a window
}

// Plans keeps the plan that was asked for last.
type Plans struct{ kept atomic.Pointer[Plan] }

// On gives the plan of a state of the organisation on a day.
func (s *Plans) On(snap *org.Snapshot, on gov.Date) *Plan {
	if kept := s.kept.Load(); kept != nil && kept.org == snap && kept.on == on {
		return kept
	}
	out := &Plan{org: snap, on: on, ByCode: map[string]gov.ID{}, Halls: map[string]gov.ID{}}
	for _, u := range snap.All(org.Department, on) {
		if _, ok := out.ByCode[u.USCC]; !ok {
			out.ByCode[u.USCC] = u.ID
		}
		if _, ok := out.Halls[u.Division]; !ok && u.Form == org.Centre && hasWindow(snap, u.ID, on) {
			out.Halls[u.Division] = u.ID
		}
	}
	s.kept.Store(out)
	return out
}

func hasWindow(snap *org.Snapshot, unit gov.ID, on gov.Date) bool {
	for _, post := range snap.Posts(unit, on) {
		if slices.Contains(post.Roles, org.Clerk) {
			return true
		}
	}
	return false
}
