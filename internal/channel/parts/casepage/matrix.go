package casepage

import (
	"context"
	"slices"
	"strings"

	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/draw"
)

// attributes of a user task, in the namespace of the packs.
const attrRole = "role"

// voices are the roles whose opinions make up the matrix of a matter.
var voices = []string{org.Handler, org.Reviewer, org.Approver}

// open adds to the matrix what has not been said: the steps of the process that nobody
// has signed, and the departments that were asked.
func (sc *Scene) open(ctx context.Context) {
	for i := range sc.Parts {
		p := &sc.Parts[i]
		for _, r := range sc.View.Asked {
			if r.Matter == p.ID {
				p.Opinions = append(p.Opinions, sc.asked(r))
				p.Asked = append(p.Asked, r)
			}
		}
		if p.Open {
			p.Opinions = append(p.Opinions, sc.unsigned(ctx, p)...)
		}
	}
}

// asked is the row of a department that was asked.
func (sc *Scene) asked(r *assist.Request) parts.Opinion {
	row := parts.Opinion{
		Unit: sc.unitName(r.To), Step: sc.T("desk.matrix_asked", "unit", sc.unitName(r.From)), At: r.EndedAt,
		Text: r.Answer, Cites: r.Grounds, Tone: assistTones[r.Result],
	}
	switch r.State {
	case assist.Answered:
		row.Post, row.Result = sc.unitName(r.Answerer), sc.Code("desk.answer", r.Result)
		if r.Late(sc.now) {
			row.Note = sc.T("desk.answered_late", "date", r.Due.Date())
		}
	case assist.Asked:
		row.Missing, row.Result, row.Tone = true, sc.T("desk.answer_by", "date", r.Due.Date()), "info"
		if r.Late(sc.now) {
			row.Result, row.Tone = sc.T("desk.answer_overdue", "date", r.Due.Date()), "bad"
		}
	case assist.Withdrawn, assist.Lapsed:
		row.Result, row.Tone = sc.Code("desk.request", string(r.State)), "plain"
	}
	return row
}

var assistTones = map[string]string{"agree": "ok", "conditional": "warn", "object": "bad", "none": "plain"}

// unsigned are the steps of the process that nobody has signed yet, in the order the
// model has them.
func (sc *Scene) unsigned(ctx context.Context, p *Part) (out []parts.Opinion) {
	m, err := sc.model(ctx, p.ID)
	if err != nil {
		return nil // it has not begun
	}
	states, all := m.proc.Mark(m.in.State), userTasks(m.defs)
	for i, n := range all {
		role := n.Extension()[attrRole]
		if !slices.Contains(voices, role) || sc.said(p.ID, n.ID) || passedBy(states, all, i) {
			continue
		}
		row := parts.Opinion{
			Unit: p.Authority, Post: sc.Code("page.role", strings.ReplaceAll(role, "-", "_")), Step: n.Name, Missing: true,
			Result: sc.T("desk.matrix_later"), Tone: "plain",
		}
		if s := states[n.ID]; s == draw.Active || s == draw.Late {
			row.Result, row.Tone = sc.T("desk.matrix_now"), "warn"
		} else if s == draw.Done || s == draw.Stopped {
			continue
		}
		out = append(out, row)
	}
	return out
}

// passedBy tells whether the process has gone on without a step: it stands on a branch
// that was not taken, and nobody is to sign it.
func passedBy(states map[string]draw.State, all []*bpmn.Node, i int) bool {
	if states[all[i].ID] != draw.Idle {
		return false
	}
	return slices.ContainsFunc(all[i+1:], func(n *bpmn.Node) bool { return states[n.ID] != draw.Idle })
}

// userTasks are the steps of people in a model, in its order.
func userTasks(d *bpmn.Definitions) (out []*bpmn.Node) {
	for _, p := range d.Processes {
		for _, n := range p.Body.Nodes {
			if n.Kind == "userTask" {
				out = append(out, n)
			}
		}
	}
	return out
}

func (sc *Scene) said(matter gov.ID, element string) bool {
	for _, o := range sc.View.Opinions {
		if o.Matter == matter && o.Step == element {
			return true
		}
	}
	return false
}

// moves words who handed what on, urged or split off, the newest first.
func (sc *Scene) moves() {
	for _, m := range slices.Backward(sc.View.Moves) {
		detail := m.Reason
		if m.To != 0 {
			detail = sc.T("desk.moved_to", "post", sc.postName(m.To)) + " " + detail
		}
		sc.Moves = append(sc.Moves, parts.Moment{At: m.At, Text: sc.postName(m.By) + " · " + sc.Code("desk.move", string(m.Kind)), Detail: detail})
	}
}

// Unit gives the name of a unit as the reader is shown it.
func (sc *Scene) Unit(id gov.ID) string { return sc.unitName(id) }

// Departments are the other departments one may ask, by name.
func (sc *Scene) Departments(but gov.ID) (out []parts.Option) {
	for _, u := range sc.unit.All(org.Department, sc.day) {
		if u.ID != but && u.Division == sc.View.Division && len(sc.unit.Posts(u.ID, sc.day)) > 0 {
			out = append(out, parts.Option{Value: u.ID.String(), Label: sc.Name(u.Name)})
		}
	}
	return out
}

// Receivers are the posts and sections of a department that may take a step over.
func (sc *Scene) Receivers(s Step) (out []parts.Option) {
	day, dep := sc.day, s.Item.Department
	for _, section := range sc.unit.Children(dep, org.Section, day) {
		out = append(out, parts.Option{Value: section.ID.String(), Label: sc.T("desk.to_section", "section", sc.Name(section.Name))})
	}
	for _, post := range sc.unit.Posts(dep, day) {
		if post.ID != sc.Who.Post && slices.Contains(post.Roles, s.Item.Role) {
			out = append(out, parts.Option{Value: post.ID.String(), Label: sc.place(post)})
		}
	}
	return out
}
