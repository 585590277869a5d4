package trial

import (
	"context"
	"encoding/json"
	"errors"

	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
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
