package message

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// rules say which events make a message of which kind.
var rules = map[string]string{
	"case.notified": "notified", "case.accepted": "accepted", "case.rejected": "rejected", "matter.decided": "decided",
	"clock.stopped": "stopped", "clock.extended": "extended", "licence.issued": "certificate", "objection.answered": "objection",
	"mandate.offered": "mandate", "mandate.accepted": "mandate_accepted", "mandate.declined": "mandate_declined",
	"mandate.withdrawn": "mandate_ended", "mandate.expired": "mandate_ended",
}

// ofCases are the kinds that tell of a case: who acts in it for the applicant is told too.
var ofCases = []string{"notified", "accepted", "rejected", "decided", "stopped", "extended", reminder}

// Kinds lists the kinds of messages; each has words in the catalogue.
func Kinds() []string {
	out := []string{reminder}
	for _, k := range rules {
		out = append(out, k)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const reminder = "reminder"

// ReminderRule is the limit whose last day a one-time notice names to the applicant.
const ReminderRule = "S1"

// ReminderJob is the kind of the jobs that remind of a notice.
const ReminderJob = "message.remind"

// Facts are what a message tells of a case.
type Facts struct {
	Applicant gov.ID
	No        string
	Item      string   // package or item
	Waiting   bool     // for the applicant
	Hands     []gov.ID // who act in it for the applicant, and may read it now
}

// morning is when a reminder is written on its day.
const morning = 9 * time.Hour

// Config is what the desk needs; app wires it.
type Config struct {
	Act    *act.Engine
	Office *mail.Office
	// Case tells of a case; NotFound when there is none.
	Case func(ctx context.Context, q *sqldb.Q, id gov.ID) (Facts, error)
	// Due gives the last day of a limit and the day of the prompt before it.
	Due func(rule string, from gov.Date) (prompt, last gov.Date, err error)
}

// Desk writes messages of events.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

// Consumer follows the log; app registers it with the bus.
func (d *Desk) Consumer() bus.Consumer {
	var names []string
	for name := range rules {
		names = append(names, name)
	}
	slices.Sort(names)
	return bus.Consumer{Name: "message", Prefixes: names, Handle: d.follow}
}

func (d *Desk) follow(ctx context.Context, evs []bus.Event) error {
	for _, e := range evs {
		kind := rules[e.Name]
		if kind == "" {
			continue
		}
		if err := d.tell(ctx, e, kind); err != nil {
			return err
		}
	}
	return nil
}

var job = gov.Job("message")

// people are who is told of an event. Of a mandate it is the other side: the delegate,
// who is to answer an offer, and of an end whoever did not bring it about.
func people(e bus.Event) []gov.ID {
	principal := e.Data.ID("subject")
	var delegate gov.ID
	for _, text := range e.Data.Strings("subjects") {
		if id, err := gov.ParseID(text); err == nil && id != principal {
			delegate = id
		}
	}
	switch {
	case e.Name == "mandate.offered", rules[e.Name] == "mandate_ended" && e.Data.Str("by") == "principal":
		return []gov.ID{delegate}
	case rules[e.Name] == "mandate_ended" && e.Data.Str("by") != "delegate": // the window, or its term
		return []gov.ID{principal, delegate}
	}
	return []gov.ID{principal}
}

// ref is what an event is about: the thing its stream is of.
func ref(e bus.Event) mail.Ref {
	kind, text, _ := strings.Cut(e.Stream, "/")
	id, err := gov.ParseID(text)
	if err != nil {
		return mail.Ref{}
	}
	return mail.Ref{Kind: kind, ID: id}
}

func (d *Desk) tell(ctx context.Context, e bus.Event, kind string) error {
	cmd := act.Command{Action: "deliverMessage", Actor: job, Key: "message/" + strconv.FormatInt(e.Seq, 10)}
	_, err := act.Do(ctx, d.Act, cmd, func(p *act.Prep) (int, error) {
		for _, id := range people(e) {
			if id == 0 {
				continue
			}
			draft := mail.Draft{Subject: id, Kind: kind, Ref: ref(e), Args: map[string]string{}}
			for _, name := range []string{"item", "outcome", "due", "until"} {
				if v := e.Data.Str(name); v != "" {
					draft.Args[name] = v
				}
			}
			hands, err := d.ofCase(ctx, p, e, &draft)
			if err != nil {
				return 0, err
			}
			if err := d.write(ctx, p, draft); err != nil {
				return 0, err
			}
			if err := d.hands(ctx, p, draft, hands); err != nil {
				return 0, err
			}
		}
		return 1, nil
	})
	if errors.Is(err, errNobody) {
		return nil
	}
	return err
}

// asOther marks a message to somebody who acts in the case for its applicant.
const (
	asOther  = "as"
	delegate = "delegate"
)

// hands tells who acts in a case for its applicant what the applicant is told.
func (d *Desk) hands(ctx context.Context, p *act.Prep, told mail.Draft, hands []gov.ID) error {
	if !slices.Contains(ofCases, told.Kind) {
		return nil
	}
	for _, id := range hands {
		if id == told.Subject {
			continue
		}
		draft := told
		draft.Subject, draft.Args = id, maps.Clone(told.Args)
		draft.Args[asOther] = delegate
		if err := d.write(ctx, p, draft); err != nil && !errors.Is(err, errNobody) {
			return err
		}
	}
	return nil
}

// errNobody ends the telling of who can be told no more.
var errNobody = errors.New("message: nobody to tell")

func (d *Desk) write(ctx context.Context, p *act.Prep, draft mail.Draft) error {
	if _, err := p.Keys(draft.Subject); errors.Is(err, vault.ErrErased) {
		return errNobody
	} else if err != nil {
		return err
	}
	if err := p.Authorise(act.Resource{Type: "Message", Attrs: map[string]any{"subject": draft.Subject}}); err != nil {
		return err
	}
	_, err := d.Office.Write(ctx, p, draft)
	return err
}

// ofCase adds what is told of the case, and of a notice the day it names, with the
// job that reminds of it. It tells who acts in the case for its applicant.
func (d *Desk) ofCase(ctx context.Context, p *act.Prep, e bus.Event, draft *mail.Draft) ([]gov.ID, error) {
	id := e.Data.ID("case")
	if draft.Ref.Kind == "case" {
		id = draft.Ref.ID
	}
	if id == 0 {
		return nil, nil
	}
	f, err := d.Case(ctx, p.Q(), id)
	if err != nil {
		if gov.KindOf(err) == gov.KindNotFound {
			return nil, nil
		}
		return nil, err
	}
	draft.Args["no"] = f.No
	if draft.Args["item"] == "" {
		draft.Args["item"] = f.Item
	}
	if draft.Kind != "notified" {
		return f.Hands, nil
	}
	prompt, last, err := d.Due(ReminderRule, e.At.Date())
	if err != nil {
		return nil, err
	}
	draft.Args["due"] = string(last)
	_, err = p.Job(ReminderJob, prompt.Start().Add(morning), remind{Case: id, Due: last, Notice: e.At})
	return f.Hands, err
}

// remind is what a reminder needs.
type remind struct {
	Case   gov.ID   `json:"case"`
	Due    gov.Date `json:"due"`
	Notice gov.Time `json:"notice"`
}

// Remind performs a reminder, if the case still waits for its applicant.
func (d *Desk) Remind(ctx context.Context, j jobs.Job) error {
	var in remind
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	_, err := act.Do(ctx, d.Act, act.Command{Action: "deliverMessage", Actor: job, Key: "job/" + j.ID.String()}, func(p *act.Prep) (int, error) {
		f, err := d.Case(ctx, p.Q(), in.Case)
		if err != nil {
			return 0, err
		}
		if !f.Waiting {
			return 0, errNobody
		}
		draft := mail.Draft{
			Subject: f.Applicant, Kind: reminder, Ref: mail.Ref{Kind: "case", ID: in.Case},
			Args: map[string]string{"no": f.No, "item": f.Item, "due": string(in.Due)},
		}
		if err := d.write(ctx, p, draft); err != nil {
			return 0, err
		}
		return 1, d.hands(ctx, p, draft, f.Hands)
	})
	if errors.Is(err, errNobody) || gov.KindOf(err) == gov.KindNotFound {
		return nil
	}
	return err
}
