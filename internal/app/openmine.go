package app

import (
	"cmp"
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/licence/show"
	"holon.example/holon/internal/business/message"
	"holon.example/holon/internal/data/correction"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/mail/smsweb"
	"holon.example/holon/internal/infra/mail/smtp"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/oversight/feedback"
	"holon.example/holon/internal/rule/clock/limit"
)

// Mail says how messages leave the site; what is not named is not offered.
type Mail struct {
	SMTP         *smtp.Config `json:"smtp" yaml:"smtp"`
	PasswordFile string       `json:"password_file" yaml:"password_file"` // of the relay
	SMS          string       `json:"sms" yaml:"sms"`                     // https address of the operator
	SecretFile   string       `json:"secret_file" yaml:"secret_file"`     // by which calls to it are signed
}

// carriers makes those the configuration names.
func (m Mail) carriers(now func() gov.Time) (map[mail.Channel]mail.Carrier, error) {
	out := map[mail.Channel]mail.Carrier{}
	if m.SMTP != nil {
		c := *m.SMTP
		if m.PasswordFile != "" {
			b, err := os.ReadFile(m.PasswordFile) //nolint:gosec // the operator names it
			if err != nil {
				return nil, fmt.Errorf("mail: %w", err)
			}
			c.Password = strings.TrimSpace(string(b))
		}
		carry, err := smtp.Carrier(c)
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		out[mail.Email] = carry
	}
	if m.SMS != "" {
		secret, err := os.ReadFile(m.SecretFile) //nolint:gosec // the operator names it
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		carry, err := smsweb.Carrier(m.SMS, []byte(strings.TrimSpace(string(secret))), now)
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		out[mail.SMS] = carry
	}
	return out, nil
}

// mine is what people do about themselves.
type mine struct {
	wallet     *show.Wallet
	objections *correction.Desk
	ratings    *feedback.Desk
	mail       *mail.Office
	messages   *message.Desk
}

// openMine wires cards, objections, ratings and messages.
func (n *Node) openMine() error {
	showKey, err := hkdf.Key(sha256.New, n.Keys.Master, nil, "holon/licence/show", 32)
	if err != nil {
		return err
	}
	rateKey, err := hkdf.Key(sha256.New, n.Keys.Master, nil, "holon/feedback/code", 32)
	if err != nil {
		return err
	}
	carriers, err := n.Config.Mail.carriers(n.Clock.Time)
	if err != nil {
		return err
	}
	m := &n.mine
	m.wallet = show.New(show.Config{Act: n.Engine, Base: n.base(), Key: showKey, Firms: theme.Firms, Record: recordShow})
	m.objections = correction.New(correction.Config{Act: n.Engine, Source: n.holderOf, Due: n.dueBy})
	m.ratings = feedback.New(feedback.Config{Act: n.Engine, Base: n.base(), Key: rateKey, Service: n.served, Due: n.dueBy, Least: func(d string) int64 { return n.Content.Now().RatingsFrom(d) }})
	m.mail = mail.New(mail.Config{Act: n.Engine, Site: n.base(), Carriers: carriers, Attempts: jobs.MaxAttempts})
	m.messages = message.New(message.Config{Act: n.Engine, Office: m.mail, Case: n.facts, Due: n.dueBy})
	n.Bus.Consume(m.messages.Consumer())
	n.Jobs.Handle(message.ReminderJob, m.messages.Remind)
	n.Jobs.HandleIn(jobs.Calls, mail.DeliverJob, m.mail.Deliver)
	return nil
}

// recordShow records whose certificate was shown, and which fields.
func recordShow(p *act.Prep, h *licence.Held, purpose string, fields []string) error {
	return exchange.Record(p, exchange.Reading{
		Purpose: purpose, Basis: "716§10", Case: h.Case, Resource: "certificate", Subjects: []gov.ID{h.Holder}, Groups: fields,
	})
}

