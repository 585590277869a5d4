package desk

import (
	"context"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/gov"
)

// office are the acts on a case beside the steps of its processes.
var office = map[string]func(ctx context.Context, in *input) error{
	"handon":   handOn,
	"urge":     urge,
	"split":    split,
	"ask":      ask,
	"withdraw": takeBack,
	"tell":     tell,
	"heard":    heard,
}

// number reads an identifier a form brings along.
func (in *input) number(name, missing string) (gov.ID, error) {
	id, err := gov.ParseID(in.form.Get(name))
	if err != nil || id <= 0 {
		return 0, gov.Invalid(missing).At(name, missing)
	}
	return id, nil
}

// handOn gives a task to a colleague or section.
func handOn(ctx context.Context, in *input) error {
	task, err := in.number("task", "task.none")
	if err != nil {
		return err
	}
	to, err := in.number("to", "relay.receiver")
	if err != nil {
		return err
	}
	rev, err := strconv.ParseInt(in.form.Get("rev"), 10, 64)
	if err != nil {
		return gov.Conflict("relay.stale")
	}
	_, err = in.d.Relay.HandOn(ctx, in.rq.Who, in.key, in.id, relay.Handing{Task: task, Rev: rev, To: to, Reason: in.form.Get("reason")})
	return err
}

func urge(ctx context.Context, in *input) error {
	task, err := in.number("task", "task.none")
	if err != nil {
		return err
	}
	_, err = in.d.Relay.Urge(ctx, in.rq.Who, in.key, in.id, relay.Urging{Task: task, Reason: in.form.Get("reason")})
	return err
}

func split(ctx context.Context, in *input) error {
	matter, err := in.number("matter", "case.none")
	if err != nil {
		return err
	}
	_, err = in.d.Relay.SplitOff(ctx, in.rq.Who, in.key, in.id, relay.Splitting{Matter: matter, Reason: in.form.Get("reason")})
	return err
}

// ask sends a request to another department.
func ask(ctx context.Context, in *input) error {
	matter, err := in.number("matter", "case.none")
	if err != nil {
		return err
	}
	to, err := in.number("to", "assist.to")
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(strings.TrimSpace(in.form.Get("days")))
	if err != nil {
		return gov.Invalid("assist.request").At("days", "assist.days")
	}
	_, err = in.d.Assist.Ask(ctx, in.rq.Who, in.key, in.id, assist.Question{Matter: matter, To: to, Text: in.form.Get("question"), Cites: cites(in.form.Get("cites")), Days: days})
	return err
}

func takeBack(ctx context.Context, in *input) error {
	id, err := in.number("request", "assist.none")
	if err != nil {
		return err
	}
	_, err = in.d.Assist.Withdraw(ctx, in.rq.Who, in.key, id)
	return err
}
