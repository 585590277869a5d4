package correction_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"holon.example/holon/internal/data/correction"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

const (
	him    = gov.ID(101)
	her    = gov.ID(102)
	using  = gov.ID(7) // department of acttest.Officer
	source = gov.ID(8)
)

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Channel: "portal"}
}

func steward(department gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Officer, Account: 1, Person: 900 + department, Subject: 900 + department, Post: 10 + department, Department: department, Roles: []string{org.DataOfficer}}
}

type bench struct {
	*acttest.Spine
	t    *testing.T
	desk *correction.Desk
	bus  *bus.Bus
	line int64 // of an officer's read of him
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		acc, err := access.New(&epoch.Signal{})
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{Spine: s, t: t, bus: bus.New(bus.Config{DB: s.DB, Writer: s.Writer, Log: slog.New(slog.DiscardHandler)})}
		b.bus.Project(exchange.UsageProjection())
		eng := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: slog.New(slog.DiscardHandler)})
		b.desk = correction.New(correction.Config{
			Act: eng,
			Source: func(_ context.Context, _ *act.Prep, resource string) (gov.ID, error) {
				return map[string]gov.ID{"people": source}[resource], nil
			},
			Due: func(rule string, from gov.Date) (gov.Date, gov.Date, error) {
				n := map[string]int{"D1": 7, "D2": 14}[rule]
				return from.AddDays(n - 1), from.AddDays(n), nil
			},
		})
		b.do(func(p *act.Prep) error { return p.NewSubject(him) })
		b.read(acttest.Officer(11), him)
		fn(b)
		s.MustVerify(t)
	}, access.Migrations, exchange.Migrations, bus.Migrations, todo.Migrations, correction.Migrations)
}

func (b *bench) as(who gov.Actor, fn func(p *act.Prep) error) {
	b.t.Helper()
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "x", Actor: who}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return 0, err
		}
		p.Note("test.done", "test", seal.Data{})
		return 0, fn(p)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) do(fn func(p *act.Prep) error) { b.t.Helper(); b.as(acttest.Officer(11), fn) }

// read makes a line of the record and tells its leaf.
func (b *bench) read(who gov.Actor, subject gov.ID) {
	b.t.Helper()
	b.as(who, func(p *act.Prep) error {
		return exchange.Record(p, exchange.Reading{Purpose: "handle", Basis: "case", Case: 77, Resource: "people", Subjects: []gov.ID{subject}, Groups: []string{"personName", "mobile"}})
	})
	if err := b.Sealer.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.bus.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) error {
		_, err := q.Row(b.t.Context(), "SELECT MAX(seq) FROM data_usage", nil, &b.line)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) object(kind correction.Kind, fields ...string) *correction.Objection {
	b.t.Helper()
	o, err := b.desk.Object(b.t.Context(), citizen(him), "", 0, correction.Claim{Line: b.line, Kind: kind, Fields: fields, Text: "为什么要查我的手机号？"})
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

func (b *bench) tasks(ref gov.ID) (out []*todo.Item) {
	b.t.Helper()
	err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) (err error) {
		out, err = todo.About(b.t.Context(), q, todo.Ref{Kind: correction.TaskKind, ID: ref}, true)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

func TestWhoAnswersAndByWhen(t *testing.T) {
	for kind, want := range map[correction.Kind]struct {
		department gov.ID
		due        gov.Date
	}{correction.Question: {using, "2026-11-30"}, correction.Misuse: {using, "2026-11-30"}, correction.Wrong: {source, "2026-12-07"}} {
		t.Run(string(kind), func(t *testing.T) {
			each(t, func(b *bench) {
				o := b.object(kind)
				tasks := b.tasks(o.ID)
				if o.Department != want.department || o.Due != want.due || len(tasks) != 1 {
					b.t.Fatalf("%+v %v", o, tasks)
				}
				if k := tasks[0]; k.Department != want.department || k.Role != org.DataOfficer || k.Due != want.due.End() || k.Warn != want.due.AddDays(-1).Start() {
					b.t.Fatalf("%+v", k)
				}
			})
		})
	}
}

func TestTheCitizenSeesTheAnswer(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		o := b.object(correction.Misuse)
		seen, err := b.desk.Open(ctx, steward(using), o.ID)
		if err != nil || seen.Text != "为什么要查我的手机号？" {
			t.Fatalf("%+v %v", seen, err)
		}
		if _, err := b.desk.Answer(ctx, steward(using), "k", o.ID, correction.Answer{Outcome: "stopped", Text: "核实后停止使用该数据。"}); err != nil {
			t.Fatal(err)
		}
		page, err := b.desk.Mine(ctx, citizen(him), 0, 0)
		if err != nil || len(page.Objections) != 1 {
			t.Fatalf("%+v %v", page, err)
		}
		if got := page.Objections[0]; got.State != correction.Answered || got.Outcome != "stopped" || got.Words.Answer != "核实后停止使用该数据。" || got.Answered == 0 {
			t.Fatalf("%+v", got)
		}
		if k := b.tasks(o.ID)[0]; k.State != todo.StateDone || k.Outcome != "stopped" {
			t.Fatalf("%+v", k)
		}
		if _, err := b.desk.Answer(ctx, steward(using), "", o.ID, correction.Answer{Outcome: "lawful", Text: "再次答复的内容"}); gov.KindOf(err) != gov.KindConflict {
			t.Fatal(err)
		}
		if _, err := b.desk.Withdraw(ctx, citizen(him), "", o.ID); gov.KindOf(err) != gov.KindConflict {
			t.Fatal(err)
		}
		b.object(correction.Question) // the line may be asked about anew
	})
}

