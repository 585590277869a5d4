package trace

import (
	"errors"
	"slices"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/bpmn"
)

// Options say how a model is run.
type Options struct {
	Process  string                                      // id; empty means the first executable process
	Vars     map[string]any                              // JSON values
	First    []string                                    // processes started before, without variables
	Language engine.Language                             // expression language
	Begin    gov.Time                                    // where the run's clock stands at first
	Answer   func(engine.Effect) (map[string]any, error) // handlers, decisions, calls; nil: nothing
}

// Step is one activity that was completed.
type Step struct {
	Process string   `json:"process"`
	Element string   `json:"element"`
	Name    string   `json:"name,omitempty"`
	Kind    string   `json:"kind"`
	At      gov.Time `json:"at"`
}

// Result is what came of a run.
type Result struct {
	Trace     []string       `json:"trace"` // names of the completed script tasks, in order
	Steps     []Step         `json:"steps"`
	State     string         `json:"state"`               // completed, active, terminated, failed
	Error     string         `json:"error,omitempty"`     // runtime or thrown
	ErrorCode string         `json:"errorCode,omitempty"` // code of a thrown BPMN error
	Reason    string         `json:"reason,omitempty"`
	Waiting   []string       `json:"waiting,omitempty"` // elements where tokens rest
	Variables map[string]any `json:"variables,omitempty"`
}

// The limits of one run.
const (
	maxFirings   = 2_000
	maxInstances = 200
	maxWork      = 20_000
)

// ErrEndless says that the run came to no rest.
var ErrEndless = errors.New("the run does not come to rest")

type world struct {
	opts  Options
	procs map[string]*engine.Process
	order []string
	insts []*instance
	work  []job
	due   []timer
	now   gov.Time
	steps []Step
}

type instance struct {
	p     *engine.Process
	state engine.State
	fault error
}

type job struct {
	inst *instance
	eff  engine.Effect
}

type timer struct {
	inst *instance
	id   int
	at   gov.Time
}

// Run executes a process. An error means that the model cannot be executed at
// all or that the run found no end; faults of the run itself are in the result.
func Run(defs *bpmn.Definitions, opts Options) (Result, error) {
	w := &world{opts: opts, procs: map[string]*engine.Process{}, now: opts.Begin}
	for _, bp := range defs.Processes {
		if !bp.Executable && bp.ID != opts.Process {
			continue
		}
		p, err := engine.Compile(defs, bp.ID, opts.Language)
		if err != nil {
			return Result{}, err
		}
		w.procs[bp.ID], w.order = p, append(w.order, bp.ID)
	}
	if opts.Process == "" && len(w.order) > 0 {
		opts.Process = w.order[0]
	}
	for _, id := range opts.First {
		if _, err := w.start(id, nil); err != nil {
			return Result{}, err
		}
	}
	if err := w.rest(); err != nil {
		return Result{}, err
	}
	main, err := w.start(opts.Process, opts.Vars)
	if err != nil {
		return Result{}, err
	}
	if err := w.finish(); err != nil {
		return Result{}, err
	}
	return w.result(main), nil
}

func (w *world) start(id string, vars map[string]any) (*instance, error) {
	p := w.procs[id]
	if p == nil {
		return nil, &engine.CompileError{Element: id, Reason: "no such process"}
	}
	return w.begin(p, func() (engine.State, []engine.Effect, error) { return p.Start(vars) })
}

func (w *world) begin(p *engine.Process, how func() (engine.State, []engine.Effect, error)) (*instance, error) {
	if len(w.insts) >= maxInstances {
		return nil, ErrEndless
	}
	i := &instance{p: p, state: engine.State{Status: engine.Running}}
	w.insts = append(w.insts, i)
	w.move(i, how)
	return i, nil
}

// move makes one transition and queues its effects.
func (w *world) move(i *instance, how func() (engine.State, []engine.Effect, error)) {
	s, effects, err := how()
	if err != nil {
		i.fault = err
		return
	}
	i.state = s
	for _, e := range effects {
		w.work = append(w.work, job{i, e})
	}
}

