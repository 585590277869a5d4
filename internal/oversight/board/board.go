package board

import (
	"cmp"
	"context"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Desk answers what leaders ask.
type Desk struct {
	Engine   *act.Engine
	DB       *sqldb.DB
	Calendar func() *calendar.Calendar
	// May asks the policies; figures hold nothing personal, so that a look is not recorded.
	May func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error)
	// Provided lists the resources of the catalogue that a department provides.
	Provided func(ctx context.Context, department gov.ID) ([]string, error)
}

// Row is one authority of the page: its matters, the worst first.
type Row struct {
	Department gov.ID `json:"department"`
	Late       int64  `json:"late"`
	Soon       int64  `json:"soon"`
	Paused     int64  `json:"paused"`
	Live       int64  `json:"live"`
	Decided    int64  `json:"decided"` // in the last 30 days
	LateEnded  int64  `json:"lateEnded"`
	Cells      []Cell `json:"cells"`
}

// Page is the one page: sums, and the authorities with what is late first.
type Page struct {
	Division string   `json:"division"`
	At       gov.Time `json:"at"`
	Sum      Row      `json:"sum"`
	Rows     []Row    `json:"rows"`
}

// days looked back for what was decided, and for what a bureau gave.
const (
	lookBack  = 30
	yearsBack = 366
)

// soon is the end of the next working day: what is due until then is due soon, as the
// statutory prompt has it.
func (d Desk) soon(now gov.Time) gov.Time {
	if next, err := d.Calendar().AddWorkdays(now.Date(), 1); err == nil {
		return next.End()
	}
	return now.Date().AddDays(1).End()
}

// Overview gives the page of a division (action readCounts).
func (d Desk) Overview(ctx context.Context, who gov.Actor) (*Page, error) {
	if err := d.allowed(ctx, who, "readCounts", act.Resource{Type: "Site", Attrs: map[string]any{"division": who.Division}}); err != nil {
		return nil, err
	}
	now := d.Engine.Now()
	p := &Page{Division: who.Division, At: now}
	var all []Cell
	var ended []Rate
	err := d.Engine.Read(ctx, func(q *sqldb.Q) (err error) {
		if all, err = cells(ctx, q, who.Division, now, d.soon(now)); err != nil {
			return err
		}
		ended, err = rates(ctx, q, who.Division, now.Date().AddDays(-lookBack).Start())
		return err
	})
	if err != nil {
		return nil, err
	}
	p.Rows = rowsOf(all, ended)
	for _, r := range p.Rows {
		p.Sum.add(r)
	}
	return p, nil
}

func (r *Row) add(o Row) {
	r.Late += o.Late
	r.Soon += o.Soon
	r.Paused += o.Paused
	r.Live += o.Live
	r.Decided += o.Decided
	r.LateEnded += o.LateEnded
}

func rowsOf(all []Cell, ended []Rate) (out []Row) {
	at := func(department gov.ID) *Row {
		if i := slices.IndexFunc(out, func(r Row) bool { return r.Department == department }); i >= 0 {
			return &out[i]
		}
		out = append(out, Row{Department: department})
		return &out[len(out)-1]
	}
	for _, c := range all {
		r := at(c.Department)
		r.add(Row{Late: c.Late, Soon: c.Soon, Paused: c.Paused, Live: c.Live})
		r.Cells = append(r.Cells, c)
	}
	for _, e := range ended {
		r := at(e.Department)
		r.Decided, r.LateEnded = e.Decided, e.Late
	}
	for i := range out {
		slices.SortStableFunc(out[i].Cells, func(a, b Cell) int {
			return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Soon, a.Soon), cmp.Compare(b.Live, a.Live))
		})
	}
	slices.SortStableFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Soon, a.Soon), cmp.Compare(b.Live, a.Live))
	})
	return out
}

// Stands are how matters of a list stand.
var Stands = []string{"late", "soon", "paused", "live"}

// List is a page of matters; Next is empty at its end.
type List struct {
	Records []Record `json:"records"`
	Next    string   `json:"next,omitempty"`
}

const pageSize = 50

// Matters gives the list behind a figure of the page (action readCounts).
func (d Desk) Matters(ctx context.Context, who gov.Actor, w Which, after string) (*List, error) {
	if err := d.allowed(ctx, who, "readCounts", act.Resource{Type: "Site", Attrs: map[string]any{"division": who.Division}}); err != nil {
		return nil, err
	}
	if !slices.Contains(Stands, w.Stand) {
		return nil, gov.Invalid("board.stand").At("stand", "board.stand")
	}
	now := d.Engine.Now()
	w.Division, w.Now, w.Soon, w.Limit = who.Division, now, d.soon(now), pageSize+1
	due, id, err := place(after)
	if err != nil {
		return nil, err
	}
	w.After = Place{gov.Time(due), gov.ID(id)}
	out := &List{}
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		out.Records, err = records(ctx, q, w)
		return err
	})
	if len(out.Records) > pageSize {
		out.Records = out.Records[:pageSize]
		last := out.Records[pageSize-1]
		out.Next = strconv.FormatInt(int64(last.Due), 36) + "." + strconv.FormatInt(int64(last.Matter), 36)
	}
	return out, err
}

