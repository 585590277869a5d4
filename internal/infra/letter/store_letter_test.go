package letter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	organ    = gov.ID(7)
	caseFile = gov.ID(9000) // vault subject
	party    = gov.ID(501)
)

var who = acttest.Officer(11)

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		if _, err := do(t, s, func(p *act.Prep) (int, error) { return 0, p.NewSubject(caseFile) }); err != nil {
			t.Fatal(err)
		}
		fn(t, s)
	}, letter.Migrations)
}

func do[T any](t *testing.T, s *acttest.Spine, fn func(p *act.Prep) (T, error), claims ...string) (T, error) {
	t.Helper()
	return act.Do(t.Context(), s.Engine, act.Command{Action: "decide", Actor: who, Claims: claims}, func(p *act.Prep) (T, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			var zero T
			return zero, err
		}
		p.Note("test.decided", "test", nil)
		return fn(p)
	})
}

func grant(ref gov.ID) letter.Draft {
	return letter.Draft{
		Template: &letter.Template{
			ID: "grant", Kind: letter.Grant, Title: "准予行政许可决定书", Number: "{short}准〔{year}〕{serial}号", Salute: "{applicant}：",
			Body: []string{"准予{result}。"}, Close: "{department}　{date}", Seal: true,
		},
		Values: map[string]string{"short": "海食", "applicant": "王桂英", "result": "食品经营", "department": "海棠市市场监督管理局"},
		Organ:  organ, Subject: caseFile, Party: party, Ref: letter.Ref{Kind: "case", ID: ref, Part: "food"},
	}
}

