package assist

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// RefKind is how work items speak of a request.
const RefKind = "assist"

// Desk is what requests need.
type Desk struct {
	Engine   *act.Engine
	Calendar func() *calendar.Calendar
	// Org gives the organisation as the command's own snapshot has it.
	Org func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
}

// Question is what one asks, of whom, and how long the answer may take.
type Question struct {
	Matter gov.ID   `json:"matter"`
	To     gov.ID   `json:"to"` // department
	Text   string   `json:"question"`
	Cites  []string `json:"cites,omitempty"`
	Days   int      `json:"days"` // working days, 1 to 20
}

// Ask sends a request to another department (action askDepartment) and opens a task
// there. The case goes on meanwhile.
func (d Desk) Ask(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in Question) (*Request, error) {
	cmd := act.Command{Action: "askDepartment", Actor: who, Key: key, Input: in, Claims: []string{casefile.Stream(caseID)}}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (*Request, error) {
		c, m, err := matterOf(ctx, p, caseID, in.Matter)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(c.Resource(m)); err != nil {
			return nil, err
		}
		if m.Decided != 0 || m.State == casefile.Ended {
			return nil, gov.Conflict("matter.state").With("state", string(m.State)).With("next", "ask")
		}
		r := &Request{
			ID: p.NewID(), Case: c.ID, No: c.No, Matter: m.ID, Item: m.Item, From: who.Department, Asker: who.Post, To: in.To,
			Question: in.Text, Cites: in.Cites, AskedAt: p.Now(), State: Asked,
		}
		if err := d.check(ctx, p, r, in.Days, m); err != nil {
			return nil, err
		}
		return r, d.send(ctx, p, c, r)
	})
}

func (d Desk) check(ctx context.Context, p *act.Prep, r *Request, days int, m *casefile.Matter) error {
	e := gov.Invalid("assist.request")
	r.Question = words(e, "question", r.Question)
	basis(e, "cites", r.Cites)
	if days < 1 || days > maxDays {
		e.At("days", "assist.days")
	}
	snap, err := d.Org(ctx, p)
	if err != nil {
		return err
	}
	u, ok := snap.Unit(r.To, p.Now().Date())
	if !ok || u.Kind != org.Department || r.To == m.Department || len(answerers(snap, r.To, p.Now().Date())) == 0 {
		e.At("to", "assist.to")
	}
	if len(e.Fields) > 0 {
		return e
	}
	last, err := d.Calendar().AddWorkdays(p.Now().Date(), days)
	r.Due = last.End()
	return err
}

// answerers are the roles by which a department answers: its handlers, else whoever
// decides there or answers for its data.
func answerers(snap *org.Snapshot, department gov.ID, on gov.Date) string {
	for _, role := range []string{org.Handler, org.Chief, org.Approver, org.DataOfficer} {
		for _, post := range snap.Posts(department, on) {
			if slices.Contains(post.Roles, role) {
				return role
			}
		}
	}
	return ""
}

func (d Desk) send(ctx context.Context, p *act.Prep, c *casefile.Case, r *Request) error {
	snap, err := d.Org(ctx, p)
	if err != nil {
		return err
	}
	if open, err := openOf(ctx, p.Q(), c.ID, r.Matter, r.To); err != nil || open {
		if err == nil {
			err = gov.Conflict("assist.asked_already")
		}
		return err
	}
	warn := r.Due.Date().AddDays(-1).Start()
	if warn < p.Now() {
		warn = p.Now()
	}
	if r.Task, err = todo.Open(p, todo.Item{
		Kind: "answer", Title: "task.answer", Args: map[string]string{"no": c.No, "item": r.Item}, Ref: todo.Ref{Kind: RefKind, ID: r.ID},
		Whom: todo.Whom{Department: r.To, Role: answerers(snap, r.To, p.Now().Date())}, Warn: warn, Due: r.Due, About: r.Item,
	}); err != nil {
		return err
	}
	keys, err := p.Keys(c.ID)
	if err != nil {
		return err
	}
	if err := p.Insert(table, r.row(keys)); err != nil {
		return err
	}
	return r.tell(p, c, "assist.asked", seal.Data{"due": r.Due, "cites": r.Cites})
}

// tell records what happened to a request in its case.
func (r *Request) tell(p *act.Prep, c *casefile.Case, event string, data seal.Data) error {
	data["subject"], data["request"], data["matter"], data["item"] = c.Applicant, r.ID, r.Matter, r.Item
	data["from"], data["department"] = r.From, r.To
	return p.Event(event, casefile.Stream(c.ID), data)
}

