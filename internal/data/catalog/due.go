package catalog

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/lamp"
	"holon.example/holon/internal/rule/clock/limit"
)

// Clocks are the limits of the catalogue as the site keeps them, beside the calendar they
// are counted by. Rules are named CU-CYCLE for updates and C1 for the review.
type Clocks struct {
	Limits   *limit.Table // nil: none is installed, and nothing is ever late
	Calendar *calendar.Calendar
}

// ReviewRule is the rule of the time in which what was handed in is reviewed.
const ReviewRule = "C1"

// updateRule names the rule of an update cycle.
func updateRule(cycle string) string { return "CU-" + cycle }

// Reading is how a limit of the catalogue stands.
type Reading struct {
	Lamp lamp.Lamp `json:"lamp"`
	Due  gov.Date  `json:"due,omitempty"` // the last day; empty: there is none
	Left int       `json:"left"`          // working days; negative when over
	Rule string    `json:"rule,omitempty"`
}

// Update tells whether the data of a published resource are up to date. One that is
// always current, or has no cycle, has no limit, nor has one that is not published.
func (c Clocks) Update(e *Entry, now gov.Time) (Reading, error) {
	if e.Published == 0 || e.Version == nil || e.Version.Cycle == "realtime" || e.Version.Cycle == Irregular {
		return Reading{Lamp: lamp.Off}, nil
	}
	return c.read(updateRule(e.Version.Cycle), e.Updated, now)
}

// Review tells how long a version that was handed in has waited.
func (c Clocks) Review(v *Version, now gov.Time) (Reading, error) {
	if v.State != Submitted {
		return Reading{Lamp: lamp.Off}, nil
	}
	return c.read(ReviewRule, v.HandedIn, now)
}

func (c Clocks) read(rule string, from, now gov.Time) (Reading, error) {
	if c.Limits == nil || c.Calendar == nil || from == 0 {
		return Reading{Lamp: lamp.Off}, nil
	}
	r, err := c.Limits.Rule(rule, from.Date())
	if err != nil {
		return Reading{Lamp: lamp.Off}, err
	}
	k, err := clock.Start(r, clock.Opening{From: from}, c.Calendar)
	if err != nil {
		return Reading{Lamp: lamp.Off}, err
	}
	got, err := lamp.Read(k, c.Calendar, now)
	return Reading{Lamp: got.Lamp, Due: got.Due.Governing().On, Left: got.Left, Rule: rule}, err
}
