package trial

import (
	"context"
	"errors"

	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/flow/condition"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/lang/bpmn"
)

// Options say how a model is run.
type Options struct {
	Process string                                      // id; empty means the first executable process
	Vars    map[string]any                              // JSON values
	First   []string                                    // processes started before, without variables
	Begin   gov.Time                                    // where the run's clock stands at first; 0: now
	Answer  func(engine.Effect) (map[string]any, error) // handlers, decisions, calls; nil: nothing
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
	maxMoves     = 20_000
)

// ErrEndless says that the run came to no rest.
var ErrEndless = errors.New("the run does not come to rest")

// Run executes a process. An error means that the model cannot be executed at all or
// that the run found no end; faults of the run itself are in the result.
func Run(ctx context.Context, model []byte, opts Options) (r Result, err error) {
	w := &world{opts: opts, text: model, procs: map[string]*engine.Process{}}
	if err := w.compile(); err != nil {
		return Result{}, err
	}
	if err := w.open(ctx); err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	for _, id := range opts.First {
		if _, err := w.start(ctx, flow.Beginning{Process: id}); err != nil {
			return Result{}, err
		}
	}
	if err := w.rest(ctx); err != nil {
		return Result{}, err
	}
	main, err := w.start(ctx, flow.Beginning{Process: w.opts.Process, Vars: opts.Vars})
	if err != nil {
		return Result{}, err
	}
	if err := w.finish(ctx); err != nil {
		return Result{}, err
	}
	return w.result(ctx, main)
}

// compile finds the processes that may run; a fault names the element.
func (w *world) compile() error {
	defs, err := bpmn.Parse(w.text)
	if err != nil {
		return err
	}
	for _, bp := range defs.Processes {
		if !bp.Executable && bp.ID != w.opts.Process {
			continue
		}
		p, err := engine.Compile(defs, bp.ID, condition.FEEL{})
		if err != nil {
			return err
		}
		w.procs[bp.ID], w.order = p, append(w.order, bp.ID)
	}
	if w.opts.Process == "" && len(w.order) > 0 {
		w.opts.Process = w.order[0]
	}
	return nil
}

// finish lets the clock run until no timer is left.
func (w *world) finish(ctx context.Context) error {
	for range maxFirings {
		if err := w.rest(ctx); err != nil {
			return err
		}
		next, more, err := w.next(ctx)
		if err != nil || !more {
			return err
		}
		w.clock.Set(max(w.clock.Time(), next))
	}
	return ErrEndless
}

func (w *world) result(ctx context.Context, main *instance) (Result, error) {
	r := Result{Trace: []string{}, Steps: w.steps, State: string(engine.Running)}
	for _, s := range w.steps {
		if s.Kind == "scriptTask" && s.Name != "" {
			r.Trace = append(r.Trace, s.Name)
		}
	}
	if main.id == 0 { // it did not even begin
		r.State, r.Error, r.Reason = "failed", "runtime", reason(main.fault)
		return r, nil
	}
	var in *flow.Instance
	err := w.engine.Read(ctx, func(q *sqldb.Q) (err error) {
		in, err = flow.Load(ctx, q, main.id)
		return err
	})
	if err != nil {
		return r, err
	}
	r.Variables, r.State = in.State.Vars, string(in.State.Status)
	for _, t := range in.State.Tokens {
		r.Waiting = append(r.Waiting, t.Node)
	}
	switch {
	case main.fault != nil:
		r.State, r.Error, r.Reason = "failed", "runtime", reason(main.fault)
	case in.State.Status == engine.Running:
		r.State = "active"
	case in.State.Status == engine.Failed:
		r.Error, r.ErrorCode = "thrown", in.State.Code
	}
	return r, nil
}

// reason tells what failed and where in the model, without the way it came up.
func reason(fault error) string {
	if at, ok := errors.AsType[*engine.Incident](fault); ok {
		return at.Error()
	}
	return fault.Error()
}
