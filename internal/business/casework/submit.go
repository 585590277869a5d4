package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// intakeFlow is the name under which a pack offers the process of receipt and
// acceptance, the same for every case.
const intakeFlow = "flow-intake"

// Receipt is what the applicant holds after submitting: proof of receipt, not
// of acceptance (收件凭证).
type Receipt struct {
	ID       gov.ID   `json:"id"`
	No       string   `json:"no"`
	Query    string   `json:"query_code"`
	Received gov.Time `json:"received"`
	NoticeBy gov.Date `json:"notice_by"` // last day for the one-time notice
	Matters  []string `json:"matters"`
	Missing  []string `json:"missing,omitempty"` // materials not handed in
}

// Submit hands in an application (action submitapply.Application). Errors of the form
// name their fields; missing materials are no error: the window tells them once.
func (s *Service) Submit(ctx context.Context, who gov.Actor, key string, in apply.Application) (*Receipt, error) {
	outline, err := s.desk.Outline(in)
	if err != nil {
		return nil, err
	}
	if in, err = s.desk.Whom(ctx, who, in); err != nil {
		return nil, err
	}
	known, err := s.desk.KnownFor(ctx, who, in, outline)
	if err != nil {
		return nil, err
	}
	given, notGiven := s.File.HandedIn(ctx, who, in.Draft, in.Materials)
	in.Materials = given
	cmd := act.Command{Action: "submitApplication", Actor: who, Key: key, Input: in}
	if in.Draft != 0 {
		cmd.Claims = []string{"draft/" + in.Draft.String()}
	}
	return act.Do(ctx, s.Act, cmd, func(p *act.Prep) (*Receipt, error) {
		y, err := s.desk.Party(ctx, p, in)
		if err != nil {
			return nil, err
		}
		c := newCase(p, who, in, y)
		if err := p.Authorise(y.Resource(c.ID, c.Division)); err != nil {
			return nil, err
		}
		if notGiven != nil {
			return nil, notGiven
		}
		if err := s.late(ctx, p, c, in.Slip); err != nil {
			return nil, err
		}
		pr, err := s.desk.Prepare(p.Now(), in, outline, known)
		if err != nil {
			return nil, err
		}
		if err := s.desk.Use(ctx, p, in, c.ID); err != nil {
			return nil, err
		}
		pr.Hand = y.Hand
		r, err := s.receive(ctx, p, c, pr, in)
		if err == nil && y.Hand != nil {
			err = y.Hand.Keep(ctx, p, c.ID, true)
		}
		return r, err
	})
}

// late sets a case to the true time of receipt that stands on the paper receipt of an
// outage: all its clocks run from then.
func (s *Service) late(ctx context.Context, p *act.Prep, c *casefile.Case, slip gov.ID) (err error) {
	if slip == 0 {
		return nil
	}
	if s.Slip == nil {
		return gov.NotFound("reception.no_slip")
	}
	c.Received, err = s.Slip(ctx, p, slip, c.ID, c.Division)
	return err
}

func newCase(p *act.Prep, who gov.Actor, in apply.Application, y *apply.Party) *casefile.Case {
	now := p.Now()
	c := &casefile.Case{
		ID: p.NewID(), Division: in.Division, Thing: in.Thing, Item: in.Item, State: casefile.Draft, Applicant: y.Applicant, Quality: y.Quality,
		Person: y.Person, Account: who.Account, Channel: who.Channel, Created: now, Received: now,
	}
	c.No = casefile.Number(c.Division, now, c.ID)
	return c
}

