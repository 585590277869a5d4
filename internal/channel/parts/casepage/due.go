package casepage

import (
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/lamp"
)

// promiseRule is the limit of what no law limits (优化营商环境条例 §36(2)).
const promiseRule = "P1"

// deliverRule is the limit for handing over what was decided (行政许可法 §44).
const deliverRule = "T8"

// clocks words the limits of a part.
func (sc *Scene) clocks(p *Part, all []casework.ClockView) {
	for _, c := range all {
		p.Countdowns = append(p.Countdowns, sc.countdown(c))
		p.Lamp = lamp.Worst(p.Lamp, c.Reading.Lamp)
		if on := c.Due.Governing().On; c.Reading.Lamp != lamp.Off && (p.Due == "" || on < p.Due) {
			p.Due = on
		}
	}
}

func (sc *Scene) countdown(c casework.ClockView) parts.Countdown {
	out := parts.Countdown{Title: sc.clockTitle(c), Lamp: string(c.Reading.Lamp)}
	switch c.State {
	case clock.Done, clock.Lapsed, clock.Cancelled:
		out.Due = sc.T("page.clock_ended", "state", string(c.State), "date", c.Due.Governing().On)
		if c.Reading.LegalMissed || c.Reading.PromiseMissed {
			out.Due = sc.T("page.clock_ended_late", "date", c.Due.Governing().On)
		}
	case clock.Running, clock.Stopped:
		out.Due = sc.T("page.due_by", "date", c.Due.Governing().On)
		out.Left = sc.left(c.Reading)
	}
	if c.State == clock.Stopped && len(c.Pauses) > 0 {
		p := c.Pauses[len(c.Pauses)-1]
		out.Paused = sc.T("page.paused", "ground", sc.ground(p.Ground), "from", p.From, "until", p.Expected)
	}
	for _, s := range c.Due.Governing().Why {
		out.Why = append(out.Why, sc.why(s))
	}
	return out
}

// why words one step of an explanation; the letter of a pause is named by its number.
func (sc *Scene) why(s clock.Step) string {
	args := make(map[string]any, len(s.Args))
	for k, v := range s.Args {
		args[k] = v
	}
	if ref, ok := args["letter"].(string); ok {
		args["letter"] = sc.letterNumber(ref)
	}
	return locale.T(sc.Lang, s.Key, args)
}

// letterNumber gives the number of the letter an act on a clock refers to.
func (sc *Scene) letterNumber(ref string) string {
	for _, l := range sc.Letters {
		if l.ID.String() == ref {
			if l.Number == "" {
				return sc.T("page.letter_unnumbered", "kind", l.Kind)
			}
			return l.Number
		}
	}
	return ref
}

func (sc *Scene) clockTitle(c casework.ClockView) string {
	r, err := sc.src.Cases.Limits().Rule(c.Rule, sc.day)
	switch {
	case c.Due.Promised != nil && sc.promisedOnly(c):
		return sc.T("page.promise_only", "cite", c.Cite)
	case c.Due.Promised != nil:
		return sc.T("page.promise_of", "cite", c.Cite)
	case err != nil || r.Title.ZH == "":
		return sc.T("page.limit_of", "cite", c.Cite)
	case sc.Lang == locale.EN && r.Title.EN != "":
		return r.Title.EN
	}
	return r.Title.ZH
}

// promisedOnly tells whether no law limits the matter: its clock runs on the promise.
func (sc *Scene) promisedOnly(c casework.ClockView) bool {
	r, err := sc.src.Cases.Limits().Rule(promiseRule, sc.day)
	return err == nil && r.Citation == c.Cite
}

func (sc *Scene) left(r lamp.Reading) string {
	switch {
	case r.Lamp == lamp.Stopped:
		return ""
	case r.Left < 0:
		return sc.T("page.over_days", "n", -r.Left)
	case r.Left == 0:
		return sc.T("page.last_day")
	}
	return sc.T("page.left_days", "n", r.Left)
}

func (sc *Scene) ground(id string) string {
	w, ok := sc.src.Cases.Limits().Name(id)
	switch {
	case !ok:
		return id
	case sc.Lang == locale.EN && w.EN != "":
		return w.EN
	}
	return w.ZH
}

