package board_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/oversight/board"
)

const (
	market = gov.ID(7)
	fire   = gov.ID(8)
	city   = "990100"
)

// bench is a board over events that a test writes itself.
type bench struct {
	*acttest.Spine
	t    *testing.T
	bus  *bus.Bus
	desk board.Desk
	cal  *calendar.Calendar
	may  map[string]bool
}

func start(t *testing.T, s *acttest.Spine) *bench {
	t.Helper()
	pack, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Spine: s, t: t, may: map[string]bool{"readCounts": true, "readBureau": true}}
	if b.cal, err = pack.Calendar(); err != nil {
		t.Fatal(err)
	}
	b.bus = bus.New(bus.Config{DB: s.DB, Writer: s.Writer, Log: slog.New(slog.DiscardHandler)})
	b.bus.Project(board.Projection())
	b.desk = board.Desk{
		Engine: s.Engine, DB: s.DB, Calendar: func() *calendar.Calendar { return b.cal },
		May: func(_ context.Context, _ gov.Actor, action string, _ act.Resource) (bool, error) {
			return b.may[action], nil
		},
		Provided: func(context.Context, gov.ID) ([]string, error) { return []string{"firm-register"}, nil },
	}
	return b
}

func leader() gov.Actor {
	a := acttest.Officer(11)
	a.Division = city
	return a
}

// happens writes one event of a case on a day.
func (b *bench) happens(day gov.Date, caseID gov.ID, name string, data seal.Data) {
	b.t.Helper()
	b.Clock.Set(day.Start() + 9*3600_000)
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "change", Actor: leader()}, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return false, err
		}
		return true, p.Event(name, "case/"+caseID.String(), data)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) settle(now gov.Date) {
	b.t.Helper()
	b.Clock.Set(now.Start() + 10*3600_000)
	if err := b.Sealer.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.bus.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func of(matter, department gov.ID, item string, more seal.Data) seal.Data {
	d := seal.Data{"matter": matter, "department": department, "item": item}
	for k, v := range more {
		d[k] = v
	}
	return d
}

func due(day gov.Date) seal.Data { return seal.Data{"due": day.End()} }

// begin writes one joint case of two authorities and one of a single one.
func (b *bench) begin() {
	b.happens("2026-11-02", 100, "case.received", seal.Data{
		"no": "A", "division": city, "thing": "restaurant", "departments": []gov.ID{market, fire},
		"spared": []string{"M1", "M2"}, "ways": []string{"licence", "auto"}, "registers": []string{"firm-register", "-"}, "sparedFor": []gov.ID{fire, market},
	})
	b.happens("2026-11-03", 100, "matter.opened", of(1, market, "food", due("2026-11-10")))
	b.happens("2026-11-03", 100, "matter.opened", of(2, fire, "check", due("2026-11-12")))
	b.happens("2026-11-03", 200, "case.received", seal.Data{"no": "B", "division": city, "departments": []gov.ID{market}})
	b.happens("2026-11-03", 200, "matter.opened", of(3, market, "food", due("2026-11-17")))
	b.happens("2026-11-03", 300, "case.received", seal.Data{"no": "C", "division": "990200", "departments": []gov.ID{market}})
	b.happens("2026-11-03", 300, "matter.opened", of(4, market, "food", due("2026-11-04"))) // of another city
	b.happens("2026-11-04", 100, "matter.opinion", of(1, market, "food", seal.Data{"page": "handle"}))
	b.happens("2026-11-04", 200, "matter.opinion", of(3, market, "food", seal.Data{"page": "handle"})) // its own case: nothing given to others
	b.happens("2026-11-04", 100, "case.visited", of(1, market, "food", seal.Data{"matters": []gov.ID{1, 2}}))
	b.happens("2026-11-05", 100, "clock.stopped", of(2, fire, "check", nil))
	b.happens("2026-11-05", 100, "assist.answered", of(1, fire, "food", seal.Data{"result": "agree"}))
	b.happens("2026-11-05", 100, "data.read", seal.Data{"resource": "firm-register", "case": gov.ID(100)})
	b.happens("2026-11-05", 100, "data.read", seal.Data{"resource": "case-file", "case": gov.ID(100)})
}

func (b *bench) overview() *board.Page {
	b.t.Helper()
	p, err := b.desk.Overview(b.t.Context(), leader())
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// row says a row of the page in short.
func row(r board.Row) string {
	return fmt.Sprintf("%s late %d soon %d paused %d live %d decided %d of them late %d", r.Department, r.Late, r.Soon, r.Paused, r.Live, r.Decided, r.LateEnded)
}

// What is late is late by its own clock: a paused one is not, an extended one is not
// yet, another city's does not count; the figures are those of the list, and a rebuild
// from the events alone gives the same rows.
func TestBoardTellsWhatIsLate(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := start(t, s)
		b.begin()
		b.settle("2026-11-16") // a Monday
		p := b.overview()
		if len(p.Rows) != 2 || row(p.Rows[0]) != "7 late 1 soon 1 paused 0 live 2 decided 0 of them late 0" || row(p.Rows[1]) != "8 late 0 soon 0 paused 1 live 1 decided 0 of them late 0" {
			t.Fatalf("%+v", p.Rows)
		}
		for stand, want := range map[string]string{"late": "[1]", "soon": "[3]", "paused": "[2]", "live": "[1 2 3]"} {
			l, err := b.desk.Matters(t.Context(), leader(), board.Which{Stand: stand}, "")
			if err != nil {
				t.Fatal(err)
			}
			var ids []gov.ID
			for _, r := range l.Records {
				ids = append(ids, r.Matter)
			}
			if fmt.Sprint(ids) != want {
				t.Errorf("%s: %v, want %s", stand, ids, want)
			}
		}
		b.happens("2026-11-16", 100, "clock.extended", of(1, market, "food", due("2026-11-24")))
		b.happens("2026-11-16", 100, "clock.resumed", of(2, fire, "check", due("2026-11-13")))
		b.happens("2026-11-16", 200, "matter.decided", of(3, market, "food", seal.Data{"outcome": "granted", "late": false}))
		b.happens("2026-11-17", 100, "clock.missed", of(2, fire, "check", nil))
		b.settle("2026-11-17")
		p = b.overview()
		if row(p.Rows[0]) != "8 late 1 soon 0 paused 0 live 1 decided 0 of them late 0" || row(p.Rows[1]) != "7 late 0 soon 0 paused 0 live 1 decided 1 of them late 0" {
			t.Fatalf("%+v", p.Rows)
		}
		b.happens("2026-11-25", 100, "matter.decided", of(1, market, "food", seal.Data{"outcome": "refused", "late": true}))
		b.happens("2026-11-25", 100, "matter.ended", of(2, fire, "check", seal.Data{"outcome": "void"}))
		b.settle("2026-11-25")
		if p = b.overview(); p.Sum.Live != 0 || p.Sum.Decided != 2 || p.Sum.LateEnded != 1 {
			t.Fatalf("%+v", p.Sum)
		}
		b.equal()
		b.may["readCounts"] = false
		if _, err := b.desk.Overview(t.Context(), leader()); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("without the right: %v", err)
		}
		if _, err := b.desk.Matters(t.Context(), leader(), board.Which{Stand: "late"}, ""); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("without the right: %v", err)
		}
		s.MustVerify(t)
	}, bus.Migrations, board.Migrations)
}

