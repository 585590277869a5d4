package extension

import (
	"context"
	"strconv"

	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/limit"
)

// Extension asks for more time for a matter.
type Extension struct {
	Matter gov.ID `json:"matter"`
	Amount int    `json:"amount"` // in the unit of the limit
	Reason string `json:"reason"` // told to the applicant (§42)
}

// Config is what extending needs.
type Config struct {
	Amend    procedure.Amend
	Calendar func() *calendar.Calendar
}

// Approver extends limits.
type Approver struct{ Config }

// ExtendClock extends a limit, approved by the rank the law names (action
// extendClock), and tells the applicant why.
func (x *Approver) ExtendClock(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Extension) (pr *procedure.Progress, err error) {
	a := procedure.Amendment{Action: "extendClock", Who: who, Key: key, Input: in, Case: caseID, Matter: in.Matter}
	err = x.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		if in.Matter == 0 {
			return gov.NotFound("case.none")
		}
		if err := x.extend(ctx, f, in); err != nil {
			return err
		}
		pr = f.Progress()
		return nil
	})
	return pr, err
}

// extend tries the extension first, so that the letter tells the day it leads to.
func (x *Approver) extend(ctx context.Context, f procedure.File, in Extension) error {
	t, p := f.Main(), f.Prep()
	switch {
	case t == nil:
		return gov.Conflict("clock.none")
	case in.Reason == "":
		return gov.Invalid("clock.reason").At("reason", "clock.reason")
	}
	a := clock.Act{Kind: clock.Extend, At: p.Now(), Amount: in.Amount, Rank: rankOf(p.Who()), By: p.Who().Post, Letter: "letter", Reason: "told"}
	tried, _, err := clock.Do(t.Clock, a, x.Calendar())
	if err != nil {
		return err
	}
	due, err := clock.Last(tried, x.Calendar())
	if err != nil {
		return err
	}
	id, err := f.Letter(ctx, "extend", procedure.Addressee{}, map[string]string{
		"reasons": in.Reason, "approver": wording.Word("letter.authority_head", nil), "extendDays": strconv.Itoa(in.Amount), "newDue": wording.Day(due.Governing().On),
	})
	if err != nil {
		return err
	}
	a.Letter = id.String()
	if err := f.Do(ctx, t, a); err != nil {
		return err
	}
	return f.Event("clock.extended", seal.Data{"amount": in.Amount, "due": t.Due, "letter": id, "clock": t.ID})
}

// rankOf gives the rank an actor may approve with.
func rankOf(who gov.Actor) limit.Rank {
	switch {
	case who.HasRole(org.Mayor):
		return "government_head"
	case who.HasRole(org.Approver), who.HasRole(org.Chief):
		return "authority_head"
	}
	return ""
}