func TestWrongDataAreMarkedNotChanged(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		marked := func() (out []string) {
			err := b.DB.Read(ctx, func(q *sqldb.Q) error {
				m, err := correction.Marked(ctx, q, him)
				out = m["people"]
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		o := b.object(correction.Wrong, "mobile")
		if got := marked(); len(got) != 1 || got[0] != "mobile" {
			t.Fatal(got)
		}
		if _, err := b.desk.Answer(ctx, steward(source), "", o.ID, correction.Answer{Outcome: "right", Text: "经核实登记无误。"}); err != nil {
			t.Fatal(err)
		}
		if got := marked(); len(got) != 0 {
			t.Fatal(got)
		}
		o = b.object(correction.Wrong, "mobile")
		if _, err := b.desk.Answer(ctx, steward(source), "", o.ID, correction.Answer{Outcome: "marked", Text: "已标注，转登记程序更正。"}); err != nil {
			t.Fatal(err)
		}
		if got := marked(); len(got) != 1 {
			t.Fatal(got)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		good := correction.Claim{Line: b.line, Kind: correction.Question, Text: "为什么要查我的手机号？"}
		for name, c := range map[string]struct {
			who   gov.Actor
			spoil func(c *correction.Claim)
			of    gov.ID
			want  gov.Kind
		}{
			"another's line":   {citizen(her), func(*correction.Claim) {}, 0, gov.KindInvalid},
			"another's record": {citizen(her), func(*correction.Claim) {}, him, gov.KindForbidden},
			"an officer":       {steward(using), func(*correction.Claim) {}, him, gov.KindForbidden},
			"no such line":     {citizen(him), func(c *correction.Claim) { c.Line = 4711 }, 0, gov.KindInvalid},
			"negative line":    {citizen(him), func(c *correction.Claim) { c.Line = -1 }, 0, gov.KindInvalid},
			"no kind":          {citizen(him), func(c *correction.Claim) { c.Kind = "" }, 0, gov.KindInvalid},
			"no text":          {citizen(him), func(c *correction.Claim) { c.Text = " 好 " }, 0, gov.KindInvalid},
			"a novel":          {citizen(him), func(c *correction.Claim) { c.Text = strings.Repeat("字", 1001) }, 0, gov.KindInvalid},
			"other fields":     {citizen(him), func(c *correction.Claim) { c.Kind, c.Fields = correction.Wrong, []string{"nation"} }, 0, gov.KindInvalid},
		} {
			claim := good
			c.spoil(&claim)
			if _, err := b.desk.Object(ctx, c.who, "", c.of, claim); gov.KindOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
		o := b.object(correction.Question)
		if _, err := b.desk.Object(ctx, citizen(him), "", 0, good); gov.KindOf(err) != gov.KindConflict {
			t.Errorf("twice: %v", err)
		}
		a := correction.Answer{Outcome: "explained", Text: "办理食品经营许可需要核对。"}
		own := steward(using)
		own.Person = him
		handler := acttest.Officer(11)
		handler.Roles = []string{org.Handler}
		for name, who := range map[string]gov.Actor{"another unit": steward(source), "a handler": handler, "about himself": own, "the citizen": citizen(him)} {
			if _, err := b.desk.Answer(ctx, who, "", o.ID, a); gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.desk.Answer(ctx, steward(using), "", o.ID, correction.Answer{Outcome: "corrected", Text: "好"}); gov.KindOf(err) != gov.KindInvalid {
			t.Error(err)
		}
		if _, err := b.desk.Withdraw(ctx, citizen(her), "", o.ID); gov.KindOf(err) != gov.KindForbidden {
			t.Error(err)
		}
		if _, err := b.desk.Withdraw(ctx, citizen(him), "", o.ID); err != nil {
			t.Error(err)
		}
		if k := b.tasks(o.ID)[0]; k.State != todo.StateCancelled {
			t.Errorf("%+v", k)
		}
	})
}

func TestNoWordStandsInTheLog(t *testing.T) {
	each(t, func(b *bench) {
		b.object(correction.Question)
		err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) error {
			bodies, err := sqldb.All(b.t.Context(), q, sqldb.Column[[]byte], "SELECT body FROM event")
			for _, body := range bodies {
				if bytes.Contains(body, []byte("手机")) {
					b.t.Errorf("%s", body)
				}
			}
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
	})
}

func TestOneLooksAtOneself(t *testing.T) {
	each(t, func(b *bench) {
		b.as(citizen(him), func(p *act.Prep) error {
			return exchange.Record(p, exchange.Reading{Purpose: "apply", Resource: "case-file", Subjects: []gov.ID{him}, Groups: []string{"form"}})
		})
		_ = b.Sealer.Flush(b.t.Context())
		_ = b.bus.Drain(b.t.Context())
		_, err := b.desk.Object(b.t.Context(), citizen(him), "", 0, correction.Claim{Line: b.line + 2, Kind: correction.Question, Text: "这是我自己的查询吗"})
		if gov.KindOf(err) != gov.KindConflict {
			b.t.Fatal(err)
		}
	})
}
