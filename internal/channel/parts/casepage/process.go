package casepage

import (
	"context"
	"slices"
	"strings"

	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/draw"
)

// Step is one open step of a process.
type Step struct {
	Item    *todo.Item
	Element string
	Name    string   // what the model calls it
	Page    string   // what is to be done
	Outputs []string // what the process asks for
	Whom    string   // department and role
	Lamp    string
	Mine    bool // the officer may take it on his post
}

// Asks tells whether the process asks for an output.
func (s Step) Asks(name string) bool { return slices.Contains(s.Outputs, name) }

// Anchor names a part in addresses.
func (p *Part) Anchor() string {
	if p.ID == 0 {
		return "intake"
	}
	return p.ID.String()
}

// Mine are the open steps the officer may take.
func (p *Part) Mine() (out []Step) {
	for _, s := range p.Steps {
		if s.Mine {
			out = append(out, s)
		}
	}
	return out
}

// model is the process a part runs.
type model struct {
	in   *flow.Instance
	proc *engine.Process
	defs *bpmn.Definitions
}

// model reads the process of a part once a page.
func (sc *Scene) model(ctx context.Context, matter gov.ID) (*model, error) {
	if m := sc.models[matter]; m != nil {
		return m, nil
	}
	in, text, err := sc.src.Cases.Process(ctx, sc.View.ID, matter)
	if err != nil {
		return nil, err
	}
	m := &model{in: in}
	if m.proc, err = sc.src.Cases.Flow.Compile(text); err != nil {
		return nil, err
	}
	if m.defs, err = sc.src.definitions(in.Version, text); err != nil {
		return nil, err
	}
	if sc.models == nil {
		sc.models = map[gov.ID]*model{}
	}
	sc.models[matter] = m
	return m, nil
}

// definitions parses a process text once: what stands under a version never changes,
// and there are only as many as packs have installed.
func (s *Source) definitions(version string, text []byte) (*bpmn.Definitions, error) {
	if kept, ok := s.parsed.Load(version); ok {
		if d, ok := kept.(*bpmn.Definitions); ok {
			return d, nil
		}
	}
	d, err := bpmn.Parse(text)
	if err == nil {
		s.parsed.Store(version, d)
	}
	return d, err
}

// attributes of a user task, in the namespace of the packs.
const attrOutput = "output"

// steps finds the open steps of every part.
func (sc *Scene) steps(ctx context.Context) error {
	all := append([]*Part{&sc.Intake}, pointers(sc.Parts)...)
	for _, item := range sc.View.Tasks {
		for _, p := range all {
			if item.Ref.Part != part(p.ID) {
				continue
			}
			m, err := sc.model(ctx, p.ID)
			if err != nil {
				return err
			}
			token, ok := m.in.Task(item.ID)
			if !ok {
				continue
			}
			node, err := m.proc.TaskOf(m.in.State, token)
			if err != nil {
				return err
			}
			p.Steps = append(p.Steps, Step{
				Item: item, Element: node.Element, Name: node.Name, Page: item.Kind, Outputs: strings.Fields(node.Attrs[attrOutput]),
				Whom: sc.unitName(item.Department) + " · " + sc.Code("page.role", strings.ReplaceAll(item.Role, "-", "_")), Lamp: Lamp(item, sc.now), Mine: sc.mine(item),
			})
		}
	}
	return nil
}

func pointers(ps []Part) (out []*Part) {
	for i := range ps {
		out = append(out, &ps[i])
	}
	return out
}

func part(id gov.ID) string {
	if id == 0 {
		return ""
	}
	return id.String()
}

// mine tells whether an item is for the officer's post and nobody else has it. The
// policies decide in the end; this only spares a form that would be refused.
func (sc *Scene) mine(i *todo.Item) bool {
	who := sc.Who
	if i.Claimed != 0 && i.Claimed != who.Post {
		return false
	}
	if i.Post != 0 {
		return i.Post == who.Post
	}
	inside := i.Department == who.Department || i.Role == org.Clerk && who.Division == sc.View.Division
	return inside && who.HasRole(i.Role)
}

// Lamp gives the lamp of a work item in the words of the lamps of clocks.
func Lamp(i *todo.Item, now gov.Time) string {
	switch i.Lamp(now) {
	case todo.Green:
		return "normal"
	case todo.Yellow:
		return "due_soon"
	case todo.Red:
		return "overdue"
	case todo.NoLamp, todo.Off:
	}
	return "off"
}

// Drawing is the process of a part as a picture, with the states of its steps.
func (sc *Scene) Drawing(ctx context.Context, p *Part) (string, error) {
	m, err := sc.model(ctx, p.ID)
	if gov.KindOf(err) == gov.KindNotFound {
		return "", nil // it has not begun
	}
	if err != nil {
		return "", err
	}
	states := m.proc.Mark(m.in.State)
	for id, s := range states {
		if s != draw.Active {
			continue
		}
		if p.Paused {
			states[id] = draw.Stopped
		} else if sc.late(p, id) {
			states[id] = draw.Late
		}
	}
	words := map[draw.State]string{
		draw.Idle: sc.T("page.drawn_idle"), draw.Done: sc.T("page.drawn_done"), draw.Active: sc.T("page.drawn_active"),
		draw.Late: sc.T("page.drawn_late"), draw.Stopped: sc.T("page.drawn_stopped"),
	}
	title := sc.T("page.drawing", "item", p.Title)
	return string(draw.SVG(m.defs, draw.Options{States: states, Title: title, Words: words, English: sc.Lang == locale.EN})), nil
}

// late tells whether the limit of an open step, or of the part, has passed.
func (sc *Scene) late(p *Part, element string) bool {
	for _, s := range p.Steps {
		if s.Element == element && s.Lamp == "overdue" {
			return true
		}
	}
	return p.Lamp == "overdue"
}

// elements names the steps of a process, for the opinions given on them.
func (sc *Scene) elements(ctx context.Context, matter gov.ID) map[string]string {
	out := map[string]string{}
	m, err := sc.model(ctx, matter)
	if err != nil {
		return out
	}
	for _, o := range sc.View.Opinions {
		if e := m.defs.Element(o.Step); o.Matter == matter && e != nil {
			out[o.Step] = e.Attr("name")
		}
	}
	return out
}

// Shares tells whether two matters share a visit.
func (p *Part) Shares(other *Part) bool {
	return p.view != nil && other.view != nil && p.view.Joint != "" && p.view.Joint == other.view.Joint
}

// onVisits are the roles of posts that go on visits.
var onVisits = []string{org.Handler, org.Reviewer, org.Approver, org.Chief}

// Staff are the posts of departments, for choosing who went on a visit; those that
// handle matters first.
func (sc *Scene) Staff(departments []gov.ID) (out []parts.Option) {
	for _, role := range onVisits {
		for _, d := range departments {
			for _, post := range sc.unit.Posts(d, sc.day) {
				o := parts.Option{Value: post.ID.String(), Label: sc.unitName(d) + " · " + sc.place(post)}
				if slices.Contains(post.Roles, role) && !slices.Contains(out, o) {
					out = append(out, o)
				}
			}
		}
	}
	return out
}

// place names a post with the section it stands in.
func (sc *Scene) place(post org.Unit) string {
	name := sc.Name(post.Name)
	if up, ok := sc.unit.Unit(post.Parent, sc.day); ok && up.Kind == org.Section {
		return sc.Name(up.Name) + " · " + name
	}
	return name
}
