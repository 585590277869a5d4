package flow

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// TimerJob is the kind of the jobs that fire timers.
const TimerJob = "flow.timer"

// TimerPayload says which timer of which instance is due.
type TimerPayload struct {
	Case     gov.ID `json:"case,omitzero"` // the jobs of one case follow each other
	Instance gov.ID `json:"instance"`
	Timer    int    `json:"timer"`
}

// Handler does what a service task names, in the transaction of the step, and
// gives the variables it results in.
type Handler func(ctx context.Context, p *act.Prep, in *Instance, e engine.Effect) (map[string]any, error)

// Runner runs instances. Higher floors register what the processes call.
type Runner struct {
	// Open offers a user task and gives its work item.
	Open func(ctx context.Context, p *act.Prep, in *Instance, e engine.Effect) (gov.ID, error)
	// Close voids the work item of a task that is no longer wanted, Done settles it.
	Close, Done func(ctx context.Context, p *act.Prep, item gov.ID) error
	// Decide evaluates a decision of a business rule task.
	Decide Handler
	// Ended is told when an instance has ended.
	Ended func(ctx context.Context, p *act.Prep, in *Instance) error
	// What instances have to do with one another, and with what nobody registered: a
	// trial has it, a case does not. Sent carries a message or a signal on, Called runs
	// a process of another file, Otherwise is the handler of a name without one, and
	// Passed is told of every activity that is completed.
	Sent              func(ctx context.Context, p *act.Prep, in *Instance, e engine.Effect) error
	Called, Otherwise Handler
	Passed            func(in *Instance, e engine.Effect)
	// Workdays adds working days to an instant: its last moment that day.
	Workdays func(from gov.Time, days int) (gov.Time, error)

	handlers map[string]Handler
	mu       sync.RWMutex
	compiled map[string]*engine.Process // by version
	texts    map[*byte]known            // by where the text lies in memory
	stored   sync.Map                   // versions whose text is durable in the store
}

// known is a text with its digest. It keeps the text, so that nothing else can come
// to lie at the same place.
type known struct {
	text    []byte
	version string
}

// NewRunner makes a runner without handlers.
func NewRunner() *Runner {
	return &Runner{handlers: map[string]Handler{}, compiled: map[string]*engine.Process{}, texts: map[*byte]known{}}
}

// Handle registers the handler of a name.
func (r *Runner) Handle(name string, h Handler) { r.handlers[name] = h }

// Handlers tells whether a name is registered, for the lint of packs.
func (r *Runner) Handlers(name string) bool { return r.handlers[name] != nil }

// Start begins an instance of a process text and carries it to where it waits.
func (r *Runner) Start(ctx context.Context, p *act.Prep, in *Instance, text []byte, vars map[string]any) error {
	return r.Begin(ctx, p, in, Beginning{Text: text, Vars: vars})
}

// Beginning says how an instance begins.
type Beginning struct {
	Text    []byte
	Process string // id in the text; empty: the first executable one
	At      string // start event whose trigger happened; empty: the plain one
	Vars    map[string]any
}

// Begin is Start for a process, and an event of it, that are named.
func (r *Runner) Begin(ctx context.Context, p *act.Prep, in *Instance, b Beginning) error {
	proc, err := r.compile(b.Text, b.Process)
	if err != nil {
		return fmt.Errorf("process %s: %w", in.Process, err)
	}
	in.ID, in.Version = p.NewID(), named(r.version(b.Text), b.Process)
	in.Tasks, in.Timers = map[int]gov.ID{}, map[int]gov.ID{}
	r.store(p, in, b.Text)
	state, effects, err := b.start(proc)
	if err != nil {
		return fmt.Errorf("process %s: %w", in.Process, err)
	}
	in.State = state
	if err := r.settle(ctx, p, proc, in, effects); err != nil {
		return err
	}
	row, err := in.row()
	if err != nil {
		return err
	}
	in.Rev = 1
	return p.Insert(instances, row)
}

func (b Beginning) start(proc *engine.Process) (engine.State, []engine.Effect, error) {
	if b.At != "" {
		return proc.StartAt(b.At, b.Vars)
	}
	return proc.Start(b.Vars)
}

