package wallet

import (
	"context"
	"strconv"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/licence/show"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
)

// Config is what the pages need; app fills it.
type Config struct {
	*mine.Room
	Wallet *show.Wallet
	// File opens the signed file of a certificate.
	File func(ctx context.Context, who gov.Actor, id gov.ID) (*cabinet.File, error)
}

type desk struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	d := &desk{c}
	c.Route("GET /cards", d.pack)
	c.Route("GET /cards/{id}", d.card)
	c.Route("GET /cards/{id}/file", d.file)
	c.Route("POST /cards/{id}/show", d.make)
	c.Route("GET /shows", d.log)
	c.Route("GET /shows/{id}", d.code)
	c.Route("POST /shows/{id}/revoke", d.revoke)
	c.Public("GET /s/{id}", d.scan)
}

// card is a certificate as the pack shows it.
type card struct {
	licence.Head
	Title, Organ string
	Own          bool
}

type pack struct {
	*mine.Request
	Cards []card
	More  gov.ID
}

func (d *desk) pack(rq *mine.Request) error {
	list, err := d.Wallet.Pack(rq.R.Context(), rq.Who, rq.Before())
	if err != nil {
		return err
	}
	p := &pack{Request: rq}
	for _, h := range list {
		c := card{Head: h, Title: d.Item(rq.Page, h.Item), Own: h.Holder == rq.Who.Subject}
		if c.Organ, err = d.Unit(rq, h.Organ); err != nil {
			return err
		}
		p.Cards = append(p.Cards, c)
	}
	if len(list) == 50 {
		p.More = list[len(list)-1].ID
	}
	return d.Render(rq, mine.Show{Title: rq.T("mine.cards"), Body: packPage(p)})
}

// open is a card opened, with the form by which it is shown.
type open struct {
	*mine.Request
	Held  *licence.Held
	Again parts.Form
	Fault *parts.Fault
}

func (d *desk) card(rq *mine.Request) error {
	return d.opened(rq, &open{Request: rq, Again: parts.Form{ID: "show", Given: map[string][]string{
		"purpose": {"inspection"}, "fields": {"holder", "number", "organ", "until"}, "minutes": {strconv.Itoa(show.DefaultMinutes)},
	}}})
}

func (d *desk) opened(rq *mine.Request, o *open) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	if o.Held, err = d.Wallet.Open(rq.R.Context(), rq.Who, id); err != nil {
		return err
	}
	return d.Render(rq, mine.Show{Title: o.Held.Title, Fault: o.Fault, Body: cardPage(o)})
}

func (d *desk) file(rq *mine.Request) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	f, err := d.File(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	cabinetweb.Send(rq.W, rq.R, f, true)
	return nil
}

// make authorises a show and leads to its code.
func (d *desk) make(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	o := show.Offer{Licence: id, Purpose: in.Get("purpose"), Note: in.Get("note"), Fields: in["fields"]}
	if text := in.Get("minutes"); text != "" {
		if o.Minutes, err = strconv.Atoi(text); err != nil {
			o.Minutes = -1 // refused beside its field
		}
	}
	c, err := d.Wallet.Make(rq.R.Context(), rq.Who, in.Get("key"), o)
	if err != nil {
		again, fault := rq.Again(err, "show", in)
		if fault == nil {
			return err
		}
		return d.opened(rq, &open{Request: rq, Again: again, Fault: fault})
	}
	return rq.Go("/shows/" + c.ID.String())
}

// coded is the page of a code.
type coded struct {
	*mine.Request
	Code *show.Code
	Left int64 // whole minutes, at least one while it is open
	Over bool
}

func (d *desk) code(rq *mine.Request) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	c, err := d.Wallet.Get(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	now := d.Now()
	out := &coded{Request: rq, Code: c, Over: c.Address == "", Left: max(1, int64(c.Until-now+59_999)/60_000)}
	return d.Render(rq, mine.Show{Title: rq.T("wallet.code"), Body: codePage(out)})
}

func (d *desk) revoke(rq *mine.Request) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	_, err = d.Wallet.Revoke(rq.R.Context(), rq.Who, rq.R.PostFormValue("key"), id)
	if err != nil && gov.KindOf(err) != gov.KindConflict { // one that is over is what was asked for
		return err
	}
	return rq.Go("/shows?done=show_ended")
}

// use is one line of the record.
type use struct {
	show.Use
	Unit string
}

type record struct {
	*mine.Request
	Open []*show.Show
	Uses []use
	Next gov.ID
}

func (d *desk) log(rq *mine.Request) error {
	log, err := d.Wallet.Uses(rq.R.Context(), rq.Who, 0, rq.Before())
	if err != nil {
		return err
	}
	out := &record{Request: rq, Open: log.Open, Next: log.Next}
	for _, u := range log.Uses {
		unit, err := d.Unit(rq, u.Department)
		if err != nil {
			return err
		}
		if unit == "" {
			unit = rq.Code("wallet.by", u.By)
		}
		out.Uses = append(out.Uses, use{u, unit})
	}
	return d.Render(rq, mine.Show{Title: rq.T("wallet.record"), Body: recordPage(out)})
}

// seen is the public page of a code.
type seen struct {
	*mine.Request
	Seen *show.Seen
}

func (d *desk) scan(rq *mine.Request) error {
	id, err := gov.ParseID(rq.R.PathValue("id"))
	if err != nil {
		id = 0
	}
	s, err := d.Wallet.Scan(rq.R.Context(), rq.Who, id, rq.R.URL.Query().Get("k"))
	if err != nil {
		return err
	}
	rq.W.Header().Set("Referrer-Policy", "no-referrer") // the secret stands in the address
	return d.Render(rq, mine.Show{Title: rq.T("wallet.scan"), Here: "verify", Body: scanPage(&seen{rq, s})})
}

func options(p *parts.Page, family string, codes []string) (out []parts.Option) {
	for _, c := range codes {
		out = append(out, parts.Option{Value: c, Label: p.Code(family, c)})
	}
	return out
}
