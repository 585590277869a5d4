package board

import (
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/bus"
)

// Projection computes the board from the events of cases and of data reads; app
// registers it with the bus.
func Projection() *bus.Projection {
	return &bus.Projection{
		Name: "oversight.board", Tables: []*bus.Table{caseTable, matterTable, factTable},
		Prefixes: []string{"case.", "matter.", "clock.", "assist.", "letter.issued", "data.read", "data.checked"}, Apply: apply,
	}
}

// columns of the tables, by their place in a row.
const (
	caseNo, caseDivision, caseThing, caseUnits = 1, 2, 3, 4

	mCase, mNo, mDivision, mItem, mDepartment, mOpened, mDue, mPaused, mLive, mLate, mDecided, mOutcome, mMissed, mTouched, mSeq = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
)

func apply(ev bus.Event, st bus.State) error {
	a := &applying{ev: ev, st: st, caseID: caseOf(ev)}
	switch {
	case ev.Name == "data.read" || ev.Name == "data.checked":
		return a.lookup()
	case a.caseID == 0:
		return nil
	case ev.Name == "case.received":
		return a.received()
	case ev.Name == "case.visited":
		return a.visited()
	case strings.HasPrefix(ev.Name, "assist."):
		return a.assisted()
	case ev.Name == "letter.issued":
		return a.fact("letter", ev.Data.ID("department"), ev.Data.Str("kind"), 0)
	case ev.Data.ID("matter") != 0:
		return a.matter()
	}
	return nil
}

// factsOfLeaf is how many bits of a fact's key tell apart the facts of one leaf.
const factsOfLeaf = 16

// applying is one event being computed.
type applying struct {
	ev     bus.Event
	st     bus.State
	caseID gov.ID
}

// caseOf reads the case out of the stream an event happened to.
func caseOf(ev bus.Event) gov.ID {
	text, ok := strings.CutPrefix(ev.Stream, "case/")
	if !ok {
		return 0
	}
	id, err := gov.ParseID(text)
	if err != nil {
		return 0
	}
	return id
}

// fact adds one line of what a bureau gave, saved or keeps; n tells apart those of one
// event.
func (a *applying) fact(kind string, department gov.ID, what string, n int) error {
	return a.facts(kind, department, []string{what}, n)
}

// facts adds one line that counts for several things.
func (a *applying) facts(kind string, department gov.ID, what []string, n int) error {
	return a.st.Put(factTable, bus.Row{
		a.ev.Seq<<factsOfLeaf | int64(n), kind, department, strings.Join(what, ", "), int64(len(what)), a.caseID, a.ev.Data.ID("matter"), a.ev.Data.Str("item"), a.ev.At, a.ev.Seq,
	})
}

// received keeps the case's head.
func (a *applying) received() error {
	d := a.ev.Data
	units := slices.Compact(slices.Sorted(slices.Values(d.Strings("departments"))))
	if err := a.st.Put(caseTable, bus.Row{a.caseID, d.Str("no"), d.Str("division"), d.Str("thing"), int64(len(units)), a.ev.At, a.ev.Seq}); err != nil {
		return err
	}
	return a.spared(d.Strings("spared"), d.Strings("ways"), d.Strings("registers"), d.Strings("sparedFor"))
}

// spared counts the papers nobody was asked for: one line for each authority, and one
// for each register of another whose record served instead.
func (a *applying) spared(codes, ways, registers, of []string) error {
	n := min(len(codes), len(ways), len(registers), len(of))
	papers := map[string][]string{}
	var order []string
	for i := range n {
		if papers[of[i]] == nil {
			order = append(order, of[i])
		}
		papers[of[i]] = append(papers[of[i]], codes[i])
		if ways[i] == "licence" {
			if err := a.fact("licence", 0, registers[i], n+i); err != nil {
				return err
			}
		}
	}
	for i, unit := range order {
		department, err := gov.ParseID(unit)
		if err != nil {
			return err
		}
		if err := a.facts("spared", department, papers[unit], i); err != nil {
			return err
		}
	}
	return nil
}

