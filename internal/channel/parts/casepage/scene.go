package casepage

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/rule/clock/lamp"
)

// Scene is a case with the words its page needs.
type Scene struct {
	*parts.Page
	Who       gov.Actor
	View      *casework.View
	Title     string // of the item or package
	Applicant string // name; empty where it is not shown
	Intake    Part
	Parts     []Part // one a matter
	Lamp      lamp.Lamp
	Due       gov.Date // last day of what ends next; empty when nothing runs
	Timeline  []parts.Moment
	Letters   []Letter
	Materials []Material
	Visits    []Visit
	Fields    []Answer
	Moves     []parts.Moment // handed on, urged, split off, with the reason

	src    *Source
	unit   *org.Snapshot
	day    gov.Date
	now    gov.Time
	models map[gov.ID]*model
}

// Part is the intake of a case, or one matter of it with its own authority.
type Part struct {
	ID           gov.ID // of the matter; 0: the intake
	Item         string
	Title        string
	Authority    string
	Department   gov.ID
	State        string // code of a matter's or the case's state
	Tone         string // of the badge
	Outcome      string
	OutcomeTone  string
	Lamp         lamp.Lamp
	Due          gov.Date
	Paused, Open bool
	Countdowns   []parts.Countdown
	Opinions     []parts.Opinion
	Letters      []Letter
	Steps        []Step
	Waits        []casework.Wait
	Certificate  *Certificate
	Issued       bool // a certificate was issued, whether or not the reader may open it
	Stages       []parts.Stage
	Ended        gov.Time          // decided or delivered
	Asked        []*assist.Request // departments asked about the matter
	Joint        bool              // shares a visit with others
	Later        bool              // promised later than the whole, and shown apart
	After        []string          // the parts it waits for

	view *casework.MatterView
}

// Letter is one letter of the case.
type Letter struct {
	ID     gov.ID
	Kind   string // in words
	Organ  string
	Number string
	Dated  gov.Date
	Ready  bool // the file is printed
	matter string
}

// Visit is one visit to the spot.
type Visit struct {
	At      gov.Time
	Joint   bool
	Staff   []string
	Results []string
	Report  string
}

