package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/procedure"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
)

// input is a form of the case page that was sent.
type input struct {
	d    *desk
	rq   *room.Request
	id   gov.ID // of the case
	key  string
	form url.Values
}

// acts are what the forms of the page may ask for, by the last part of their address.
var acts = map[string]func(ctx context.Context, in *input) error{
	"accept": func(ctx context.Context, in *input) error {
		return in.step(ctx, in.d.Source.Cases.AcceptCase, in.plain())
	},
	"notice": func(ctx context.Context, in *input) error {
		return in.step(ctx, in.d.Source.Cases.SendNotice, in.notice())
	},
	"reject": func(ctx context.Context, in *input) error {
		return in.step(ctx, in.d.Source.Cases.RejectCase, in.plain())
	},
	"opinion": func(ctx context.Context, in *input) error {
		return in.step(ctx, in.d.Source.Cases.GiveOpinion, in.opinion())
	},
	"decide": func(ctx context.Context, in *input) error {
		return in.step(ctx, in.d.Source.Cases.Decide, in.plain())
	},
	"deliver": func(ctx context.Context, in *input) error {
		step, err := in.handover()
		if err != nil {
			return err
		}
		return in.step(ctx, in.d.Source.Cases.Deliver, step)
	},
	"visit":  visit,
	"stop":   func(ctx context.Context, in *input) error { return in.pause(ctx, in.d.Source.Cases.StopClock) },
	"resume": func(ctx context.Context, in *input) error { return in.pause(ctx, in.d.Source.Cases.ResumeClock) },
	"extend": extend,
}

// act does what a form asks for, and shows the page again with what was refused.
func (d *desk) act(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if err := rq.R.ParseForm(); err != nil {
		return gov.Invalid("error.invalid")
	}
	do := rq.R.PathValue("do")
	if do == "reveal" {
		return d.reveal(rq, id)
	}
	if fillers[do] != nil {
		return d.fill(rq, id, do)
	}
	fn := acts[do]
	if fn == nil {
		fn = office[do]
	}
	if fn == nil {
		return gov.NotFound("error.not_found")
	}
	in := &input{d: d, rq: rq, id: id, key: rq.R.PostForm.Get("key"), form: rq.R.PostForm}
	if err := fn(rq.R.Context(), in); err != nil {
		return d.again(rq, id, err)
	}
	return rq.Go("/desk/case/" + id.String() + "?done=" + do)
}

// again shows the page with the form that was refused, as it was entered.
func (d *desk) again(rq *room.Request, id gov.ID, refused error) error {
	form := parts.Form{ID: rq.R.PostForm.Get("form"), Given: rq.R.PostForm}
	fault := rq.Again(refused, &form)
	if fault == nil {
		return refused
	}
	sc, err := d.Source.Open(rq.R.Context(), rq.Page, id)
	if err != nil {
		return refused
	}
	return d.render(rq, &casePage{Scene: sc, Fault: fault, Again: form})
}

// reveal shows one covered value to an officer who says why.
func (d *desk) reveal(rq *room.Request, id gov.ID) error {
	sc, err := d.Source.Open(rq.R.Context(), rq.Page, id)
	if err != nil {
		return err
	}
	c := &casePage{Scene: sc}
	if err := d.Source.Reveal(rq.R.Context(), sc, rq.R.PostForm.Get("field"), rq.R.PostForm.Get("reason")); err != nil {
		if c.Fault = rq.Again(err, &c.Again); c.Fault == nil {
			return err
		}
	}
	return d.render(rq, c)
}

type stepFunc = func(ctx context.Context, who gov.Actor, key string, caseID gov.ID, st casework.Step) (*casework.Progress, error)

func (in *input) step(ctx context.Context, do stepFunc, st casework.Step) error {
	task, err := gov.ParseID(in.form.Get("task"))
	if err != nil {
		return gov.NotFound("task.none")
	}
	st.Task = task
	if d := in.form.Get("until"); d != "" {
		if st.Until, err = gov.ParseDate(d); err != nil {
			return gov.Invalid("error.invalid").At("until", "error.date")
		}
	}
	_, err = do(ctx, in.rq.Who, in.key, in.id, st)
	return err
}

// plain reads what every step may have.
func (in *input) plain() casework.Step {
	return casework.Step{
		Result: in.form.Get("result"), Text: strings.TrimSpace(in.form.Get("text")), Cites: cites(in.form.Get("cites")),
		Ground: in.form.Get("ground"), Competent: strings.TrimSpace(in.form.Get("competent")),
	}
}