// receive writes the case with its matters and starts the intake.
func (s *Service) receive(ctx context.Context, p *act.Prep, c *casefile.Case, pr *apply.Prepared, in apply.Application) (*Receipt, error) {
	if err := p.NewSubject(c.ID); err != nil {
		return nil, err
	}
	keys, err := p.Keys(c.ID)
	if err != nil {
		return nil, err
	}
	if err := c.To(casefile.Received); err != nil {
		return nil, err
	}
	matters, err := s.newMatters(ctx, p, c, pr.Plan)
	if err != nil {
		return nil, err
	}
	if c.Owner, err = s.firstContact(ctx, p, c, matters[0]); err != nil {
		return nil, err
	}
	code := casefile.NewQueryCode()
	c.QueryCode = casefile.CodeDigest(keys.SaltKey(), code)
	pr.Facts[factQueryCode] = code // told on the receipt, and to nobody else
	facts, err := json.Marshal(pr.Facts)
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	answers, err := json.Marshal(pr.Answers)
	if err != nil {
		return nil, fmt.Errorf("answers: %w", err)
	}
	c.Facts, c.Form = keys.Encrypt(casefile.LabelFacts, facts), keys.Encrypt(casefile.LabelForm, answers)
	for _, g := range in.Materials {
		if _, err := file(p, c, g); err != nil {
			return nil, err
		}
	}
	notice, err := s.startIntake(ctx, p, c, matters, pr)
	if err != nil {
		return nil, err
	}
	r := &Receipt{ID: c.ID, No: c.No, Query: code, Received: c.Received, NoticeBy: notice, Missing: pr.Missing}
	for _, m := range matters {
		r.Matters = append(r.Matters, m.Item)
	}
	return r, nil
}

func (s *Service) newMatters(ctx context.Context, p *act.Prep, c *casefile.Case, plan *matter.Plan) ([]*casefile.Matter, error) {
	var out []*casefile.Matter
	for _, part := range plan.Parts {
		dep, err := s.department(ctx, p, c.Division, part.Item)
		if err != nil {
			return nil, err
		}
		m := &casefile.Matter{
			ID: p.NewID(), Case: c.ID, Item: part.Item.ID, Department: dep, Division: c.Division, State: casefile.Waiting,
			Joint: part.Joint, Handling: part.Item.Handling, Process: part.Flow,
		}
		for _, e := range part.After {
			m.After = append(m.After, e.Item)
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, gov.Invalid("case.nothing_to_do")
	}
	return out, nil
}

// startIntake sets off the five-day clock and the intake process, and writes rows
// and event.
func (s *Service) startIntake(ctx context.Context, p *act.Prep, c *casefile.Case, ms []*casefile.Matter, pr *apply.Prepared) (gov.Date, error) {
	owner, err := s.owner(c)
	if err != nil {
		return "", err
	}
	name, text := s.Library().Flow(owner, intakeFlow)
	if text == nil {
		return "", fmt.Errorf("no process %s for %s", intakeFlow, c.Name())
	}
	w := &work{s: s, p: p, c: c, ms: ms, fresh: true, hand: pr.Hand}
	data := seal.Data{
		"no": c.No, "thing": c.Thing, "item": c.Item, "subject": c.Applicant, "division": c.Division, "channel": c.Channel,
		"matters": items(ms), "departments": departments(ms), "missing": len(pr.Missing), "owner": c.Owner,
	}
	spared(data, pr.Plan, ms)
	w.hand.Sign(data)
	if err := p.Event("case.received", casefile.Stream(c.ID), data); err != nil {
		return "", err
	}
	t, err := w.setOff(caseclock.Notice, 0, c.Received, nil)
	if err != nil {
		return "", err
	}
	in := &flow.Instance{Case: c.ID, Process: name}
	vars := map[string]any{"missing": len(pr.Missing) > 0}
	if err := s.Flow.Start(withWork(ctx, w), p, in, text, vars); err != nil {
		return "", err
	}
	c.Flow = in.ID
	return t.Due.Date(), w.save()
}

// spared says which papers the applicant was not asked for (国务院716号令§7), for which
// authority, and out of which register instead; "-" stands for one the system writes.
func spared(data seal.Data, plan *matter.Plan, ms []*casefile.Matter) {
	var codes, ways, registers []string
	var of []gov.ID
	for _, m := range plan.Materials {
		if m.Submitted() {
			continue
		}
		i := max(0, slices.IndexFunc(ms, func(x *casefile.Matter) bool { return slices.Contains(m.For, x.Item) }))
		register := m.Resource
		if register == "" {
			register = "-"
		}
		codes, ways = append(codes, m.ID), append(ways, m.Waiver)
		registers, of = append(registers, register), append(of, ms[i].Department)
	}
	if len(codes) > 0 {
		data["spared"], data["ways"], data["registers"], data["sparedFor"] = codes, ways, registers, of
	}
}

func items(ms []*casefile.Matter) (out []string) {
	for _, m := range ms {
		out = append(out, m.Item)
	}
	return out
}

func departments(ms []*casefile.Matter) (out []gov.ID) {
	for _, m := range ms {
		out = append(out, m.Department)
	}
	return out
}
