package flow

import (
	"context"
	"fmt"

	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/infra/act"
)

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
			h = r.Otherwise
		}
		return answer(ctx, p, in, e, h)
	case engine.Decide:
		return answer(ctx, p, in, e, r.Decide)
	case engine.CallProcess:
		return answer(ctx, p, in, e, r.Called)
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
	case engine.TaskDone:
		if r.Passed != nil {
			r.Passed(in, e)
		}
	case engine.SendMessage, engine.SendSignal:
		err = r.send(ctx, p, in, e)
	case engine.Escalated:
	}
	return nil, false, err
}

// answer lets a handler do what an effect asks for.
func answer(ctx context.Context, p *act.Prep, in *Instance, e engine.Effect, h Handler) (vars map[string]any, answered bool, err error) {
	if h == nil {
		return nil, false, fmt.Errorf("nobody answers %s %q", e.Kind, e.Ref)
	}
	vars, err = h(ctx, p, in, e)
	return vars, err == nil, err
}

// send carries on what an instance sends. A signal that nobody can hear is lost, as the
// standard says; a message must arrive.
func (r *Runner) send(ctx context.Context, p *act.Prep, in *Instance, e engine.Effect) error {
	switch {
	case r.Sent != nil:
		return r.Sent(ctx, p, in, e)
	case e.Kind == engine.SendMessage:
		return fmt.Errorf("nobody carries message %q", e.Ref)
	}
	return nil
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
