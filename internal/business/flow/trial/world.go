package trial

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// world is a store with the instances that run in it.
type world struct {
	opts  Options
	text  []byte
	procs map[string]*engine.Process
	order []string

	db     *sqldb.DB
	writer *sqldb.Writer
	engine *act.Engine
	jobs   *jobs.Runner
	clock  *gov.Now
	flow   *flow.Runner
	trial  gov.ID // all jobs are about it, so that they follow each other

	insts   []*instance
	steps   []Step
	passed  []Step // by the command under way
	moves   int
	endless bool
}

// instance is one that was begun. One with a fault moves no more.
type instance struct {
	id      gov.ID
	process string
	fault   error
}

// sentJob carries a message or a signal to the other instances.
const sentJob = "trial.sent"

type sent struct {
	Case gov.ID            `json:"case"`
	From gov.ID            `json:"from"`
	Kind engine.EffectKind `json:"kind"`
	Ref  string            `json:"ref"`
}

// everything allows what a trial does in its own world.
type everything struct{}

func (everything) Authorise(context.Context, *sqldb.Q, gov.Actor, string, act.Resource) (act.Verdict, error) {
	return act.Verdict{Allow: true, Rule: "trial", Epoch: 1}, nil
}

func (w *world) open(ctx context.Context) (err error) {
	if w.db, err = sqldb.Open(ctx, "sqlite::memory:"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if err := sqldb.Migrate(ctx, w.db, seal.Migrations, vault.Migrations, jobs.Migrations, act.Migrations, flow.Migrations); err != nil {
		return err
	}
	log, err := seal.OpenLog(ctx, w.db)
	if err != nil {
		return err
	}
	quiet := slog.New(slog.DiscardHandler)
	if w.writer, err = w.db.NewWriter(ctx, log, seal.Proof, quiet); err != nil {
		return err
	}
	keys, err := vault.New(vault.NewMaster())
	if err != nil {
		return err
	}
	w.clock = gov.Frozen(w.opts.Begin)
	mint := gov.NewMint(1, w.clock.Time)
	w.trial = mint.New()
	w.engine = act.New(act.Config{DB: w.db, Writer: w.writer, Mint: mint, Now: w.clock.Time, Vault: keys, Authoriser: everything{}, Log: quiet})
	w.jobs = jobs.NewRunner(w.db, w.writer, w.clock.Time, quiet)
	w.jobs.Handle(flow.TimerJob, w.fire)
	w.jobs.Handle(sentJob, w.deliver)
	w.runner()
	return w.found(ctx)
}

// found makes the subject whose rows the instances are.
func (w *world) found(ctx context.Context) error {
	_, err := act.Do(ctx, w.engine, w.command(), func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(w.resource()); err != nil {
			return 0, err
		}
		if err := p.NewSubject(w.trial); err != nil {
			return 0, err
		}
		return w.trial, p.Event("trial.opened", w.stream(), nil)
	})
	return err
}

func (w *world) command() act.Command {
	return act.Command{Action: "moveTrial", Actor: gov.Job("trial")}
}

func (w *world) stream() string { return "trial/" + w.trial.String() }

func (w *world) close() error {
	if w.writer != nil {
		w.writer.Close()
	}
	return w.db.Close()
}

// runner is that of the cases, with a trial's answers.
func (w *world) runner() {
	w.flow = flow.NewRunner()
	w.flow.Open = func(_ context.Context, p *act.Prep, _ *flow.Instance, _ engine.Effect) (gov.ID, error) {
		return p.NewID(), nil
	}
	let := func(context.Context, *act.Prep, gov.ID) error { return nil }
	w.flow.Close, w.flow.Done = let, let
	answer := func(_ context.Context, _ *act.Prep, _ *flow.Instance, e engine.Effect) (map[string]any, error) {
		if w.opts.Answer == nil {
			return nil, nil
		}
		return w.opts.Answer(e)
	}
	w.flow.Decide, w.flow.Called, w.flow.Otherwise = answer, answer, answer
	w.flow.Passed = func(in *flow.Instance, e engine.Effect) {
		w.passed = append(w.passed, Step{Process: in.Process, Element: e.Element, Name: e.Name, Kind: e.Node, At: w.clock.Time()})
	}
	w.flow.Sent = func(_ context.Context, p *act.Prep, in *flow.Instance, e engine.Effect) error {
		_, err := p.Job(sentJob, p.Now(), sent{Case: w.trial, From: in.ID, Kind: e.Kind, Ref: e.Ref})
		return err
	}
}

// rest lets everything happen that is due.
func (w *world) rest(ctx context.Context) error {
	if _, err := w.jobs.Settle(ctx); err != nil {
		return err
	}
	if w.endless {
		return ErrEndless
	}
	return nil
}

