package trial

import (
	"context"
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

// resource is the trial: a world of its own, in which nobody has anything to protect.
func (w *world) resource() act.Resource { return act.Resource{Type: "Trial", ID: w.trial.String()} }

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