func issue(t *testing.T, s *acttest.Spine, d letter.Draft) gov.ID {
	t.Helper()
	id, err := do(t, s, func(p *act.Prep) (gov.ID, error) { return letter.Issue(t.Context(), p, d) })
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func get(t *testing.T, s *acttest.Spine, id gov.ID) (l *letter.Letter) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) (err error) {
		l, err = letter.Get(t.Context(), q, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func words(t *testing.T, s *acttest.Spine, id gov.ID) *letter.Sheet {
	t.Helper()
	sheet, err := do(t, s, func(p *act.Prep) (*letter.Sheet, error) {
		_, sheet, err := letter.Words(t.Context(), p, id)
		return sheet, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// press prints sheets as text and keeps them in memory.
type press struct {
	letter.Press
	files map[string]string
	fail  int
}

func newPress(s *acttest.Spine) *press {
	pr := &press{files: map[string]string{}}
	pr.Engine = s.Engine
	pr.Render = func(_ context.Context, sheet *letter.Sheet) ([]byte, error) {
		if pr.fail > 0 {
			pr.fail--
			return nil, errors.New("no font")
		}
		return []byte(sheet.Number + "|" + sheet.To + "|" + strings.Join(sheet.Body, "|") + "|" + sheet.Close), nil
	}
	pr.Keep = func(_ context.Context, _ gov.ID, file []byte) (string, error) {
		blob := fmt.Sprintf("blob-%d", len(pr.files))
		for b, f := range pr.files {
			if f == string(file) {
				blob = b
			}
		}
		pr.files[blob] = string(file)
		return blob, nil
	}
	return pr
}

func (pr *press) run(t *testing.T, s *acttest.Spine) {
	t.Helper()
	r := jobs.NewRunner(s.DB, s.Writer, s.Clock.Time, slog.New(slog.DiscardHandler))
	r.Handle(letter.JobRender, pr.Handle)
	if _, err := r.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLifeOfALetter(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx, pr := t.Context(), newPress(s)
		pr.fail = 1 // the first attempt fails and is made again
		id := issue(t, s, grant(100))
		l := get(t, s, id)
		if l.State != letter.Numbered || l.Number != "海食准〔2026〕1号" || l.Dated != "2026-11-23" || l.Party != party {
			t.Fatalf("%+v", l)
		}
		deliver := func(p *act.Prep) (*letter.Letter, error) {
			return letter.Deliver(ctx, p, id, letter.Delivery{Channel: "portal", At: s.Clock.Time(), Proof: "R1"})
		}
		if _, err := do(t, s, deliver); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("delivered before it was printed: %v", err)
		}
		pr.run(t, s)
		s.Clock.Set(s.Clock.Time() + 60_000)
		pr.run(t, s)
		l = get(t, s, id)
		if l.State != letter.Rendered || pr.files[l.Blob] != "海食准〔2026〕1号|王桂英：|准予食品经营。|海棠市市场监督管理局　2026年11月23日" {
			t.Fatalf("%+v %v", l, pr.files)
		}
		for name, bad := range map[string]letter.Delivery{
			"no channel": {At: s.Clock.Time()}, "tomorrow": {Channel: "post", At: s.Clock.Time() + 1}, "before it was written": {Channel: "post", At: 1},
		} {
			_, err := do(t, s, func(p *act.Prep) (*letter.Letter, error) { return letter.Deliver(ctx, p, id, bad) })
			if gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := do(t, s, deliver); err != nil {
			t.Fatal(err)
		}
		if l := get(t, s, id); l.State != letter.Delivered || l.Channel != "portal" || l.Proof != "R1" || l.Delivered == 0 {
			t.Fatalf("%+v", l)
		}
		if _, err := do(t, s, deliver); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("delivered twice: %v", err)
		}
		s.MustVerify(t)
	})
}

func TestWordsAreSealedUnderTheCase(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		id := issue(t, s, grant(100))
		if w := words(t, s, id); w.To != "王桂英：" || w.Number != "海食准〔2026〕1号" {
			t.Fatalf("%+v", w)
		}
		err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			for _, sql := range []string{"SELECT data FROM letter", "SELECT body FROM event"} {
				rows, err := sqldb.All(t.Context(), q, sqldb.Column[[]byte], sql)
				if err != nil || len(rows) == 0 {
					return errors.Join(err, errors.New("nothing read"))
				}
				for _, b := range rows {
					if bytes.Contains(b, []byte("王桂英")) {
						t.Errorf("a name stands bare in %s", sql)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		s.MustVerify(t)
	})
}

// Numbers of one form follow each other without a gap, whoever fails between.
func TestNumbersHaveNoGap(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				d := grant(gov.ID(100 + i))
				claim, err := letter.Claim(d, s.Clock.Time())
				if err != nil {
					t.Error(err)
					return
				}
				_, err = do(t, s, func(p *act.Prep) (gov.ID, error) {
					id, err := letter.Issue(t.Context(), p, d)
					if i%4 == 3 {
						return 0, gov.Conflict("test.fails_after_the_number_was_drawn")
					}
					return id, err
				}, claim)
				if (err != nil) != (i%4 == 3) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		other := grant(200)
		other.Values["short"] = "海消" // another form counts for itself
		foreign := grant(201)
		foreign.Organ = 8 // and another organ
		issue(t, s, other)
		issue(t, s, foreign)
		var got, want []string
		err := s.DB.Read(t.Context(), func(q *sqldb.Q) (err error) {
			got, err = sqldb.All(t.Context(), q, sqldb.Column[string], "SELECT number FROM letter")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 18 {
			want = append(want, fmt.Sprintf("海食准〔2026〕%d号", n+1))
		}
		want = append(want, "海消准〔2026〕1号", "海食准〔2026〕1号")
		slices.Sort(got)
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		s.Clock.Set(gov.Date("2027-01-04").Start())
		if l := get(t, s, issue(t, s, grant(300))); l.Number != "海食准〔2027〕1号" || l.Dated != "2027-01-04" {
			t.Fatalf("%+v", l)
		}
		s.MustVerify(t)
	})
}

func TestNumberedByThePress(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		pr := newPress(s)
		var ids []gov.ID
		for n := range 3 {
			d := grant(gov.ID(100 + n))
			d.Later = true
			ids = append(ids, issue(t, s, d))
			if l := get(t, s, ids[n]); l.State != letter.Drafted || l.Number != "" {
				t.Fatalf("%+v", l)
			}
		}
		pr.run(t, s)
		pr.run(t, s)
		for n, id := range ids {
			l := get(t, s, id)
			if want := fmt.Sprintf("海食准〔2026〕%d号", n+1); l.State != letter.Rendered || l.Number != want || !strings.HasPrefix(pr.files[l.Blob], want) {
				t.Fatalf("%+v", l)
			}
		}
		s.MustVerify(t)
	})
}

func TestDraftWaitsForApproval(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		ctx := t.Context()
		write := func(p *act.Prep) (gov.ID, error) { return letter.Write(p, grant(100)) }
		id, err := do(t, s, write)
		if err != nil {
			t.Fatal(err)
		}
		second, err := do(t, s, write)
		if err != nil {
			t.Fatal(err)
		}
		number := func(id gov.ID, d letter.Draft) error {
			_, err := do(t, s, func(p *act.Prep) (int, error) { return 0, letter.Number(ctx, p, id, d) })
			return err
		}
		if err := number(id, grant(101)); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("numbered with another case's words: %v", err)
		}
		final := grant(100)
		final.Values["result"] = "食品经营（含冷食）" // the approver changed the words
		if err := number(id, final); err != nil {
			t.Fatal(err)
		}
		if w := words(t, s, id); w.Number != "海食准〔2026〕1号" || w.Body[0] != "准予食品经营（含冷食）。" {
			t.Fatalf("%+v", w)
		}
		discard := func(id gov.ID) error {
			_, err := do(t, s, func(p *act.Prep) (int, error) { return 0, letter.Discard(ctx, p, id) })
			return err
		}
		if err := discard(id); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("a numbered letter was discarded: %v", err)
		}
		if err := discard(second); err != nil {
			t.Fatal(err)
		}
		err = s.DB.Read(ctx, func(q *sqldb.Q) error {
			ls, err := letter.About(ctx, q, letter.Ref{Kind: "case", ID: 100, Part: "food"})
			if len(ls) != 1 || ls[0].ID != id {
				t.Errorf("%+v", ls)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.MustVerify(t)
	})
}

func TestRefusedDraftsAndPress(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		for name, spoil := range map[string]func(d *letter.Draft){
			"no organ":    func(d *letter.Draft) { d.Organ = 0 },
			"no template": func(d *letter.Draft) { d.Template = nil },
			"no thing":    func(d *letter.Draft) { d.Ref = letter.Ref{} },
			"no value":    func(d *letter.Draft) { delete(d.Values, "applicant") },
			"long number": func(d *letter.Draft) { d.Values["short"] = strings.Repeat("海", 100) },
		} {
			d := grant(100)
			spoil(&d)
			if _, err := do(t, s, func(p *act.Prep) (gov.ID, error) { return letter.Issue(t.Context(), p, d) }); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		id := issue(t, s, grant(100))
		s.Auth.Ask = func(_ gov.Actor, action string, _ act.Resource) (act.Verdict, bool) {
			return act.Verdict{Rule: "no-printing"}, action == "renderLetter"
		}
		newPress(s).run(t, s)
		if l := get(t, s, id); l.State != letter.Numbered {
			t.Fatalf("%+v", l)
		}
		rep := s.MustVerify(t)
		e, err := seal.ReadEntry(t.Context(), s.DB, rep.Size-1)
		if err != nil {
			t.Fatal(err)
		}
		if ev, err := seal.ParseEvent(e.Body); err != nil || ev.Outcome != seal.Refused || ev.Rule != "no-printing" || ev.Actor.Kind != gov.System {
			t.Fatalf("%+v %v", ev, err)
		}
	})
}
