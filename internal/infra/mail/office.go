package mail

import (
	"context"
	"encoding/json"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Config is what the office of messages needs; app wires it.
type Config struct {
	Act      *act.Engine
	Site     string              // address by which people reach the site
	Carriers map[Channel]Carrier // a channel without one is not offered
	Attempts int                 // after so many a delivery is given up, as its job is
}

// Office writes messages, keeps them and has them carried out.
type Office struct{ Config }

// New makes an office.
func New(c Config) *Office { return &Office{c} }

// DeliverJob is the kind of the jobs that carry a message out of the site.
const DeliverJob = "mail.deliver"

type payload struct {
	Delivery gov.ID `json:"delivery"`
}

// Draft is a message to be written.
type Draft struct {
	Subject gov.ID
	Kind    string
	Ref     Ref
	Args    map[string]string
}

// Write writes a message in the transaction of the use case, with a delivery for
// each channel its subject has chosen. The use case authorises; the event is written
// here.
func (o *Office) Write(ctx context.Context, p *act.Prep, d Draft) (*Message, error) {
	m := &Message{ID: p.NewID(), Subject: d.Subject, Kind: d.Kind, Ref: d.Ref, Args: d.Args, Made: p.Now()}
	m.Number = numberOf(m.ID, m.Made)
	if err := m.put(p); err != nil {
		return nil, err
	}
	chosen, err := addresses(ctx, p, d.Subject)
	if err != nil {
		return nil, err
	}
	for _, c := range Channels {
		if a := chosen[c]; a == nil || !a.Live() || o.Carriers[c] == nil {
			continue
		}
		out := &Delivery{ID: p.NewID(), Subject: d.Subject, Message: m.ID, Channel: c, State: Waiting, Made: p.Now()}
		if err := out.put(p); err != nil {
			return nil, err
		}
		if _, err := p.Job(DeliverJob, p.Now(), payload{out.ID}); err != nil {
			return nil, err
		}
	}
	return m, p.Event("message.sent", stream(m.ID), seal.Data{"subject": m.Subject, "kind": m.Kind, "number": m.Number})
}

// Page is a page of messages; Next is 0 at its end.
type Page struct {
	Messages []*Message `json:"messages"`
	Unread   int64      `json:"unread"` // at most 100
	Next     gov.ID     `json:"next,omitempty"`
}

const pageSize = 20

// List lists the messages of the subject acted for, newest first (action
// listMessages).
func (o *Office) List(ctx context.Context, who gov.Actor, before gov.ID) (Page, error) {
	return act.Do(ctx, o.Act, act.Command{Action: "listMessages", Actor: who}, func(p *act.Prep) (page Page, err error) {
		if err := p.Authorise(resource(who.Subject)); err != nil {
			return page, err
		}
		if page.Messages, err = readMessages(ctx, p, "subject = $1 AND id < $2 ORDER BY id DESC LIMIT $3", who.Subject, newest(before), pageSize); err != nil {
			return page, err
		}
		if len(page.Messages) == pageSize {
			page.Next = page.Messages[pageSize-1].ID
		}
		page.Unread, err = Unread(ctx, p.Q(), who.Subject)
		p.Note("message.listed", "read", seal.Data{"subject": who.Subject})
		return page, err
	})
}

// Read marks a message as read (action readMessage) and gives it; 0 marks all.
func (o *Office) Read(ctx context.Context, who gov.Actor, id gov.ID) (*Message, error) {
	cmd := act.Command{Action: "readMessage", Actor: who, Claims: []string{"messages/" + who.Subject.String()}}
	return act.Do(ctx, o.Act, cmd, func(p *act.Prep) (*Message, error) {
		where, args := "id = $1", []any{id}
		if id == 0 {
			where, args = "subject = $1 AND seen = 0 ORDER BY id DESC LIMIT 200", []any{who.Subject}
		}
		list, err := readMessages(ctx, p, where, args...)
		if err != nil {
			return nil, err
		}
		if id != 0 && len(list) == 0 {
			return nil, gov.NotFound("mail.none")
		}
		out := &Message{Subject: who.Subject}
		for _, m := range list {
			out = m
			if m.Subject != who.Subject {
				break
			}
			if m.Seen == 0 {
				m.Seen = p.Now()
				if err := m.put(p); err != nil {
					return nil, err
				}
			}
		}
		if err := p.Authorise(resource(out.Subject)); err != nil {
			return nil, err
		}
		p.Note("message.read", "read", seal.Data{"subject": out.Subject, "message": id})
		return out, nil
	})
}

// Choice is where somebody wants to be told; without consent he is told there no
// more.
type Choice struct {
	Channel Channel     `json:"channel"`
	Address string      `json:"address,omitempty"`
	Lang    locale.Lang `json:"lang,omitempty"`
	Consent bool        `json:"consent"`
}

// Choose gives or takes back the consent to be told by a channel (action
// chooseChannel).
func (o *Office) Choose(ctx context.Context, who gov.Actor, key string, c Choice) (*Address, error) {
	cmd := act.Command{Action: "chooseChannel", Actor: who, Key: key, Input: c, Claims: []string{"messages/" + who.Subject.String()}}
	return act.Do(ctx, o.Act, cmd, func(p *act.Prep) (*Address, error) {
		if err := p.Authorise(resource(who.Subject)); err != nil {
			return nil, err
		}
		known, err := addresses(ctx, p, who.Subject)
		if err != nil {
			return nil, err
		}
		a, err := o.chosen(p, who.Subject, known[c.Channel], c)
		if err != nil {
			return nil, err
		}
		if err := a.put(p); err != nil {
			return nil, err
		}
		return a, p.Event("message.channel", "messages/"+who.Subject.String(), seal.Data{"subject": who.Subject, "channel": string(c.Channel), "consent": c.Consent})
	})
}

// chosen gives an address its new state; a is nil when none was ever given.
func (o *Office) chosen(p *act.Prep, subject gov.ID, a *Address, c Choice) (*Address, error) {
	if !c.Consent {
		if a == nil || !a.Live() {
			return nil, gov.Conflict("mail.no_consent")
		}
		a.Ended = p.Now()
		return a, nil
	}
	if err := c.Channel.check(c.Address); err != nil {
		return nil, err
	}
	if o.Carriers[c.Channel] == nil {
		return nil, gov.Conflict("mail.not_offered")
	}
	if a == nil {
		a = &Address{subject: subject, Channel: c.Channel}
	}
	a.Address, a.Given, a.Ended, a.Lang = c.Address, p.Now(), 0, locale.ZH
	if c.Lang == locale.EN {
		a.Lang = locale.EN
	}
	return a, nil
}

// Chosen gives the addresses of the subject acted for (action chooseChannel).
func (o *Office) Chosen(ctx context.Context, who gov.Actor) (map[Channel]*Address, error) {
	return act.Do(ctx, o.Act, act.Command{Action: "chooseChannel", Actor: who}, func(p *act.Prep) (map[Channel]*Address, error) {
		if err := p.Authorise(resource(who.Subject)); err != nil {
			return nil, err
		}
		p.Note("message.listed", "read", seal.Data{"subject": who.Subject})
		return addresses(ctx, p, who.Subject)
	})
}

// Offered tells whether a channel has a carrier here.
func (o *Office) Offered(c Channel) bool { return o.Carriers[c] != nil }

var job = gov.Job("mail")

// Deliver performs a delivery job: the carrier gets the open part under the
// delivery's id. What fails is tried again by the job, and after the last attempt is
// given up.
func (o *Office) Deliver(ctx context.Context, j jobs.Job) error {
	var in payload
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	out, err := o.letter(ctx, in.Delivery)
	if err != nil || out.d.State != Waiting {
		return err
	}
	d, state := out.d, Dropped
	if out.l != nil {
		if err = o.Carriers[d.Channel](ctx, *out.l); err == nil {
			state = Sent
		} else if state = Waiting; j.Attempts >= o.Attempts {
			state = Failed
		}
	}
	if err2 := o.note(ctx, d.ID, state); err2 != nil {
		return err2
	}
	if err != nil {
		return fmt.Errorf("mail by %s: %w", d.Channel, err)
	}
	return nil
}

// letter words what is open of a message; nil when the consent has ended.
func (o *Office) letter(ctx context.Context, id gov.ID) (pair, error) {
	return act.Do(ctx, o.Act, act.Command{Action: "deliverMessage", Actor: job}, func(p *act.Prep) (pair, error) {
		d, err := delivery(ctx, p.Q(), id)
		if err != nil {
			return pair{}, err
		}
		if err := p.Authorise(resource(d.Subject)); err != nil {
			return pair{}, err
		}
		p.Note("message.carried", "read", seal.Data{"delivery": id, "channel": string(d.Channel)})
		known, err := addresses(ctx, p, d.Subject)
		if err != nil {
			return pair{}, err
		}
		list, err := readMessages(ctx, p, "id = $1", d.Message)
		if err != nil {
			return pair{}, err
		}
		a := known[d.Channel]
		if a == nil || !a.Live() || len(list) == 0 || o.Carriers[d.Channel] == nil {
			return pair{d: d}, nil
		}
		said := map[string]any{"number": list[0].Number, "site": o.Site}
		return pair{d: d, l: &Letter{
			ID: d.ID, To: a.Address, Lang: a.Lang, Subject: locale.T(a.Lang, "mail.open_subject", said), Text: locale.T(a.Lang, "mail.open_text", said),
		}}, nil
	})
}

// pair is a delivery with its letter; nil when nothing is to be sent.
type pair struct {
	l *Letter
	d *Delivery
}

// note records how an attempt ended.
func (o *Office) note(ctx context.Context, id gov.ID, s State) error {
	_, err := act.Do(ctx, o.Act, act.Command{Action: "deliverMessage", Actor: job, Claims: []string{"delivery/" + id.String()}}, func(p *act.Prep) (int, error) {
		d, err := delivery(ctx, p.Q(), id)
		if err != nil {
			return 0, err
		}
		if err := p.Authorise(resource(d.Subject)); err != nil {
			return 0, err
		}
		d.State, d.Attempts = s, d.Attempts+1
		if s != Waiting {
			d.Ended = p.Now()
		}
		if err := d.put(p); err != nil {
			return 0, err
		}
		return 0, p.Event("message.delivery", "delivery/"+id.String(), seal.Data{"message": d.Message, "channel": string(d.Channel), "state": string(s), "attempts": d.Attempts})
	})
	return err
}

// CountUnread tells how many messages the subject acted for has not read; nothing of
// what they say.
func (o *Office) CountUnread(ctx context.Context, who gov.Actor) (n int64, err error) {
	err = o.Act.Read(ctx, func(q *sqldb.Q) error {
		n, err = Unread(ctx, q, who.Subject)
		return err
	})
	return n, err
}
