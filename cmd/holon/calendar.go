package main

import (
	"fmt"
	"strings"

	"holon.example/holon/internal/app/shelf"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/rule/clock"
	"holon.example/holon/internal/rule/clock/limit"
)

// calendarCommands ask the calendar of working days (工作日).
type calendarCommands struct {
	Calendar struct {
		Due dueCommand `cmd:""`
	} `cmd:""`
}

type dueCommand struct {
	Start   string   `required:"" placeholder:"DATE"`
	Days    int      `required:"" placeholder:"N"`
	Pause   []string `placeholder:"FROM..TO" sep:"none"`
	Explain bool
	JSON    bool `name:"json"`
}

// due is the answer of the clock.
type due struct {
	Start       gov.Date     `json:"start"`
	Days        int          `json:"days"`
	Due         gov.Date     `json:"due"`
	Provisional bool         `json:"provisional"`
	Why         []clock.Step `json:"why"`
}

// Run prints the last day of a limit in working days, by the code that runs the
// clocks of cases and the calendar that is shipped.
func (d dueCommand) Run(c *console) error {
	asked, err := d.clock()
	if err != nil {
		return err
	}
	cal, err := shippedCalendar()
	if err != nil {
		return faultError{err}
	}
	got, err := clock.Due(asked, cal)
	if err != nil {
		if gov.KindOf(err) == gov.KindConflict {
			return faultError{err} // the calendar does not reach so far: there is no answer
		}
		return err
	}
	last := got.Governing()
	if d.JSON {
		return c.json(due{asked.StartDay(), d.Days, last.On, last.Provisional, counted(last.Why, asked, d.Days)})
	}
	if d.Explain {
		for _, s := range counted(last.Why, asked, d.Days) {
			c.remark(c.words(s.Key, s.Args))
		}
	}
	c.line("%s", last.On)
	return nil
}

// clock is the clock of a case that was set off on the start day.
func (d dueCommand) clock() (clock.Clock, error) {
	start, err := gov.ParseDate(d.Start)
	if err != nil {
		return clock.Clock{}, err
	}
	length := limit.Length{Amount: d.Days, Unit: limit.Workday}
	if err := length.Check(); err != nil {
		return clock.Clock{}, err
	}
	out := clock.Clock{
		Terms: limit.Terms{Length: length, Expiry: limit.Overdue},
		From:  start.Start(), Last: start.Start(), State: clock.Running,
	}
	for _, text := range d.Pause {
		p, err := parseSpan(text)
		if err != nil {
			return out, err
		}
		out.Pauses = append(out.Pauses, clock.Pause{From: p.From, To: p.To})
	}
	return out, nil
}

// parseSpan reads FROM..TO, both days included.
func parseSpan(text string) (calendar.Span, error) {
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		return calendar.Span{}, gov.Invalid("cli.pause").With("pause", text)
	}
	first, err := gov.ParseDate(from)
	if err != nil {
		return calendar.Span{}, err
	}
	last, err := gov.ParseDate(to)
	if err != nil {
		return calendar.Span{}, err
	}
	if last < first {
		return calendar.Span{}, gov.Invalid("cli.pause").With("pause", text)
	}
	return calendar.Span{From: first, To: last}, nil
}

// counted puts words of its own where the clock of a case names its rule and its
// letters, which a bare count has not.
func counted(why []clock.Step, asked clock.Clock, days int) []clock.Step {
	out := make([]clock.Step, 0, len(why))
	for _, s := range why {
		switch s.Key {
		case "clock.why.start":
			s = clock.Step{Key: "cli.due.start", Args: map[string]any{"date": string(asked.StartDay()), "days": days}}
		case "clock.why.legal":
			continue
		case "clock.why.pause":
			s.Key = "cli.due.pause"
		}
		out = append(out, s)
	}
	return out
}

// shippedCalendar is the calendar of the packs that come with the program.
func shippedCalendar() (*calendar.Calendar, error) {
	folders, err := shelf.Shipped()
	if err != nil {
		return nil, err
	}
	for _, f := range folders {
		if f.Meta.Kind != "calendar" {
			continue
		}
		p, err := calendar.Load(f.Files)
		if err != nil {
			return nil, err
		}
		return p.Calendar()
	}
	return nil, fmt.Errorf("no pack of kind calendar is shipped")
}