// handover reads how a result came to the applicant. What was signed for at the window
// is on record there already.
func (in *input) handover() (casework.Step, error) {
	step := in.plain()
	h := &procedure.Handover{Consent: in.form.Get("handover.consent") == "yes", Number: strings.TrimSpace(in.form.Get("handover.number"))}
	if day := strings.TrimSpace(in.form.Get("handover.received")); day != "" {
		var err error
		if h.Received, err = gov.ParseDate(day); err != nil {
			return step, gov.Invalid("error.invalid").At("handover.received", "error.date")
		}
	}
	if *h != (procedure.Handover{}) {
		step.Handover = h
	}
	return step, nil
}

// cites reads the articles somebody names, one a line or divided by semicolons.
func cites(text string) (out []string) {
	for _, c := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n\r;；", r) }) {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// yesNo are the outputs of steps that are questions of yes or no.
var yesNo = []string{"visitNeeded", "specialNeeded", "conforms", "corrected"}

// opinion reads a step of examination, review, guidance or assistance.
func (in *input) opinion() casework.Step {
	st := in.plain()
	st.Outputs = map[string]any{}
	asked := strings.Fields(in.form.Get("asks"))
	for _, name := range asked {
		switch {
		case name == "verified":
			st.Outputs[name] = in.form.Get("verified")
		case slices.Contains(yesNo, name):
			st.Outputs[name] = in.form.Get(name) == "yes"
		}
	}
	if st.Result == "" {
		st.Result = resultOf(st.Outputs)
	}
	if st.Outputs["specialNeeded"] != true {
		st.Ground = ""
	}
	return st
}

// resultOf is what the record says of a step that has no result of its own.
func resultOf(outputs map[string]any) string {
	for name, words := range map[string][2]string{"conforms": {"rectify", "agree"}, "corrected": {"rectify", "agree"}} {
		if v, ok := outputs[name].(bool); ok {
			if v {
				return words[1]
			}
			return words[0]
		}
	}
	if v, ok := outputs["verified"].(string); ok {
		return v
	}
	return "done"
}

// maxMissing bounds what one notice asks for.
const maxMissing = 60

// notice reads what a one-time notice asks for: the materials that were marked, and
// further points, one a line.
func (in *input) notice() casework.Step {
	st := in.plain()
	for _, code := range in.form["material"] {
		st.Missing = append(st.Missing, casework.Missing{Code: code, Text: casepage.MaterialWords(in.d.Source.Cases.Library(), code)})
	}
	for line := range strings.Lines(in.form.Get("missing")) {
		if line = strings.TrimSpace(line); line != "" {
			st.Missing = append(st.Missing, casework.Missing{Text: line})
		}
	}
	st.Missing = st.Missing[:min(len(st.Missing), maxMissing)]
	return st
}

// visit reads what was found on the spot: which matters, who went, each conclusion.
func visit(ctx context.Context, in *input) error {
	v := casework.Inspection{Results: map[string]string{}, Report: strings.TrimSpace(in.form.Get("report"))}
	for _, t := range in.form["tasks"] {
		id, err := gov.ParseID(t)
		if err != nil {
			return gov.Invalid("visit.tasks").At("tasks", "visit.tasks")
		}
		v.Tasks = append(v.Tasks, id)
	}
	for _, p := range in.form["staff"] {
		id, err := gov.ParseID(p)
		if err != nil {
			return gov.Invalid("visit.staff").At("staff", "visit.staff")
		}
		v.Staff = append(v.Staff, id)
	}
	for name, values := range in.form {
		if matter, ok := strings.CutPrefix(name, "results."); ok && len(values) > 0 {
			v.Results[matter] = values[0]
		}
	}
	_, err := in.d.Source.Cases.RecordVisit(ctx, in.rq.Who, in.key, in.id, v)
	return err
}

type pauseFunc = func(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in casework.Pause) (*casework.Progress, error)

func (in *input) pause(ctx context.Context, do pauseFunc) error {
	matter, err := gov.ParseID(in.form.Get("matter"))
	if err != nil {
		return gov.NotFound("clock.none")
	}
	p := casework.Pause{Matter: matter, Ground: in.form.Get("ground"), Text: strings.TrimSpace(in.form.Get("text"))}
	if d := in.form.Get("until"); d != "" {
		if p.Until, err = gov.ParseDate(d); err != nil {
			return gov.Invalid("error.invalid").At("until", "error.date")
		}
	}
	_, err = do(ctx, in.rq.Who, in.key, in.id, p)
	return err
}

func extend(ctx context.Context, in *input) error {
	matter, err := gov.ParseID(in.form.Get("matter"))
	if err != nil {
		return gov.NotFound("clock.none")
	}
	amount, err := strconv.Atoi(strings.TrimSpace(in.form.Get("amount")))
	if err != nil || amount < 1 {
		return gov.Invalid("error.invalid").At("amount", "page.amount")
	}
	e := casework.Extension{Matter: matter, Amount: amount, Reason: strings.TrimSpace(in.form.Get("reason"))}
	_, err = in.d.Source.Cases.ExtendClock(ctx, in.rq.Who, in.key, in.id, e)
	return err
}
