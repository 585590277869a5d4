package clock

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock/limit"
)

// Step is one sentence of an explanation: a key of the locale catalogue and its
// arguments. Arguments are codes, dates and numbers; the page finds the words.
type Step struct {
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

// explain writes the steps in the order a person would count.
func explain(c Clock, length limit.Length, w *walk, plain gov.Date, d Deadline) []Step {
	out := []Step{opening(c), amount(c, length)}
	if c.LateStart && c.Terms.Lead != nil {
		out = append(out, Step{Key: "clock.why.late_start", Args: map[string]any{"lead": c.Terms.Lead.Amount, "unit": string(c.Terms.Lead.Unit)}})
	}
	for _, g := range c.Grants {
		out = append(out, Step{Key: "clock.why.extended", Args: map[string]any{
			"amount": g.Amount, "unit": string(c.Terms.Unit), "rank": string(g.Rank), "letter": g.Letter,
		}})
	}
	out = append(out, dayOffs(w.notes)...)
	out = append(out, pauses(c, w.notes)...)
	if plain != d.On {
		out = append(out, Step{Key: "clock.why.last_day_moved", Args: map[string]any{"from": string(plain), "to": string(d.On)}})
	}
	if p, stopped := c.OpenPause(); stopped {
		out = append(out, Step{Key: "clock.why.forecast", Args: map[string]any{"expected": string(p.Expected)}})
	}
	if d.Provisional {
		out = append(out, Step{Key: "clock.why.provisional"})
	}
	return append(out, Step{Key: "clock.why.due", Args: map[string]any{"date": string(d.On), "at": d.At.String()}})
}

func opening(c Clock) Step {
	if c.Terms.Before {
		return Step{Key: "clock.why.counts_back", Args: map[string]any{"until": string(c.Until)}}
	}
	return Step{Key: "clock.why.start", Args: map[string]any{"date": string(c.StartDay()), "rule": c.Rule}}
}

func amount(c Clock, length limit.Length) Step {
	key := "clock.why.legal"
	if c.Promise != nil && length == *c.Promise {
		key = "clock.why.promised"
	}
	return Step{Key: key, Args: map[string]any{"amount": length.Amount, "unit": string(length.Unit), "citation": c.Citation}}
}

// dayOffs names each holiday once with its days, each make-up workday, and
// counts the weekends.
func dayOffs(notes []calendar.Day) (out []Step) {
	weekends := 0
	var run *Step
	for _, d := range notes {
		switch d.Reason {
		case calendar.ReasonWeekend:
			weekends++
		case calendar.ReasonMakeUp:
			out, run = append(out, Step{Key: "clock.why.make_up", Args: map[string]any{"date": string(d.Date), "name": d.Name}}), nil
		case calendar.ReasonHoliday:
			if run != nil && run.Args["name"] == d.Name && run.Args["to"] == string(d.Date.AddDays(-1)) {
				run.Args["to"] = string(d.Date)
				continue
			}
			out = append(out, Step{Key: "clock.why.holiday", Args: map[string]any{"name": d.Name, "from": string(d.Date), "to": string(d.Date)}})
			run = &out[len(out)-1]
		case calendar.ReasonPause, calendar.ReasonWorkday:
		}
	}
	if weekends > 0 {
		out = append(out, Step{Key: "clock.why.weekends", Args: map[string]any{"days": weekends}})
	}
	return out
}

// pauses tells for each pause how many days it kept from counting.
func pauses(c Clock, notes []calendar.Day) (out []Step) {
	for i, s := range spans(c) {
		days := 0
		for _, d := range notes {
			if d.Reason == calendar.ReasonPause && s.From <= d.Date && d.Date <= s.To {
				days++
			}
		}
		p := c.Pauses[i]
		step := Step{Key: "clock.why.pause", Args: map[string]any{
			"ground": p.Ground, "from": string(s.From), "to": string(s.To), "letter": p.Letter, "days": days,
		}}
		if c.Terms.Pausing != nil {
			step.Args["citation"] = c.Terms.Pausing.Citation
		}
		out = append(out, step)
	}
	return out
}
