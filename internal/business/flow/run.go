package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"holon.example/holon/internal/business/flow/condition"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/lang/bpmn"
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

// Version is the digest under which a process text is kept.
func Version(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// version is the digest of a text of a pack, computed once. Packs never change their
// texts in place.
func (r *Runner) version(text []byte) string {
	if len(text) == 0 {
		return Version(text)
	}
	at := &text[0]
	r.mu.RLock()
	k, ok := r.texts[at]
	r.mu.RUnlock()
	if ok && len(k.text) == len(text) {
		return k.version
	}
	k = known{text, Version(text)}
	r.mu.Lock()
	r.texts[at] = k
	r.mu.Unlock()
	return k.version
}

// Compile gives the executable process of a text, compiled once. The text must not
// be changed afterwards.
func (r *Runner) Compile(text []byte) (*engine.Process, error) {
	version := r.version(text)
	r.mu.RLock()
	p := r.compiled[version]
	r.mu.RUnlock()
	if p != nil {
		return p, nil
	}
	defs, err := bpmn.Parse(text)
	if err != nil {
		return nil, err
	}
	if p, err = engine.Compile(defs, "", condition.FEEL{}); err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.compiled[version] = p
	r.mu.Unlock()
	return p, nil
}

func (r *Runner) process(ctx context.Context, p *act.Prep, version string) (*engine.Process, error) {
	r.mu.RLock()
	proc := r.compiled[version]
	r.mu.RUnlock()
	if proc != nil {
		return proc, nil
	}
	text, err := Text(ctx, p.Q(), version)
	if err != nil {
		return nil, err
	}
	return r.Compile(text)
}

// Start begins an instance of a process text and carries it to where it waits.
func (r *Runner) Start(ctx context.Context, p *act.Prep, in *Instance, text []byte, vars map[string]any) error {
	proc, err := r.Compile(text)
	if err != nil {
		return fmt.Errorf("process %s: %w", in.Process, err)
	}
	in.ID, in.Version = p.NewID(), r.version(text)
	in.Tasks, in.Timers = map[int]gov.ID{}, map[int]gov.ID{}
	r.store(p, in, text)
	state, effects, err := proc.Start(vars)
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

// store keeps the text an instance runs by, unless this process knows it durable.
func (r *Runner) store(p *act.Prep, in *Instance, text []byte) {
	if _, ok := r.stored.Load(in.Version); ok {
		return
	}
	p.Exec(insertProcess, -1, in.Version, in.Process, text)
	p.After(func() { r.stored.Store(in.Version, true) })
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

// maxChain bounds how many handlers one step may call in a row.
const maxChain = 200

// settle brings about the effects of a step, and those that follow from it.
func (r *Runner) settle(ctx context.Context, p *act.Prep, proc *engine.Process, in *Instance, effects []engine.Effect) error {
	for n := 0; len(effects) > 0; n++ {
		if n > maxChain {
			return fmt.Errorf("process %s: %w", in.Process, engine.ErrRunaway)
		}
		e := effects[0]
		effects = effects[1:]
		vars, answered, err := r.effect(ctx, p, in, e)
		if err != nil {
			return fmt.Errorf("%s %s: %w", in.Process, e.Element, err)
		}
		if !answered {
			continue
		}
		state, more, err := proc.Complete(in.State, e.Token, vars)
		if err != nil {
			return fmt.Errorf("%s %s: %w", in.Process, e.Element, err)
		}
		in.State = state
		effects = append(effects, more...)
	}
	return nil
}

// effect brings one effect about; answered says that the engine is to go on at once.
func (r *Runner) effect(ctx context.Context, p *act.Prep, in *Instance, e engine.Effect) (vars map[string]any, answered bool, err error) {
	switch e.Kind {
	case engine.OpenTask:
		in.Tasks[e.Token], err = r.Open(ctx, p, in, e)
	case engine.CloseTask:
		if item, ok := in.Tasks[e.Token]; ok {
			delete(in.Tasks, e.Token)
			err = r.Close(ctx, p, item)
		}
	case engine.CallHandler:
		h := r.handlers[e.Ref]
		if h == nil {
			return nil, false, fmt.Errorf("no handler %q", e.Ref)
		}
		vars, err = h(ctx, p, in, e)
		return vars, err == nil, err
	case engine.Decide:
		if r.Decide == nil {
			return nil, false, fmt.Errorf("no decision tables for %q", e.Ref)
		}
		vars, err = r.Decide(ctx, p, in, e)
		return vars, err == nil, err
	case engine.SetTimer:
		err = r.setTimer(p, in, e)
	case engine.CancelTimer:
		if job, ok := in.Timers[e.Token]; ok {
			delete(in.Timers, e.Token)
			p.CancelJob(job)
		}
	case engine.Ended:
		if r.Ended != nil {
			err = r.Ended(ctx, p, in)
		}
	case engine.TaskDone, engine.Escalated, engine.SendSignal:
	case engine.CallProcess, engine.SendMessage:
		err = fmt.Errorf("%s is not used between instances", e.Kind)
	}
	return nil, false, err
}

func (r *Runner) setTimer(p *act.Prep, in *Instance, e engine.Effect) error {
	due, err := e.Timing.Due(p.Now(), r.Workdays)
	if err != nil {
		return err
	}
	job, err := p.Job(TimerJob, due, TimerPayload{Case: in.Case, Instance: in.ID, Timer: e.Token})
	in.Timers[e.Token] = job
	return err
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