// finish lets the clock run until no timer is left.
func (w *world) finish() error {
	for range maxFirings {
		if err := w.rest(); err != nil {
			return err
		}
		if len(w.due) == 0 {
			return nil
		}
		next := 0
		for i := range w.due {
			if w.due[i].at < w.due[next].at {
				next = i
			}
		}
		t := w.due[next]
		w.due = slices.Delete(w.due, next, next+1)
		w.now = max(w.now, t.at)
		if t.inst.fault == nil {
			w.move(t.inst, func() (engine.State, []engine.Effect, error) { return t.inst.p.Fire(t.inst.state, t.id) })
		}
	}
	return ErrEndless
}

// rest works off the effects.
func (w *world) rest() error {
	for n := 0; len(w.work) > 0; n++ {
		if n > maxWork {
			return ErrEndless
		}
		j := w.work[0]
		w.work = w.work[1:]
		if j.inst.fault != nil {
			continue
		}
		if err := w.do(j.inst, j.eff); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) do(i *instance, e engine.Effect) error {
	switch e.Kind {
	case engine.TaskDone:
		w.steps = append(w.steps, Step{Process: i.p.ID, Element: e.Element, Name: e.Name, Kind: e.Node, At: w.now})
	case engine.SetTimer:
		at, err := e.Timing.Due(w.now, nil)
		if err != nil {
			return err
		}
		w.due = append(w.due, timer{i, e.Token, at})
	case engine.CancelTimer:
		w.due = slices.DeleteFunc(w.due, func(t timer) bool { return t.inst == i && t.id == e.Token })
	case engine.SendMessage:
		return w.message(e.Ref)
	case engine.SendSignal:
		return w.signal(i, e.Ref)
	case engine.CallHandler, engine.Decide, engine.CallProcess:
		w.answer(i, e)
	case engine.OpenTask, engine.CloseTask, engine.Escalated, engine.Ended:
	}
	return nil
}

func (w *world) answer(i *instance, e engine.Effect) {
	w.move(i, func() (engine.State, []engine.Effect, error) {
		if w.opts.Answer == nil {
			return i.p.Complete(i.state, e.Token, nil)
		}
		vars, err := w.opts.Answer(e)
		if err != nil {
			return i.state, nil, err
		}
		return i.p.Complete(i.state, e.Token, vars)
	})
}

// message goes to the first instance that waits for it, else it starts one.
func (w *world) message(ref string) error {
	for _, i := range w.insts {
		s, effects, err := i.p.Message(i.state, ref, nil)
		if i.fault != nil || errors.Is(err, engine.ErrMessage) || errors.Is(err, engine.ErrEnded) {
			continue
		}
		w.move(i, func() (engine.State, []engine.Effect, error) { return s, effects, err })
		return nil
	}
	for _, id := range w.order {
		p := w.procs[id]
		if at := p.StartsOn(ref); at != "" {
			_, err := w.begin(p, func() (engine.State, []engine.Effect, error) { return p.StartAt(at, nil) })
			return err
		}
	}
	return nil
}

// signal reaches every other instance, and starts the processes that begin by it.
func (w *world) signal(from *instance, ref string) error {
	for _, i := range slices.Clone(w.insts) {
		if i != from && i.fault == nil && i.state.Status == engine.Running {
			w.move(i, func() (engine.State, []engine.Effect, error) { return i.p.Signal(i.state, ref, nil) })
		}
	}
	for _, id := range w.order {
		p := w.procs[id]
		if at := p.StartsOnSignal(ref); at != "" {
			if _, err := w.begin(p, func() (engine.State, []engine.Effect, error) { return p.StartAt(at, nil) }); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) result(main *instance) Result {
	r := Result{Trace: []string{}, Steps: w.steps, Variables: main.state.Vars, State: string(main.state.Status)}
	for _, s := range w.steps {
		if s.Kind == "scriptTask" && s.Name != "" {
			r.Trace = append(r.Trace, s.Name)
		}
	}
	for _, t := range main.state.Tokens {
		r.Waiting = append(r.Waiting, t.Node)
	}
	switch {
	case main.fault != nil:
		r.State, r.Error, r.Reason = "failed", "runtime", main.fault.Error()
	case main.state.Status == engine.Running:
		r.State = "active"
	case main.state.Status == engine.Failed:
		r.Error, r.ErrorCode = "thrown", main.state.Code
	}
	return r
}
