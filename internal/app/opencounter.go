package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"io"
	"math"
	"slices"

	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/business/reception/receptionweb"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/channel/counter"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/web/uploadweb"
	"holon.example/holon/internal/oversight/feedback"
)

// hall is what happens in the service halls of the site.
type hall struct {
	queue   queue.Desk
	shift   shift.Desk
	booking booking.Desk
	outage  outage.Desk
	collect collect.Desk
}

func (n *Node) hall() hall {
	halls := reception.Halls{OrgIn: n.Org.In}
	return hall{
		queue:   queue.Desk{Act: n.Engine, Halls: halls},
		shift:   shift.Desk{Act: n.Engine, Halls: halls, Drafts: apply.CountOpen, Serving: serving},
		booking: booking.Desk{Act: n.Engine, Halls: halls, Calendar: func() *calendar.Calendar { return n.days.now.Load() }},
		outage:  outage.Desk{Act: n.Engine, Halls: halls},
		collect: collect.Desk{Act: n.Engine, Case: whoseResult, Firms: theme.Firms, File: n.handedIn},
	}
}

// handedIn tells that a file was handed in by the actor.
func (n *Node) handedIn(ctx context.Context, who gov.Actor, ref string) error {
	_, err := uploadweb.Desk{Engine: n.Engine, Blobs: n.Blobs}.HandIn(ctx, who, ref)
	return err
}

// serving gives the number a window serves now.
func serving(ctx context.Context, q *sqldb.Q, hall, post gov.ID, day gov.Date) (gov.ID, error) {
	t, err := queue.At(ctx, q, hall, post, day)
	if err != nil || t == nil {
		return 0, err
	}
	return t.ID, nil
}

// whoseResult tells whose case it is, and which of its results may be handed out.
func whoseResult(ctx context.Context, q *sqldb.Q, id gov.ID) (w collect.Whose, err error) {
	c, err := casefile.Load(ctx, q, id)
	if err != nil {
		return w, err
	}
	w = collect.Whose{Applicant: c.Applicant, Name: c.Name(), Division: c.Division}
	ms, err := casefile.MattersOf(ctx, q, id)
	for _, m := range ms {
		if m.State == casefile.Decided || m.State == casefile.Delivered {
			w.Matters = append(w.Matters, m.ID)
		}
	}
	return w, err
}

// mountCounter mounts the pages of the windows and halls.
func (n *Node) mountCounter(site parts.Site, source *casepage.Source, files uploadweb.Desk) error {
	h := n.hall()
	receptionweb.Mount(n.Web, receptionweb.Hall{Queue: h.queue, Shift: h.shift, Outage: h.outage})
	return counter.Mount(counter.Config{
		Room:   &room.Room{Site: site, Ident: n.Ident, Engine: n.Engine, Org: n.Org.Snapshot, May: n.may},
		Source: source, Cases: n.Casework, Papers: n.Papers, Mandates: n.Mandates,
		Queue: h.queue, Shift: h.shift, Booking: h.booking, Outage: h.outage, Collect: h.collect,
		Visit: n.visit, Key: n.screenKey, Secure: n.Config.isHTTPS(),
		Rate: func(id gov.ID, day gov.Date) string { return n.mine.ratings.Link(feedback.About{Case: id, Visit: day}) },
		Upload: func(ctx context.Context, who gov.Actor, file io.Reader) (blob.Info, error) {
			return files.Keep(ctx, who, 0, io.LimitReader(file, blob.DefaultMaxBytes+1), 0)
		},
	})
}

// screenKeySize is how much of a code opens a second screen: 80 bits.
const screenKeySize = 16

// screenKey is the code with which the second screen of a window is set up.
func (n *Node) screenKey(window gov.ID) string {
	m := hmac.New(sha256.New, n.Keys.Master)
	m.Write([]byte("counter-screen/" + window.String()))
	return base32.StdEncoding.EncodeToString(m.Sum(nil))[:screenKeySize]
}

// casesOfVisitor bounds the list the window is shown.
const casesOfVisitor = 20

// visit tells the window what it may be shown of a visitor it has found today: his name,
// for whom he may act, and the heads of the cases. The read is sealed.
func (n *Node) visit(ctx context.Context, who gov.Actor, here, subject gov.ID) (*counter.Visit, error) {
	k := &register.Desk{Exchange: n.Exchange, Engine: n.Engine}
	return act.Do(ctx, n.Engine, act.Command{Action: "identifyApplicant", Actor: who}, func(p *act.Prep) (*counter.Visit, error) {
		what := act.Resource{Type: "Mandate", Attrs: map[string]any{"division": who.Division}}
		if err := p.Authorise(what); err != nil {
			return nil, err
		}
		today := p.Now().Date()
		found, err := mandate.IsPresent(ctx, p.Q(), who.Account, here, today)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, p.Refuse(gov.Forbidden("helper-needs-presence"), what)
		}
		v, err := visitor(ctx, k, p, here)
		if err != nil {
			return nil, err
		}
		if subject == 0 {
			subject = here
		}
		if subject != here && !slices.ContainsFunc(v.Others, func(o counter.Other) bool { return o.ID == subject }) {
			return nil, p.Refuse(gov.Forbidden("delegate-needs-mandate"), what)
		}
		list, err := casefile.CasesOf(ctx, p.Q(), subject, math.MaxInt64, casesOfVisitor)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if c.Division == who.Division {
				v.Cases = append(v.Cases, counter.Held{ID: c.ID, No: c.No, Name: c.Name(), Division: c.Division, State: string(c.State), Received: c.Received})
			}
		}
		p.Note("case.listed", "case-list", seal.Data{"subject": subject, "present": here, "shown": len(v.Cases), "department": who.Department})
		return v, nil
	})
}

// visitor gives the name of who was found, and for whom he may act: principals of his
// mandates, and firms whose head he is.
func visitor(ctx context.Context, k *register.Desk, p *act.Prep, here gov.ID) (*counter.Visit, error) {
	others, err := mandate.Principals(ctx, p.Q(), here, mandate.Apply, p.Now().Date())
	if err != nil {
		return nil, err
	}
	firms, err := theme.Firms(ctx, p.Q(), here)
	if err != nil {
		return nil, err
	}
	for _, f := range firms {
		if !slices.Contains(others, f) {
			others = append(others, f)
		}
	}
	names, err := k.Names(ctx, p, append([]gov.ID{here}, others...))
	if err != nil {
		return nil, err
	}
	v := &counter.Visit{Name: names[here]}
	for _, id := range others {
		v.Others = append(v.Others, counter.Other{ID: id, Name: names[id], Firm: slices.Contains(firms, id)})
	}
	return v, nil
}