// store keeps the text an instance runs by, unless this process knows it durable.
func (r *Runner) store(p *act.Prep, in *Instance, text []byte) {
	version, _, _ := strings.Cut(in.Version, versionMark)
	if _, ok := r.stored.Load(version); ok {
		return
	}
	p.Exec(insertProcess, -1, version, in.Process, text)
	p.After(func() { r.stored.Store(version, true) })
}

// Complete ends an open task of an instance with its results and goes on.
func (r *Runner) Complete(ctx context.Context, p *act.Prep, in *Instance, token int, vars map[string]any) error {
	return r.move(ctx, p, in, func(proc *engine.Process) (engine.State, []engine.Effect, error) {
		return proc.Complete(in.State, token, vars)
	})
}

// Fire tells an instance that a timer is due; one that is no longer waited for
// is passed over.
func (r *Runner) Fire(ctx context.Context, p *act.Prep, in *Instance, timer int) error {
	delete(in.Timers, timer)
	err := r.move(ctx, p, in, func(proc *engine.Process) (engine.State, []engine.Effect, error) {
		return proc.Fire(in.State, timer)
	})
	if errors.Is(err, engine.ErrToken) || errors.Is(err, engine.ErrEnded) {
		return nil
	}
	return err
}

// Message delivers a message, by id or name; engine.ErrMessage if the instance does not
// wait for it.
func (r *Runner) Message(ctx context.Context, p *act.Prep, in *Instance, ref string) error {
	return r.move(ctx, p, in, func(proc *engine.Process) (engine.State, []engine.Effect, error) {
		return proc.Message(in.State, ref, nil)
	})
}

// Signal tells an instance of a signal, by id, that another has thrown.
func (r *Runner) Signal(ctx context.Context, p *act.Prep, in *Instance, ref string) error {
	return r.move(ctx, p, in, func(proc *engine.Process) (engine.State, []engine.Effect, error) {
		return proc.Signal(in.State, ref, nil)
	})
}

// Stop ends an instance from outside, such as a withdrawn case.
func (r *Runner) Stop(ctx context.Context, p *act.Prep, in *Instance) error {
	return r.move(ctx, p, in, func(proc *engine.Process) (engine.State, []engine.Effect, error) {
		return proc.Terminate(in.State)
	})
}

func (r *Runner) move(ctx context.Context, p *act.Prep, in *Instance, step func(*engine.Process) (engine.State, []engine.Effect, error)) error {
	proc, err := r.process(ctx, p, in.Version)
	if err != nil {
		return err
	}
	state, effects, err := step(proc)
	if err != nil {
		return fmt.Errorf("process %s: %w", in.Process, err)
	}
	in.State = state
	if err := r.settle(ctx, p, proc, in, effects); err != nil {
		return err
	}
	return in.save(p)
}

// Task finds the token of an open work item.
func (in *Instance) Task(item gov.ID) (token int, ok bool) {
	for token, id := range in.Tasks {
		if id == item {
			return token, true
		}
	}
	return 0, false
}

// Settled forgets the work item of a token that is about to be completed.
func (in *Instance) Settled(token int) { delete(in.Tasks, token) }

// TaskNode tells what the model says of an open task: element, name, attributes.
func (r *Runner) TaskNode(ctx context.Context, p *act.Prep, in *Instance, token int) (engine.Effect, error) {
	proc, err := r.process(ctx, p, in.Version)
	if err != nil {
		return engine.Effect{}, err
	}
	return proc.TaskOf(in.State, token)
}

// Retime gives every timer an instance waits for a new due instant, after the
// calendar it was counted by has changed.
func Retime(p *act.Prep, in *Instance, due gov.Time) error {
	for timer, job := range in.Timers {
		p.CancelJob(job)
		id, err := p.Job(TimerJob, due, TimerPayload{Case: in.Case, Instance: in.ID, Timer: timer})
		if err != nil {
			return err
		}
		in.Timers[timer] = id
	}
	return in.save(p)
}