// place reads where the last page ended; before the first, what is due at no time comes
// first.
func place(after string) (a, b int64, err error) {
	if after == "" {
		return -1, 0, nil
	}
	x, y, _ := strings.Cut(after, ".")
	if a, err = strconv.ParseInt(x, 36, 64); err == nil {
		b, err = strconv.ParseInt(y, 36, 64)
	}
	if err != nil {
		return 0, 0, gov.Invalid("todo.page").Because(err)
	}
	return a, b, nil
}

func (d Desk) allowed(ctx context.Context, who gov.Actor, action string, what act.Resource) error {
	ok, err := d.May(ctx, who, action, what)
	if err == nil && !ok {
		err = gov.Forbidden("board-" + action)
	}
	return err
}

// Figure is one figure of a bureau and the kind of fact it counts.
type Figure struct {
	Group string `json:"group"` // gave, saved, keeps
	Kind  string `json:"kind"`
	N     int64  `json:"n"`
	More  bool   `json:"more,omitempty"` // there are more than were counted
}

// kinds are the figures of a bureau, by group.
var kinds = []Figure{
	{Group: "gave", Kind: "opinion"},
	{Group: "gave", Kind: "assist"},
	{Group: "gave", Kind: "lookup"},
	{Group: "gave", Kind: "licence"},
	{Group: "saved", Kind: "spared"},
	{Group: "saved", Kind: "visit"},
	{Group: "keeps", Kind: "decided"},
	{Group: "keeps", Kind: "sealed"},
	{Group: "keeps", Kind: "letter"},
}

// byResource tells whether facts of a kind belong to the provider of a register, not to
// the authority that acted.
func byResource(kind string) bool { return kind == "lookup" || kind == "licence" }

// Bureau is what one bureau gave, saved and keeps in the last year.
type Bureau struct {
	Department gov.ID   `json:"department"`
	Since      gov.Date `json:"since"`
	Figures    []Figure `json:"figures"`
	Registers  []string `json:"registers"` // resources it provides: its own systems
}

func (d Desk) bureau(who gov.Actor, department gov.ID) act.Resource {
	return act.Resource{Type: "Bureau", ID: department.String(), Attrs: map[string]any{"department": department, "division": who.Division}}
}

func (d Desk) since() gov.Date { return d.Engine.Now().Date().AddDays(-yearsBack) }

// Bureau counts for one bureau (action readBureau).
func (d Desk) Bureau(ctx context.Context, who gov.Actor, department gov.ID) (*Bureau, error) {
	if err := d.allowed(ctx, who, "readBureau", d.bureau(who, department)); err != nil {
		return nil, err
	}
	registers, err := d.Provided(ctx, department)
	if err != nil {
		return nil, err
	}
	out := &Bureau{Department: department, Since: d.since(), Registers: registers}
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		for _, f := range kinds {
			if f.N, err = countFacts(ctx, q, share{f.Kind, department, registers, out.Since.Start()}); err != nil {
				return err
			}
			if f.N > maxCount {
				f.N, f.More = maxCount, true
			}
			out.Figures = append(out.Figures, f)
		}
		return nil
	})
	return out, err
}

// FactList is a page of facts, the newest first; Next is empty at its end.
type FactList struct {
	Facts []Fact `json:"facts"`
	Next  string `json:"next,omitempty"`
}

// Facts gives the list behind a figure of a bureau (action readBureau).
func (d Desk) Facts(ctx context.Context, who gov.Actor, department gov.ID, kind, after string) (*FactList, error) {
	if err := d.allowed(ctx, who, "readBureau", d.bureau(who, department)); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(kinds, func(f Figure) bool { return f.Kind == kind }) {
		return nil, gov.NotFound("error.not_found")
	}
	mark := gov.ID(math.MaxInt64)
	if after != "" {
		var err error
		if mark, err = gov.ParseID(after); err != nil {
			return nil, gov.Invalid("todo.page").Because(err)
		}
	}
	registers, err := d.Provided(ctx, department)
	if err != nil {
		return nil, err
	}
	out := &FactList{}
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		out.Facts, err = facts(ctx, q, share{kind, department, registers, d.since().Start()}, mark, pageSize+1)
		return err
	})
	if len(out.Facts) > pageSize {
		out.Facts = out.Facts[:pageSize]
		out.Next = out.Facts[pageSize-1].ID.String()
	}
	return out, err
}