// served tells what is rated of a case: it is decided when a matter of it is, or when
// it has ended. The authority of its first matter answers for it; for a visit the unit
// of the window, if somebody there approves.
func (n *Node) served(ctx context.Context, p *act.Prep, id gov.ID) (feedback.Service, error) {
	c, err := casefile.Load(ctx, p.Q(), id)
	if err != nil {
		return feedback.Service{}, err
	}
	ms, err := casefile.MattersOf(ctx, p.Q(), id)
	if err != nil {
		return feedback.Service{}, err
	}
	snap, err := n.Org.In(ctx, p)
	if err != nil {
		return feedback.Service{}, err
	}
	over := c.State == casefile.Rejected || c.State == casefile.Withdrawn || c.State == casefile.Closed
	s := feedback.Service{
		Item: c.Name(), Division: c.Division, Department: c.Owner, Applicant: c.Applicant, No: c.No,
		Decided: over || slices.ContainsFunc(ms, func(m *casefile.Matter) bool { return m.Decided != 0 }),
	}
	if len(ms) > 0 {
		s.Department = ms[0].Department
	}
	today := n.Clock.Time().Date()
	for _, post := range snap.All(org.Post, today) {
		if d, ok := snap.DepartmentOf(post.ID, today); ok && d.ID == c.Owner && slices.Contains(post.Roles, org.Approver) {
			s.Window = c.Owner
		}
	}
	return s, nil
}

// facts are what a message tells of a case.
func (n *Node) facts(ctx context.Context, q *sqldb.Q, id gov.ID) (message.Facts, error) {
	today := n.Clock.Time().Date()
	c, err := casefile.Load(ctx, q, id)
	if err != nil {
		return message.Facts{}, err
	}
	f := message.Facts{Applicant: c.Applicant, No: c.No, Item: c.Name(), Waiting: c.State == casefile.Supplement}
	f.Hands, err = c.Followers(ctx, q, today)
	return f, err
}

// casesOf lists the cases of the subject acted for and of those whose mandates the
// actor holds, newest first.
func (n *Node) casesOf(ctx context.Context, who gov.Actor, before gov.ID, most int) (out []*casefile.Case, err error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	err = n.Engine.Read(ctx, func(q *sqldb.Q) error {
		own, err := casefile.CasesOf(ctx, q, who.Subject, before, most)
		if err != nil {
			return err
		}
		others, err := casefile.CasesFor(ctx, q, who.Person, before, most, n.Clock.Time().Date())
		out = append(own, others...)
		return err
	})
	slices.SortFunc(out, func(a, b *casefile.Case) int { return cmp.Compare(b.ID, a.ID) })
	out = slices.CompactFunc(out, func(a, b *casefile.Case) bool { return a.ID == b.ID })
	return out[:min(len(out), most)], err
}

// holderOf finds the unit that provides a resource of the catalogue; 0 when there is
// none.
func (n *Node) holderOf(ctx context.Context, p *act.Prep, resource string) (gov.ID, error) {
	all := n.Content.Now().Resources
	i := slices.IndexFunc(all, func(r content.Resource) bool { return r.ID == resource })
	if i < 0 {
		return 0, nil
	}
	snap, err := n.Org.In(ctx, p)
	if err != nil {
		return 0, err
	}
	for _, u := range snap.All(org.Department, n.Clock.Time().Date()) {
		if u.Code == all[i].Provider {
			return u.ID, nil
		}
	}
	return 0, nil
}

// elementName names an element of a resource of the catalogue; where the record names
// no resource, as the first one that has it calls it.
func (n *Node) elementName(resource, element, lang string) string {
	for _, r := range n.Content.Now().Resources {
		if r.ID != resource && resource != "" {
			continue
		}
		for _, e := range r.Elements {
			if e.Code == element {
				return e.Name.In(lang)
			}
		}
	}
	return element
}

// dueBy gives the last day of a limit of the table, and the day of the prompt before it.
func (n *Node) dueBy(rule string, from gov.Date) (prompt, last gov.Date, err error) {
	r, err := n.Content.Now().Limits.Rule(rule, from)
	if err != nil {
		return "", "", err
	}
	if last, err = n.days.after(from, r.Length, 1); err != nil {
		return "", "", err
	}
	prompt = last
	if r.Prompt != nil {
		if prompt, err = n.days.after(last, *r.Prompt, -1); err != nil {
			return "", "", err
		}
	}
	return max(prompt, from), last, nil
}

// after counts a length from a day, forwards or back.
func (c *calendars) after(from gov.Date, l limit.Length, sign int) (gov.Date, error) {
	if l.Unit == limit.Workday {
		return c.now.Load().AddWorkdays(from, sign*l.Amount)
	}
	return from.AddDays(sign * l.Amount), nil
}
