package deferral

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
)

// States of a deferral.
const (
	Promised = "promised"
	Accepted = "accepted"
	Kept     = "kept"
	Broken   = "broken"
)

// What a broken promise leads to.
const (
	TakenBack = "withdrawn" // 视为撤回
	Refusal   = "refused"   // the authority refuses, with that reason
)

// Deferral is what an applicant promised to hand in after the acceptance.
type Deferral struct {
	ID        gov.ID   `json:"id"`
	Case      gov.ID   `json:"case"`
	State     string   `json:"state"`
	Materials []string `json:"materials"` // codes
	Cite      string   `json:"cite"`      // of the regulation of the place
	Lapse     string   `json:"lapse"`     // what a broken promise leads to
	Due       gov.Date `json:"due,omitempty"`
	Paper     gov.ID   `json:"paper,omitempty"` // signed promise: material of the case
	Promised  gov.Time `json:"promised"`
	Accepted  gov.Time `json:"accepted"`
	Ended     gov.Time `json:"ended"`

	rev int64
}

// Config is what deferrals need; app wires it.
type Config struct {
	Act     *act.Engine
	Amend   procedure.Amend
	Library func() *matter.Library
}

// Desk performs the use cases of deferrals.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

// Job is the kind of the jobs that look whether a promise was kept.
const Job = "casework.promise"

type payload struct {
	Case gov.ID `json:"case"`
}

const (
	paperCode = "deferral-promise"
	maxCodes  = 20
)

// Promise is what the applicant promises before the acceptance.
type Promise struct {
	Materials []string `json:"materials"`
	Paper     string   `json:"paper,omitempty"` // signed promise, at the window
}

// Promise records that the applicant will hand materials in later (action supplement):
// himself, a delegate, or the window on his signed paper.
func (d *Desk) Promise(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Promise) (x *Deferral, err error) {
	a := procedure.Amendment{Action: "supplement", Who: who, Key: key, Input: in, Case: caseID}
	if in.Paper != "" {
		a.Papers = []string{in.Paper}
	}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		x, err = d.promise(ctx, f, in)
		return err
	})
	return x, err
}

func (d *Desk) promise(ctx context.Context, f procedure.File, in Promise) (*Deferral, error) {
	p, c := f.Prep(), f.Case()
	if c.State != casefile.Received && c.State != casefile.Supplement {
		return nil, gov.Conflict("deferral.not_now")
	}
	if p.Who().Kind == gov.Officer && in.Paper == "" {
		return nil, gov.Invalid("deferral.promise").At("paper", "deferral.paper")
	}
	rule, err := allowed(f, in.Materials)
	if err != nil {
		return nil, err
	}
	x, err := Of(ctx, p.Q(), c.ID)
	if err != nil {
		return nil, err
	}
	if x == nil {
		x = &Deferral{ID: p.NewID(), Case: c.ID}
	}
	x.State, x.Materials, x.Cite, x.Lapse, x.Promised = Promised, in.Materials, rule.Cite, lapse(rule), p.Now()
	if in.Paper != "" {
		if x.Paper, err = f.Keep(ctx, paperCode, in.Paper); err != nil {
			return nil, err
		}
	}
	return x, errOr(f.Event("deferral.promised", seal.Data{"materials": x.Materials, "cite": x.Cite}), func() error { return x.put(p) })
}

func errOr(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

func lapse(rule *matter.Flexible) string {
	if rule.Lapse == "" {
		return TakenBack
	}
	return rule.Lapse
}

// allowed checks that a regulation of the place lets every one of the materials come
// later; of several items the shortest limit binds.
func allowed(f procedure.File, codes []string) (rule *matter.Flexible, err error) {
	if len(codes) == 0 || len(codes) > maxCodes {
		return nil, gov.Invalid("deferral.promise").At("materials", "deferral.materials")
	}
	left := slices.Clone(codes)
	for _, m := range f.Matters() {
		it, err := f.Item(m)
		if err != nil {
			return nil, err
		}
		x := it.Deferral
		if x == nil || x.Cite == "" || !x.Local {
			continue
		}
		before := len(left)
		left = slices.DeleteFunc(left, func(code string) bool { return slices.Contains(x.Materials, code) })
		if len(left) < before && (rule == nil || x.Days < rule.Days) {
			rule = x
		}
	}
	if len(left) > 0 {
		return nil, gov.Invalid("deferral.promise").At("materials", "deferral.not_allowed").With("code", strings.Join(left, ", "))
	}
	return rule, nil
}

// Accept lets an application be accepted on a promise: called by the acceptance
// inside its command. It sets the clock of the promise off and tells the applicant.
func Accept(ctx context.Context, f procedure.File, lib *matter.Library) error {
	p := f.Prep()
	x, err := Of(ctx, p.Q(), f.Case().ID)
	if err != nil || x == nil || x.State != Promised {
		return err
	}
	it := itemOf(f, x)
	if it == nil {
		return gov.Conflict("deferral.not_now")
	}
	t, err := f.Promise(it)
	if err != nil {
		return err
	}
	x.State, x.Accepted, x.Due = Accepted, p.Now(), t.Due.Date()
	var names []string
	for _, code := range x.Materials {
		names = append(names, wording.Material(lib, f.Case(), f.Matters(), code))
	}
	if _, err := f.Letter(ctx, "deferral", procedure.Addressee{}, map[string]string{
		"missing": wording.Lines(names), "promiseBy": wording.Day(x.Due), "basis": x.Cite, "consequence": wording.Word("deferral.lapse_"+x.Lapse, nil),
	}); err != nil {
		return err
	}
	if _, err := p.Job(Job, x.Due.End()+1, payload{x.Case}); err != nil {
		return err
	}
	if err := f.Event("deferral.accepted", seal.Data{"materials": x.Materials, "due": x.Due, "cite": x.Cite}); err != nil {
		return err
	}
	return x.put(p)
}

// itemOf finds the item whose regulation the promise rests on.
func itemOf(f procedure.File, x *Deferral) (found *matter.Item) {
	for _, m := range f.Matters() {
		if it, err := f.Item(m); err == nil && it.Deferral != nil && it.Deferral.Cite == x.Cite && (found == nil || it.Deferral.Days < found.Deferral.Days) {
			found = it
		}
	}
	return found
}

// Given is what was promised and is handed in now.
type Given struct {
	Materials []apply.Given `json:"materials"`
}

// Supply hands in what was promised (action supplement); with the last of it the
// promise is kept and its clock ends.
func (d *Desk) Supply(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Given) (x *Deferral, err error) {
	a := procedure.Amendment{Action: "supplement", Who: who, Key: key, Input: in, Case: caseID}
	for _, g := range in.Materials {
		a.Papers = append(a.Papers, g.Blob)
	}
	err = d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		if x, err = Of(ctx, f.Prep().Q(), caseID); err != nil {
			return err
		}
		if x == nil || x.State != Accepted {
			return gov.Conflict("deferral.not_now")
		}
		return d.supply(ctx, f, x, in)
	})
	return x, err
}