// Grounds are the reasons on which a clock may stand still (行政许可法 §45).
func (sc *Scene) Grounds(p Part) (out []parts.Option) {
	if p.view == nil {
		return nil
	}
	for _, c := range p.view.Clocks {
		if c.State != clock.Running && c.State != clock.Stopped {
			continue
		}
		for _, g := range c.Grounds {
			out = append(out, parts.Option{Value: g, Label: sc.ground(g)})
		}
		return out
	}
	return out
}

// stages says of every matter, and of the whole, where it stands and by when each
// step must be done.
func (sc *Scene) stages() {
	for i := range sc.Parts {
		sc.Parts[i].Stages = sc.matterStages(&sc.Parts[i])
	}
	v := sc.View
	received := parts.Stage{Name: sc.T("page.stage_received"), State: "done", When: sc.Date(v.Received.Date())}
	accepted := parts.Stage{Name: sc.T("page.stage_accepted"), State: "next"}
	switch {
	case v.Accepted != 0:
		accepted.State, accepted.When = "done", sc.Date(v.Accepted.Date())
	case v.State == casefile.Received || v.State == casefile.Supplement:
		accepted.State, accepted.When = "now", sc.by(sc.Intake.Due)
		if v.State == casefile.Supplement {
			accepted.When = sc.T("page.your_turn")
		}
	case v.Ended != 0:
		accepted.State = "void"
	}
	handled := parts.Stage{Name: sc.T("page.stage_handled"), State: "next"}
	var last gov.Date
	for _, p := range sc.Parts {
		last = max(last, p.Due)
	}
	if v.Accepted != 0 && v.Ended == 0 {
		handled.State, handled.When = "now", sc.by(last)
	}
	ended := parts.Stage{Name: sc.T("page.stage_closed"), State: "next"}
	if v.State == casefile.Closed {
		handled.State, ended.State, ended.When = "done", "done", sc.Date(v.Ended.Date())
	} else if v.Ended != 0 {
		handled.State, ended.State, ended.Name, ended.When = "void", "done", sc.Code("page.case", string(v.State)), sc.Date(v.Ended.Date())
	}
	sc.Intake.Stages = []parts.Stage{received, accepted, handled, ended}
}

func (sc *Scene) by(d gov.Date) string {
	if d == "" {
		return ""
	}
	return sc.T("page.by_date", "date", d)
}

func (sc *Scene) matterStages(p *Part) []parts.Stage {
	m := p.view
	begun := parts.Stage{Name: sc.T("page.stage_begun"), State: "next"}
	examined := parts.Stage{Name: sc.T("page.stage_examined"), State: "next"}
	decided := parts.Stage{Name: sc.T("page.stage_decided"), State: "next", When: sc.by(p.Due)}
	delivered := parts.Stage{Name: sc.T("page.stage_delivered"), State: "next"}
	if m.Opened != 0 {
		begun.State, begun.When, examined.State = "done", sc.Date(m.Opened.Date()), "now"
	}
	switch {
	case p.Paused:
		examined.When = sc.T("page.lamp_stopped")
	case m.State == casefile.Rework:
		examined.When = sc.T("page.your_turn")
	}
	if m.Decided != 0 {
		examined.State, decided.State, decided.When = "done", "done", sc.Date(m.Decided.Date())
		delivered.State, delivered.When = "now", sc.by(sc.deliverBy(m.Decided.Date()))
	}
	if m.Delivered != 0 {
		delivered.State, delivered.When = "done", sc.Date(m.Delivered.Date())
	} else if m.State == casefile.Ended {
		delivered.When = ""
		if m.Decided == 0 {
			examined.State, decided.State, delivered.State = "void", "void", "void"
		} else {
			delivered.State = "done"
		}
	}
	return []parts.Stage{begun, examined, decided, delivered}
}

// deliverBy is the last day for handing over a decision; empty where the table has no
// such limit in working days.
func (sc *Scene) deliverBy(decided gov.Date) gov.Date {
	r, err := sc.src.Cases.Limits().Rule(deliverRule, decided)
	if err != nil || r.Unit != "workday" {
		return ""
	}
	on, err := sc.src.Cases.Calendar().AddWorkdays(decided, r.Amount)
	if err != nil {
		return ""
	}
	return on
}