// next tells when the next timer is due.
func (w *world) next(ctx context.Context) (due gov.Time, more bool, err error) {
	err = w.engine.Read(ctx, func(q *sqldb.Q) error {
		due, more, err = jobs.Next(ctx, q)
		return err
	})
	return due, more, err
}

// move makes one step of an instance that has no fault, as one command.
func (w *world) move(ctx context.Context, i *instance, step func(p *act.Prep, in *flow.Instance) error) error {
	if w.moves++; w.moves > maxMoves {
		w.endless = true
	}
	if w.endless {
		return nil
	}
	begun, err := act.Do(ctx, w.engine, w.command(), func(p *act.Prep) (gov.ID, error) {
		w.passed = nil
		if err := p.Authorise(w.resource()); err != nil {
			return 0, err
		}
		in := &flow.Instance{Case: w.trial, Process: i.process}
		if i.id != 0 {
			var err error
			if in, err = flow.Load(ctx, p.Q(), i.id); err != nil {
				return 0, err
			}
		}
		if err := step(p, in); err != nil {
			return 0, err
		}
		return in.ID, p.Event("trial.moved", w.stream(), seal.Data{"instance": in.ID})
	})
	if err != nil {
		return err
	}
	i.id = begun
	w.steps = append(w.steps, w.passed...)
	return nil
}

// start begins an instance. What keeps a model from running at all is an error; what
// fails as it runs is the instance's fault.
func (w *world) start(ctx context.Context, b flow.Beginning) (*instance, error) {
	if w.procs[b.Process] == nil {
		return nil, &engine.CompileError{Element: b.Process, Reason: "no such process"}
	}
	if len(w.insts) >= maxInstances {
		w.endless = true
		return nil, ErrEndless
	}
	i := &instance{process: b.Process}
	w.insts = append(w.insts, i)
	b.Text = w.text
	i.fault = w.move(ctx, i, func(p *act.Prep, in *flow.Instance) error { return w.flow.Begin(ctx, p, in, b) })
	return i, ctx.Err()
}

// fire is the job of a timer.
func (w *world) fire(ctx context.Context, j jobs.Job) error {
	var t flow.TimerPayload
	if err := json.Unmarshal(j.Payload, &t); err != nil {
		return err
	}
	for _, i := range w.insts {
		if i.id == t.Instance && i.fault == nil {
			i.fault = w.move(ctx, i, func(p *act.Prep, in *flow.Instance) error { return w.flow.Fire(ctx, p, in, t.Timer) })
		}
	}
	return ctx.Err()
}

// deliver is the job of what an instance sent.
func (w *world) deliver(ctx context.Context, j jobs.Job) error {
	var s sent
	if err := json.Unmarshal(j.Payload, &s); err != nil {
		return err
	}
	if s.Kind == engine.SendSignal {
		return w.signal(ctx, s)
	}
	return w.message(ctx, s)
}

// message goes to the first instance that waits for it, else it starts one.
func (w *world) message(ctx context.Context, s sent) error {
	for _, i := range w.insts {
		if i.fault != nil || i.id == 0 {
			continue
		}
		err := w.move(ctx, i, func(p *act.Prep, in *flow.Instance) error { return w.flow.Message(ctx, p, in, s.Ref) })
		if errors.Is(err, engine.ErrMessage) || errors.Is(err, engine.ErrEnded) {
			continue
		}
		i.fault = err
		return ctx.Err()
	}
	for _, id := range w.order {
		if at := w.procs[id].StartsOn(s.Ref); at != "" {
			return w.startAt(ctx, id, at)
		}
	}
	return nil
}

// signal reaches every other instance, and starts the processes that begin by it.
func (w *world) signal(ctx context.Context, s sent) error {
	for _, i := range w.insts[:len(w.insts):len(w.insts)] {
		if i.id == s.From || i.id == 0 || i.fault != nil {
			continue
		}
		err := w.move(ctx, i, func(p *act.Prep, in *flow.Instance) error { return w.flow.Signal(ctx, p, in, s.Ref) })
		if !errors.Is(err, engine.ErrEnded) {
			i.fault = err
		}
	}
	for _, id := range w.order {
		if at := w.procs[id].StartsOnSignal(s.Ref); at != "" {
			if err := w.startAt(ctx, id, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// startAt begins an instance by an event. That there are too many is told by the run.
func (w *world) startAt(ctx context.Context, process, at string) error {
	if _, err := w.start(ctx, flow.Beginning{Process: process, At: at}); !errors.Is(err, ErrEndless) {
		return err
	}
	return nil
}