func (d *Desk) supply(ctx context.Context, f procedure.File, x *Deferral, in Given) error {
	p := f.Prep()
	for _, g := range in.Materials {
		if !slices.Contains(x.Materials, g.Code) {
			return gov.Invalid("case.material").At("materials", "case.material.not_asked")
		}
		if _, err := f.Keep(ctx, g.Code, g.Blob); err != nil {
			return err
		}
	}
	keys, err := p.Keys(x.Case)
	if err != nil {
		return err
	}
	have, err := casefile.MaterialsOf(ctx, p.Q(), keys, x.Case)
	if err != nil {
		return err
	}
	missing := slices.ContainsFunc(x.Materials, func(code string) bool {
		return !slices.ContainsFunc(in.Materials, func(g apply.Given) bool { return g.Code == code }) &&
			!slices.ContainsFunc(have, func(m *casefile.Material) bool { return m.Code == code && m.State == "given" })
	})
	if err := f.Event("deferral.supplied", seal.Data{"materials": len(in.Materials), "complete": !missing}); err != nil || missing {
		return err
	}
	x.State, x.Ended = Kept, p.Now()
	if err := f.Finish(caseclock.Promised); err != nil {
		return err
	}
	return x.put(p)
}

// Look performs a job of kind Job: it looks whether the promise was kept.
func (d *Desk) Look(ctx context.Context, j jobs.Job) error {
	var in payload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	a := procedure.Amendment{Action: "expireTimer", Who: gov.Job("promise"), Key: "job/" + j.ID.String(), Case: in.Case}
	err := d.Amend(ctx, a, func(ctx context.Context, f procedure.File) error {
		x, err := Of(ctx, f.Prep().Q(), in.Case)
		if err != nil {
			return err
		}
		if x == nil || x.State != Accepted || f.Case().State != casefile.Accepted {
			return gov.Conflict("deferral.not_now")
		}
		return d.look(ctx, f, x)
	})
	if err != nil && gov.KindOf(err) == gov.KindConflict {
		return nil // kept, or the case has ended
	}
	return err
}

// look waits on if the calendar has moved the clock meanwhile, and else does what the
// regulation says of a broken promise.
func (d *Desk) look(ctx context.Context, f procedure.File, x *Deferral) error {
	p := f.Prep()
	if t := f.Running(caseclock.Promised); t != nil && p.Now() <= t.Due {
		x.Due = t.Due.Date()
		if _, err := p.Job(Job, t.Due+1, payload{x.Case}); err != nil {
			return err
		}
		return errOr(f.Event("deferral.moved", seal.Data{"due": x.Due}), func() error { return x.put(p) })
	}
	x.State, x.Ended = Broken, p.Now()
	if err := f.Finish(caseclock.Promised); err != nil {
		return err
	}
	if err := f.Event("deferral.broken", seal.Data{"materials": x.Materials, "lapse": x.Lapse, "cite": x.Cite}); err != nil {
		return err
	}
	if err := x.put(p); err != nil || x.Lapse == Refusal {
		return err
	}
	return f.TakeBack(ctx, "promise_broken")
}

// Before checks, before a matter is decided: nothing is granted while a promise is
// open or after it was broken.
func Before(ctx context.Context, p *act.Prep, caseID gov.ID, result string) error {
	if result != "grant" {
		return nil
	}
	x, err := Of(ctx, p.Q(), caseID)
	if err != nil || x == nil {
		return err
	}
	switch x.State {
	case Accepted:
		return gov.Conflict("deferral.open").With("due", string(x.Due))
	case Broken:
		return gov.Conflict("deferral.broken")
	}
	return nil
}