// Reply is the answer of the asked department.
type Reply struct {
	Rev    int64    `json:"rev"`    // of the request as it was shown
	Result string   `json:"result"` // agree, conditional, object or none (no remarks)
	Text   string   `json:"answer"`
	Cites  []string `json:"grounds,omitempty"`
}

// Answer gives it (action answerDepartment) and ends the task. An objection or a
// condition names its ground.
func (d Desk) Answer(ctx context.Context, who gov.Actor, key string, id gov.ID, in Reply) (*Request, error) {
	cmd := act.Command{Action: "answerDepartment", Actor: who, Key: key, Input: in, Claims: []string{"assist/" + id.String()}}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (*Request, error) {
		r, c, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(r.resource(c.Division)); err != nil {
			return nil, err
		}
		if r.Rev != in.Rev {
			return nil, gov.Conflict("assist.stale")
		}
		if err := in.fill(r); err != nil {
			return nil, err
		}
		if err := r.end(ctx, p, Answered); err != nil {
			return nil, err
		}
		late := p.Now() > r.Due
		return r, r.tell(p, c, "assist.answered", seal.Data{"result": r.Result, "cites": r.Grounds, "late": late})
	})
}

func (in *Reply) fill(r *Request) error {
	e := gov.Invalid("assist.reply")
	if !slices.Contains(Results, in.Result) {
		e.At("result", "assist.result")
	}
	r.Result, r.Answer, r.Grounds = in.Result, words(e, "answer", in.Text), in.Cites
	basis(e, "grounds", in.Cites)
	if len(in.Cites) == 0 && (in.Result == "object" || in.Result == "conditional") {
		e.At("grounds", "assist.grounds")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// end closes a request and its task.
func (r *Request) end(ctx context.Context, p *act.Prep, s State) error {
	if err := r.move(s); err != nil {
		return err
	}
	r.EndedAt = p.Now()
	if s == Answered {
		r.Answerer = p.Who().Post
		if _, err := todo.Done(ctx, p, r.Task, r.Result); err != nil {
			return err
		}
	} else if _, err := todo.Cancel(ctx, p, r.Task, string(s)); err != nil {
		return err
	}
	keys, err := p.Keys(r.Case)
	if err != nil {
		return err
	}
	return p.Update(table, r.row(keys), r.Rev)
}

// Withdraw takes a request back (action askDepartment), as the department that asked.
func (d Desk) Withdraw(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Request, error) {
	cmd := act.Command{Action: "askDepartment", Actor: who, Key: key, Input: id, Claims: []string{"assist/" + id.String()}}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (*Request, error) {
		r, c, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		_, m, err := matterOf(ctx, p, r.Case, r.Matter)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(c.Resource(m)); err != nil {
			return nil, err
		}
		if err := r.end(ctx, p, Withdrawn); err != nil {
			return nil, err
		}
		return r, r.tell(p, c, "assist.withdrawn", seal.Data{})
	})
}

// Open reads a request (action openRequest): the asking or the asked department. The
// read is sealed, for the question may speak of the applicant.
func (d Desk) Open(ctx context.Context, who gov.Actor, id gov.ID) (*Request, error) {
	return act.Do(ctx, d.Engine, act.Command{Action: "openRequest", Actor: who}, func(p *act.Prep) (*Request, error) {
		r, c, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(r.resource(c.Division)); err != nil {
			return nil, err
		}
		return r, exchange.Record(p, exchange.Reading{Purpose: "assist", Basis: "case", Case: c.ID, Resource: "case-file", Subjects: []gov.ID{c.Applicant}, Groups: []string{"assist"}})
	})
}

// Lapse ends the open requests of a matter that was decided or ended without them
// (of the whole case for matter 0), inside the command that ends it.
func Lapse(ctx context.Context, p *act.Prep, c *casefile.Case, matter gov.ID) error {
	keys, err := p.Keys(c.ID)
	if err != nil {
		return err
	}
	all, err := Of(ctx, p.Q(), keys, c.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State != Asked || matter != 0 && r.Matter != matter {
			continue
		}
		r.No = c.No
		if err := r.end(ctx, p, Lapsed); err != nil {
			return err
		}
		if err := r.tell(p, c, "assist.lapsed", seal.Data{}); err != nil {
			return err
		}
	}
	return nil
}

func matterOf(ctx context.Context, p *act.Prep, caseID, matter gov.ID) (*casefile.Case, *casefile.Matter, error) {
	c, err := casefile.Load(ctx, p.Q(), caseID)
	if err != nil {
		return nil, nil, err
	}
	ms, err := casefile.MattersOf(ctx, p.Q(), caseID)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range ms {
		if m.ID == matter {
			return c, m, nil
		}
	}
	return nil, nil, gov.NotFound("case.none")
}