// Open reads a case whole and words it for a page.
func (s *Source) Open(ctx context.Context, p *parts.Page, id gov.ID) (*Scene, error) {
	who, err := p.Signed()
	if err != nil {
		return nil, err
	}
	v, err := s.Cases.Open(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return s.scene(ctx, p, who, v)
}

// OpenByCode reads the progress of a case for whoever knows its number and code.
func (s *Source) OpenByCode(ctx context.Context, p *parts.Page, no, code string) (*Scene, error) {
	v, err := s.Cases.OpenByCode(ctx, p.Actor, no, code)
	if err != nil {
		return nil, err
	}
	return s.scene(ctx, p, gov.Actor{Kind: gov.Nobody}, v)
}

func (s *Source) scene(ctx context.Context, p *parts.Page, who gov.Actor, v *casework.View) (*Scene, error) {
	sc := &Scene{Page: p, Who: who, View: v, src: s, now: s.Cases.Act.Now()}
	sc.day = sc.now.Date()
	var err error
	if sc.unit, err = s.Org(ctx); err != nil {
		return nil, err
	}
	sc.Title = sc.caseTitle()
	if who.Kind != gov.Nobody {
		if sc.Applicant, err = s.Name(ctx, who, v.Case); err != nil {
			return nil, err
		}
		sc.answers()
		sc.materials()
		sc.visits()
	}
	sc.letters()
	sc.Intake = sc.intake()
	for i := range v.Matters {
		sc.Parts = append(sc.Parts, sc.part(&v.Matters[i]))
	}
	if who.Kind != gov.Nobody {
		if err := sc.certificates(ctx); err != nil {
			return nil, err
		}
	}
	if who.Kind == gov.Officer {
		if err := sc.steps(ctx); err != nil {
			return nil, err
		}
		sc.opinions(ctx)
		sc.open(ctx)
		sc.moves()
	}
	sc.stages()
	sc.worst()
	sc.timeline()
	return sc, nil
}

func (sc *Scene) caseTitle() string {
	lib, c := sc.src.Cases.Library(), sc.View.Case
	if t := lib.Thing(c.Thing); c.Thing != "" && t != nil {
		return t.Name.In(string(sc.Lang))
	}
	return sc.itemTitle(c.Division, c.Name())
}

func (sc *Scene) itemTitle(division, id string) string {
	if it := sc.src.Cases.Library().Item(division, id); it != nil {
		return it.Name.In(string(sc.Lang))
	}
	return id
}

// unitName gives the name of a department or post as of today, or as it last was.
func (sc *Scene) unitName(id gov.ID) string {
	u, ok := sc.unit.Unit(id, sc.day)
	if !ok {
		all := sc.unit.Versions(id)
		if len(all) == 0 {
			return sc.T("page.unit_unknown")
		}
		u = all[len(all)-1]
	}
	return sc.Name(u.Name)
}

// tones of the states of matters and cases.
var tones = map[string]string{
	"open": "info", "paused": "plain", "rework": "warn", "decided": "ok", "delivered": "ok", "ended": "plain", "waiting": "plain",
	"received": "info", "supplement": "warn", "accepted": "info", "rejected": "bad", "withdrawn": "plain", "closed": "ok",
}

// outcomeTones are those of the outcomes of matters and of opinions.
var outcomeTones = map[string]string{
	casefile.Granted: "ok", casefile.Guided: "ok", casefile.Checked: "ok", casefile.Refused: "bad", casefile.CheckFail: "bad", casefile.Revoked: "bad", casefile.Void: "plain",
	"grant": "ok", "agree": "ok", "pass": "ok", "yes": "ok", "refuse": "bad", "fail": "warn", "no": "warn", "return": "warn", "rectify": "warn",
}

// Tone gives the tone of a code; info where it has none.
func Tone(code string) string {
	if t := tones[code]; t != "" {
		return t
	}
	if t := outcomeTones[code]; t != "" {
		return t
	}
	return "info"
}

func (sc *Scene) intake() Part {
	v := sc.View
	p := Part{Title: sc.T("page.intake"), Authority: sc.unitName(v.Owner), Department: v.Owner, State: string(v.State), Tone: Tone(string(v.State))}
	p.Open = v.State == casefile.Received || v.State == casefile.Supplement
	sc.clocks(&p, v.Intake)
	for _, w := range v.Waits {
		if w.Matter == 0 {
			p.Waits = append(p.Waits, w)
		}
	}
	p.Letters = sc.lettersOf("")
	return p
}

func (sc *Scene) part(m *casework.MatterView) Part {
	p := Part{
		ID: m.ID, Item: m.Item, Title: sc.itemTitle(m.Division, m.Item), Authority: sc.unitName(m.Department), Department: m.Department,
		State: string(m.State), Tone: Tone(string(m.State)), Outcome: m.Outcome, OutcomeTone: Tone(m.Outcome), view: m,
		Joint: m.Joint != "", Paused: m.State == casefile.Paused, Open: m.State == casefile.Open || m.State == casefile.Paused || m.State == casefile.Rework,
	}
	sc.clocks(&p, m.Clocks)
	for _, w := range sc.View.Waits {
		if w.Matter == m.ID {
			p.Waits = append(p.Waits, w)
		}
	}
	p.Letters = sc.lettersOf(m.ID.String())
	sc.apart(&p)
	return p
}

// worst is the lamp of the whole and what ends next.
func (sc *Scene) worst() {
	all := append([]Part{sc.Intake}, sc.Parts...)
	for _, p := range all {
		sc.Lamp = lamp.Worst(sc.Lamp, p.Lamp)
		if p.Lamp != lamp.Off && p.Due != "" && (sc.Due == "" || p.Due < sc.Due) {
			sc.Due = p.Due
		}
	}
}

func (sc *Scene) letters() {
	for _, l := range sc.View.Letters {
		if l.State == letter.Drafted && l.Number == "" && l.Rendered == 0 && sc.Who.Kind != gov.Officer {
			continue // not yet a letter to anybody outside
		}
		sc.Letters = append(sc.Letters, Letter{
			ID: l.ID, Kind: sc.letterName(l), Organ: sc.unitName(l.Organ), Number: l.Number, Dated: l.Dated, Ready: l.Blob != "", matter: l.Ref.Part,
		})
	}
}

// letterName is the name on the letter; of one whose words no pack has any more, its kind.
func (sc *Scene) letterName(l *letter.Letter) string {
	lib, c := sc.src.Cases.Library(), sc.View.Case
	var owner any
	if t := lib.Thing(c.Thing); t != nil {
		owner = t
	} else if it := lib.Item(c.Division, c.Item); it != nil {
		owner = it
	}
	if owner != nil {
		if _, t := lib.Letter(owner, l.Template); t != nil {
			return t.Name.In(string(sc.Lang))
		}
	}
	return sc.letterKind(string(l.Kind))
}

// letterKind words the kind of a letter; kinds are written in two ways.
func (sc *Scene) letterKind(kind string) string {
	var key strings.Builder
	for _, r := range kind {
		if unicode.IsUpper(r) {
			key.WriteByte('_')
		}
		key.WriteRune(unicode.ToLower(r))
	}
	return sc.Code("page.letter", key.String())
}

func (sc *Scene) lettersOf(matter string) (out []Letter) {
	for _, l := range sc.Letters {
		if l.matter == matter {
			out = append(out, l)
		}
	}
	return out
}

func (sc *Scene) visits() {
	for _, v := range sc.View.Visits {
		one := Visit{At: v.At, Joint: len(v.Matters) > 1, Report: v.Report}
		for _, post := range v.Staff {
			one.Staff = append(one.Staff, sc.postName(post))
		}
		for _, m := range sc.View.Matters {
			if r := v.Results[m.ID.String()]; r != "" {
				one.Results = append(one.Results, sc.T("page.visit_result", "item", sc.itemTitle(m.Division, m.Item), "result", sc.Code("page.result", r)))
			}
		}
		sc.Visits = append(sc.Visits, one)
	}
}

// postName gives a post with its department.
func (sc *Scene) postName(post gov.ID) string {
	name := sc.unitName(post)
	if d, ok := sc.unit.DepartmentOf(post, sc.day); ok {
		return sc.Name(d.Name) + " · " + name
	}
	return name
}

func (sc *Scene) opinions(ctx context.Context) {
	names := map[gov.ID]map[string]string{}
	for _, o := range sc.View.Opinions {
		if names[o.Matter] == nil {
			names[o.Matter] = sc.elements(ctx, o.Matter)
		}
		row := parts.Opinion{
			Unit: sc.unitName(o.Department), Post: sc.unitName(o.Post), Step: names[o.Matter][o.Step], At: o.At,
			Result: sc.Code("page.result", o.Result), Tone: Tone(o.Result), Text: o.Text, Cites: o.Cites,
		}
		if o.Department == 0 { // the applicant, who answered a notice
			row.Unit, row.Post = sc.T("page.applicant"), ""
		}
		if o.Result == "" {
			row.Result = sc.T("page.result.done")
		}
		if o.For != 0 {
			row.Note = sc.T("desk.as_deputy")
		}
		if row.Step == "" {
			row.Step = sc.Code("task", o.Page)
		}
		at := &sc.Intake
		if i := slices.IndexFunc(sc.Parts, func(p Part) bool { return p.ID == o.Matter }); i >= 0 {
			at = &sc.Parts[i]
		}
		at.Opinions = append(at.Opinions, row)
	}
}