// lookup counts an answer out of a register: for its provider, by the resource.
func (a *applying) lookup() error {
	d := a.ev.Data
	a.caseID = d.ID("case")
	resource := d.Str("resource")
	if resource == "" || resource == "case-file" || resource == "certificate" {
		return nil
	}
	return a.fact("lookup", 0, resource, 0)
}

// visited counts a joint visit for every authority that took part.
func (a *applying) visited() error {
	matters := a.ev.Data.Strings("matters")
	if len(matters) < 2 {
		return nil
	}
	var seen []gov.ID
	for i, text := range matters {
		id, err := gov.ParseID(text)
		if err != nil {
			return err
		}
		row, found, err := a.st.Get(matterTable, id)
		if err != nil {
			return err
		}
		if !found || slices.Contains(seen, gov.ID(row.Int(mDepartment))) {
			continue
		}
		seen = append(seen, gov.ID(row.Int(mDepartment)))
		if err := a.fact("visit", gov.ID(row.Int(mDepartment)), strconv.Itoa(len(matters)), i); err != nil {
			return err
		}
	}
	return nil
}

// assisted counts the answers one department gave another.
func (a *applying) assisted() error {
	if a.ev.Name != "assist.answered" {
		return nil
	}
	return a.fact("assist", a.ev.Data.ID("department"), a.ev.Data.Str("result"), 0)
}

// matter follows one matter from its beginning to its end.
func (a *applying) matter() error {
	id := a.ev.Data.ID("matter")
	row, found, err := a.st.Get(matterTable, id)
	if err != nil {
		return err
	}
	if a.ev.Name == "matter.opened" {
		return a.opened(id)
	}
	if !found {
		return nil
	}
	row = slices.Clone(row)
	if err := a.change(row); err != nil {
		return err
	}
	row[mTouched], row[mSeq] = int64(a.ev.At), a.ev.Seq
	return a.st.Put(matterTable, row)
}

func (a *applying) opened(id gov.ID) error {
	head, found, err := a.st.Get(caseTable, a.caseID)
	if err != nil || !found {
		return err
	}
	d := a.ev.Data
	return a.st.Put(matterTable, bus.Row{
		id, a.caseID, head.Str(caseNo), head.Str(caseDivision), d.Str("item"), d.ID("department"), a.ev.At, int64(d.Time("due")),
		int64(0), int64(1), int64(0), int64(0), "", int64(0), a.ev.At, a.ev.Seq,
	})
}

// change brings a row to what an event says.
func (a *applying) change(row bus.Row) error {
	d := a.ev.Data
	switch a.ev.Name {
	case "clock.stopped":
		row[mPaused] = int64(1)
	case "clock.resumed":
		row[mPaused], row[mDue] = int64(0), int64(d.Time("due"))
	case "clock.extended", "clock.recomputed":
		row[mDue] = int64(d.Time("due"))
	case "clock.missed":
		row[mMissed] = a.ev.Seq
	case "matter.opinion":
		return a.opinion()
	case "matter.decided", "matter.concluded":
		late, due := int64(0), row.Int(mDue)
		if said, ok := d["late"].(bool); ok && said || !ok && due != 0 && row.Int(mPaused) == 0 && int64(a.ev.At) > due {
			late = 1
		}
		row[mDecided], row[mLive], row[mLate], row[mOutcome] = int64(a.ev.At), int64(0), late, d.Str("outcome")
		return a.fact("decided", d.ID("department"), d.Str("outcome"), 0)
	case "matter.certified":
		return a.fact("sealed", d.ID("department"), "certificate", 0)
	case "matter.ended":
		row[mLive] = int64(0)
		if row.Str(mOutcome) == "" {
			row[mOutcome] = d.Str("outcome")
		}
	}
	return nil
}

// opinion counts an opinion in a case of several authorities: what one gives to the
// whole.
func (a *applying) opinion() error {
	head, found, err := a.st.Get(caseTable, a.caseID)
	if err != nil || !found || head.Int(caseUnits) < 2 {
		return err
	}
	return a.fact("opinion", a.ev.Data.ID("department"), a.ev.Data.Str("page"), 0)
}
