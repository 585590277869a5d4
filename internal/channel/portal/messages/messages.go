package messages

import (
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/mail"
)

// Config is what the pages need; app fills it.
type Config struct {
	*mine.Room
	Office *mail.Office
	// Words gives the site's own words of a kind of message made at an instant; false
	// where the program's hold.
	Words func(lang locale.Lang, kind string, made gov.Time) (title, text string, ok bool)
}

type desk struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	d := &desk{c}
	c.Route("GET /messages", d.list)
	c.Route("POST /messages/read", d.readAll)
	c.Route("POST /messages/{id}", d.open)
	c.Route("GET /messages/channels", d.channels)
	c.Route("POST /messages/channels", d.choose)
}

// line is a message in words, with where it leads.
type line struct {
	*mail.Message
	Title, Text, Link string
	Other             bool // of a case in which the reader acts for somebody
}

type list struct {
	*mine.Request
	Lines  []line
	Unread int64
	Next   gov.ID
}

func (d *desk) list(rq *mine.Request) error {
	page, err := d.Office.List(rq.R.Context(), rq.Who, rq.Before())
	if err != nil {
		return err
	}
	out := &list{Request: rq, Unread: page.Unread, Next: page.Next}
	for _, m := range page.Messages {
		out.Lines = append(out.Lines, d.worded(rq, m))
	}
	return d.Render(rq, mine.Show{Title: rq.T("mine.messages"), Body: listPage(out)})
}

// worded puts a message into words, names in the place of codes.
func (d *desk) worded(rq *mine.Request, m *mail.Message) line {
	args := map[string]any{"no": "", "item": "", "due": gov.Date(""), "until": gov.Date("")}
	for name, v := range m.Args {
		switch name {
		case "item":
			args[name] = d.Item(rq.Page, v)
		case "due", "until":
			args[name] = gov.Date(v)
		default:
			args[name] = v
		}
	}
	out := line{Message: m, Title: rq.Code("message.title", m.Kind), Link: link(m), Other: m.Args["as"] != ""}
	if title, text, ok := d.Words(rq.Lang, m.Kind, m.Made); ok {
		out.Title, out.Text = locale.Fill(rq.Lang, title, args), locale.Fill(rq.Lang, text, args)
	} else if key := "message.text." + m.Kind; locale.Has(key) {
		out.Text = locale.T(rq.Lang, key, args)
	}
	return out
}

// link is where a message leads.
func link(m *mail.Message) string {
	switch m.Ref.Kind {
	case "case":
		return "/case/" + m.Ref.ID.String()
	case "licence":
		return "/cards/" + m.Ref.ID.String()
	case "objection":
		return "/objections"
	case "mandate":
		return "/mandates"
	}
	return "/messages"
}

// open marks a message as read and leads on to what it is about.
func (d *desk) open(rq *mine.Request) error {
	id, err := rq.Number("id")
	if err != nil {
		return err
	}
	m, err := d.Office.Read(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	return rq.Go(link(m))
}

func (d *desk) readAll(rq *mine.Request) error {
	if _, err := d.Office.Read(rq.R.Context(), rq.Who, 0); err != nil {
		return err
	}
	return rq.Go("/messages")
}

// way is a channel with what was chosen.
type way struct {
	Channel mail.Channel
	Address *mail.Address // nil: never chosen
	Offered bool
}

type ways struct {
	*mine.Request
	Ways  []way
	Again parts.Form
	Fault *parts.Fault
}

func (d *desk) channels(rq *mine.Request) error { return d.showWays(rq, &ways{Request: rq}) }

func (d *desk) showWays(rq *mine.Request, w *ways) error {
	chosen, err := d.Office.Chosen(rq.R.Context(), rq.Who)
	if err != nil {
		return err
	}
	for _, c := range mail.Channels {
		w.Ways = append(w.Ways, way{Channel: c, Address: chosen[c], Offered: d.Office.Offered(c)})
	}
	return d.Render(rq, mine.Show{Title: rq.T("mail.channels"), Fault: w.Fault, Body: waysPage(w)})
}

func (d *desk) choose(rq *mine.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	c := mail.Choice{Channel: mail.Channel(in.Get("channel")), Address: in.Get("address"), Lang: rq.Lang, Consent: in.Get("do") == "agree"}
	if c.Consent && in.Get("consent") != "yes" {
		err = gov.Invalid("mail.choice").At("consent.yes", "mail.consent_missing")
	} else {
		_, err = d.Office.Choose(rq.R.Context(), rq.Who, in.Get("key"), c)
	}
	if err != nil {
		again, fault := rq.Again(err, in.Get("channel"), in)
		if fault == nil {
			return err
		}
		return d.showWays(rq, &ways{Request: rq, Again: again, Fault: fault})
	}
	return rq.Go("/messages/channels?done=chosen")
}