// Evidence is the history of a case as the log has it: names, times, units and leaves.
type Evidence struct {
	Case   gov.ID  `json:"case"`
	No     string  `json:"no"`
	Events []Entry `json:"events"`
}

// Entry is one event of it.
type Entry struct {
	Seq        int64         `json:"seq,string"` // leaf index
	At         gov.Time      `json:"at"`
	Name       string        `json:"name"`
	Department gov.ID        `json:"department,omitempty"`
	Matter     gov.ID        `json:"matter,omitempty"`
	Item       string        `json:"item,omitempty"`
	By         gov.ActorKind `json:"by"`
	Post       gov.ID        `json:"post,omitempty"`
	Deputy     bool          `json:"deputy,omitempty"` // acted for one who was away
	Rule       string        `json:"rule,omitempty"`   // policy that allowed it
	Late       bool          `json:"late,omitempty"`
}

// Evidence reads the events of a case (action readEvidence). It is recorded, though
// nothing personal is in them.
func (d Desk) Evidence(ctx context.Context, who gov.Actor, caseID gov.ID) (*Evidence, error) {
	return act.Do(ctx, d.Engine, act.Command{Action: "readEvidence", Actor: who}, func(p *act.Prep) (*Evidence, error) {
		no, division, found, err := head(ctx, p.Q(), caseID)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(act.Resource{Type: "Case", ID: caseID.String(), Attrs: map[string]any{"division": division}}); err != nil {
			return nil, err
		}
		if !found || division != who.Division {
			return nil, gov.NotFound("case.none")
		}
		all, err := lines(ctx, p.Q(), caseID)
		if err != nil {
			return nil, err
		}
		out := &Evidence{Case: caseID, No: no}
		for _, l := range all {
			out.Events = append(out.Events, Entry{
				Seq: l.Seq, At: l.At, Name: l.Name, Department: l.Data.ID("department"), Matter: l.Data.ID("matter"), Item: l.Data.Str("item"),
				By: l.Actor.Kind, Post: l.Actor.Post, Deputy: l.Actor.For != 0, Rule: l.Rule, Late: l.Data["late"] == true || l.Name == "clock.missed",
			})
		}
		p.Note("evidence.read", "read", seal.Data{"case": caseID})
		return out, nil
	})
}

// Proof is one leaf with what others need to find it in the log again (docs/seal.md):
// the canonical bytes, their hash, the path to the root, the signed checkpoint. The
// salts that would open the rows are not part of it.
type Proof struct {
	Seq        int64    `json:"seq,string"`
	Event      gov.ID   `json:"event"`
	Canonical  string   `json:"canonical"`
	Hash       string   `json:"hash"`
	Path       []string `json:"path"`
	TreeSize   int64    `json:"treeSize"`
	Checkpoint string   `json:"checkpoint"`
	Case       gov.ID   `json:"case,omitempty"`
}

// Proof gives one leaf of the log (action readEvidence): of a case of the reader's own
// division.
func (d Desk) Proof(ctx context.Context, who gov.Actor, seq int64) (*Proof, error) {
	e, err := seal.ReadEntry(ctx, d.DB, seq)
	if err != nil {
		return nil, err
	}
	ev, err := seal.ParseEvent(e.Body)
	if err != nil {
		return nil, err
	}
	out := &Proof{Seq: seq, Event: e.Event, Canonical: string(e.Body), Hash: hex.EncodeToString(e.Hash[:]), TreeSize: e.TreeSize, Checkpoint: e.Checkpoint, Path: []string{}}
	for _, h := range e.Proof {
		out.Path = append(out.Path, hex.EncodeToString(h[:]))
	}
	text, ok := strings.CutPrefix(ev.Stream, "case/")
	if !ok {
		return nil, gov.NotFound("error.not_found")
	}
	if out.Case, err = gov.ParseID(text); err != nil {
		return nil, gov.NotFound("error.not_found")
	}
	_, err = act.Do(ctx, d.Engine, act.Command{Action: "readEvidence", Actor: who}, func(p *act.Prep) (bool, error) {
		_, division, found, err := head(ctx, p.Q(), out.Case)
		if err != nil {
			return false, err
		}
		if err := p.Authorise(act.Resource{Type: "Case", ID: out.Case.String(), Attrs: map[string]any{"division": division}}); err != nil {
			return false, err
		}
		if !found || division != who.Division {
			return false, gov.NotFound("error.not_found")
		}
		p.Note("evidence.read", "read", seal.Data{"case": out.Case, "leaf": seq})
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