// equal recomputes the projection, and finds a row that was changed behind its back.
func (b *bench) equal() {
	b.t.Helper()
	reps, err := b.bus.Rebuild(b.t.Context(), true)
	if err != nil || len(reps) != 1 || !reps[0].OK || reps[0].Rows < 10 {
		b.t.Fatalf("%+v %v", reps, err)
	}
	b.Tamper(b.t, "UPDATE board_matter SET late = 0 WHERE id = $1", int64(1))
	if reps, err = b.bus.Rebuild(b.t.Context(), true); err != nil || reps[0].OK || reps[0].Different != 1 {
		b.t.Fatalf("a figure that was changed: %+v %v", reps, err)
	}
	if _, err = b.bus.Rebuild(b.t.Context(), false); err != nil {
		b.t.Fatal(err)
	}
}

// Each figure of a bureau is the number of lines of its list.
func TestBureauCountsItsFacts(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		b := start(t, s)
		b.begin()
		b.happens("2026-11-16", 200, "matter.decided", of(3, market, "food", seal.Data{"outcome": "granted", "late": false}))
		b.happens("2026-11-16", 200, "matter.certified", of(3, market, "food", nil))
		b.happens("2026-11-16", 200, "letter.issued", of(3, market, "food", seal.Data{"kind": "grant"}))
		b.settle("2026-11-17")
		for department, want := range map[gov.ID]string{
			market: "opinion 1 assist 0 lookup 1 licence 1 spared 1 visit 1 decided 1 sealed 1 letter 1 ",
			fire:   "opinion 0 assist 1 lookup 1 licence 1 spared 1 visit 1 decided 0 sealed 0 letter 0 ",
		} {
			got, err := b.desk.Bureau(t.Context(), leader(), department)
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, f := range got.Figures {
				said += fmt.Sprintf("%s %d ", f.Kind, f.N)
				list, err := b.desk.Facts(t.Context(), leader(), department, f.Kind, "")
				if err != nil || len(list.Facts) != int(f.N) {
					t.Errorf("%s: the figure says %d, the list has %d: %v", f.Kind, f.N, len(list.Facts), err)
				}
			}
			if said != want {
				t.Errorf("%s: %s, want %s", department, said, want)
			}
		}
		if _, err := b.desk.Facts(t.Context(), leader(), market, "secrets", ""); gov.KindOf(err) != gov.KindNotFound {
			t.Errorf("facts of no kind: %v", err)
		}
		if _, err := b.desk.Facts(t.Context(), leader(), market, "opinion", "x.1"); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("a page that is none: %v", err)
		}
		e, err := b.desk.Evidence(t.Context(), leader(), 100)
		if err != nil || e.No != "A" || len(e.Events) != 9 || e.Events[0].Name != "case.received" {
			t.Fatalf("%+v %v", e, err)
		}
		proof, err := b.desk.Proof(t.Context(), leader(), e.Events[0].Seq)
		if err != nil || proof.Case != 100 || proof.Checkpoint == "" || len(proof.Path) == 0 {
			t.Fatalf("%+v %v", proof, err)
		}
		if _, err := b.desk.Evidence(t.Context(), leader(), 300); gov.KindOf(err) != gov.KindNotFound {
			t.Errorf("a case of another city: %v", err)
		}
		s.MustVerify(t)
	}, bus.Migrations, board.Migrations)
}
