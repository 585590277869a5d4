package letter

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/vault"
)

// label binds the sealed words to their column.
const label = "letter.data"

// Claim names the counter a letter will draw from. A use case that issues
// letters puts it into its command's claims, so that many at once wait for each
// other instead of missing each other's guard.
func Claim(d Draft, now gov.Time) (string, error) {
	if err := d.check(); err != nil {
		return "", err
	}
	form, err := d.Template.form(d.complete(now.Date()))
	return "letter/" + counterID(d.Organ, form), err
}

// Issue writes a letter in the transaction of a use case, draws its number
// unless that is left for later, and asks for its printing. The use case
// authorises and records it in an event of its own. A use case issues at most
// one letter of a form: the counter is read on its snapshot.
func Issue(ctx context.Context, p *act.Prep, d Draft) (gov.ID, error) {
	l, err := write(p, d)
	if err != nil {
		return 0, err
	}
	if !d.Later {
		if err := draw(ctx, p, l); err != nil {
			return 0, err
		}
		l.State = Numbered
	}
	if err := p.Insert(table, l.row()); err != nil {
		return 0, err
	}
	_, err = p.Job(JobRender, p.Now(), renderPayload{Letter: l.ID})
	return l.ID, err
}

// Write drafts a letter that waits for somebody's approval; Number makes it
// count. Until then it may be written anew or discarded.
func Write(p *act.Prep, d Draft) (gov.ID, error) {
	l, err := write(p, d)
	if err != nil {
		return 0, err
	}
	return l.ID, p.Insert(table, l.row())
}

// Number draws the number of a draft, dates it and asks for its printing.
func Number(ctx context.Context, p *act.Prep, id gov.ID, d Draft) error {
	l, err := Get(ctx, p.Q(), id)
	if err != nil {
		return err
	}
	if err := next(l.State, Numbered); err != nil {
		return err
	}
	fresh, err := write(p, d)
	if err != nil {
		return err
	}
	fresh.ID, fresh.Created, fresh.State, fresh.rev = l.ID, l.Created, Numbered, l.rev
	if fresh.Subject != l.Subject || fresh.Ref != l.Ref {
		return gov.Conflict("letter.other_draft")
	}
	if err := draw(ctx, p, fresh); err != nil {
		return err
	}
	if err := save(p, fresh); err != nil {
		return err
	}
	_, err = p.Job(JobRender, p.Now(), renderPayload{Letter: id})
	return err
}

// Discard takes back a draft; a numbered letter stays for ever.
func Discard(ctx context.Context, p *act.Prep, id gov.ID) error {
	l, err := Get(ctx, p.Q(), id)
	if err != nil {
		return err
	}
	if l.State != Drafted {
		return gov.Conflict("letter.state").With("state", string(l.State)).With("to", "discarded")
	}
	p.Delete(table, id, l.rev)
	return nil
}

// Delivery says how a letter reached its party.
type Delivery struct {
	Channel string   // a code: portal, counter, post, notice
	At      gov.Time // when; not in the future
	Proof   string   // number of the parcel or signed receipt; no name
}

// Deliver records the delivery; a decision must be delivered within ten working
// days (行政许可法 §44).
func Deliver(ctx context.Context, p *act.Prep, id gov.ID, how Delivery) (*Letter, error) {
	l, err := Get(ctx, p.Q(), id)
	if err != nil {
		return nil, err
	}
	if err := next(l.State, Delivered); err != nil {
		return nil, err
	}
	if how.Channel == "" || len(how.Channel) > maxCode || len(how.Proof) > maxCode || how.At > p.Now() || how.At < l.Created {
		return nil, gov.Invalid("letter.delivery")
	}
	l.State, l.Delivered, l.Channel, l.Proof = Delivered, how.At, how.Channel, how.Proof
	return l, save(p, l)
}

// Words gives the words of a letter. The command that calls it records the read.
func Words(ctx context.Context, p *act.Prep, id gov.ID) (*Letter, *Sheet, error) {
	l, err := Get(ctx, p.Q(), id)
	if err != nil {
		return nil, nil, err
	}
	keys, err := p.Keys(l.Subject)
	if err != nil {
		return nil, nil, err
	}
	s, err := l.words(keys)
	return l, s, err
}

func (l *Letter) words(keys *vault.Keys) (*Sheet, error) {
	plain, err := keys.Decrypt(label, l.data)
	if err != nil {
		return nil, fmt.Errorf("letter %d: %w", l.ID, err)
	}
	s := &Sheet{}
	if err := json.Unmarshal(plain, s); err != nil {
		return nil, fmt.Errorf("letter %d: %w", l.ID, err)
	}
	s.Number = l.Number
	return s, nil
}

// complete adds the fields every letter has.
func (d *Draft) complete(day gov.Date) map[string]string {
	values := map[string]string{
		fieldYear: strconv.Itoa(day.Std().Year()),
		fieldDate: locale.T(locale.ZH, "letter.date", map[string]any{"date": day}),
	}
	for name, v := range d.Values {
		if v != "" {
			values[name] = v
		}
	}
	return values
}

// write composes and seals the words.
func write(p *act.Prep, d Draft) (*Letter, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	day := p.Now().Date()
	values := d.complete(day)
	sheet, err := d.Template.Compose(values)
	if err != nil {
		return nil, err
	}
	sheet.Code = d.Code
	form, err := d.Template.form(values)
	if err != nil {
		return nil, err
	}
	keys, err := p.Keys(d.Subject)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(sheet)
	if err != nil {
		return nil, err
	}
	return &Letter{
		ID: p.NewID(), Kind: d.Template.Kind, Template: d.Template.ID, Organ: d.Organ, Dated: day, Ref: d.Ref, Party: d.Party,
		State: Drafted, Created: p.Now(), Subject: d.Subject, form: form, data: keys.Encrypt(label, plain),
	}, nil
}
