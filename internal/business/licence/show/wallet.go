package show

import (
	"cmp"
	"context"
	"math"
	"slices"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Config is what a wallet needs; app wires it.
type Config struct {
	Act  *act.Engine
	Base string // address by which people reach the site
	Key  []byte // of the secrets in codes
	// Firms lists the firms whose legal representative a person is.
	Firms func(ctx context.Context, q *sqldb.Q, person gov.ID) ([]gov.ID, error)
	// Record seals whose data are shown, and which.
	Record func(p *act.Prep, h *licence.Held, purpose string, fields []string) error
}

// Wallet keeps the cards of holders and shows them.
type Wallet struct{ Config }

// New makes a wallet.
func New(c Config) *Wallet { return &Wallet{c} }

// stream is that of a show: scans at one counter do not wait for those at another.
func stream(id gov.ID) string { return "show/" + id.String() }

// holders are whose cards the actor holds: his own or those of the firm acted for,
// and of the firms he is the legal representative of.
func (w *Wallet) holders(ctx context.Context, q *sqldb.Q, who gov.Actor) ([]gov.ID, error) {
	if who.Kind != gov.Citizen && who.Kind != gov.Agent {
		return []gov.ID{who.Subject}, nil
	}
	firms, err := w.Firms(ctx, q, who.Person)
	return slices.Compact(slices.Sorted(slices.Values(append(firms, who.Subject)))), err
}

func (w *Wallet) card(ctx context.Context, q *sqldb.Q, who gov.Actor, holder gov.ID) (act.Resource, error) {
	head := gov.ID(0)
	if (who.Kind == gov.Citizen || who.Kind == gov.Agent) && who.Person != 0 {
		firms, err := w.Firms(ctx, q, who.Person)
		if err != nil {
			return act.Resource{}, err
		}
		if slices.Contains(firms, holder) {
			head = who.Person
		}
	}
	return act.Resource{Type: "Card", ID: holder.String(), Attrs: map[string]any{"holder": holder, "head": head}}, nil
}

func (w *Wallet) allow(ctx context.Context, p *act.Prep, holder gov.ID) error {
	r, err := w.card(ctx, p.Q(), p.Who(), holder)
	if err != nil {
		return err
	}
	return p.Authorise(r)
}

func newest(before gov.ID) gov.ID {
	if before <= 0 {
		return math.MaxInt64
	}
	return before
}

const maxCards = 50

// Pack lists the cards of the actor, his firms' among them, newest first (action
// listCards). It tells nothing that stands on them but their numbers.
func (w *Wallet) Pack(ctx context.Context, who gov.Actor, before gov.ID) ([]licence.Head, error) {
	return act.Do(ctx, w.Act, act.Command{Action: "listCards", Actor: who}, func(p *act.Prep) ([]licence.Head, error) {
		if err := w.allow(ctx, p, who.Subject); err != nil {
			return nil, err
		}
		holders, err := w.holders(ctx, p.Q(), who)
		if err != nil {
			return nil, err
		}
		out := []licence.Head{}
		for _, h := range holders {
			list, err := licence.OfHolder(ctx, p.Q(), h, newest(before), maxCards)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		slices.SortFunc(out, func(a, b licence.Head) int { return cmp.Compare(b.ID, a.ID) })
		p.Note("licence.pack_opened", "read", seal.Data{"subjects": holders})
		return out[:min(len(out), maxCards)], nil
	})
}

// Open opens a card for its holder (action openCard); the read is recorded.
func (w *Wallet) Open(ctx context.Context, who gov.Actor, id gov.ID) (*licence.Held, error) {
	return act.Do(ctx, w.Act, act.Command{Action: "openCard", Actor: who}, func(p *act.Prep) (*licence.Held, error) {
		h, err := licence.Load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := w.allow(ctx, p, h.Holder); err != nil {
			return nil, err
		}
		return h, w.Record(p, h, "own", Fields)
	})
}

// Code is a show with what its code holds; that of one that is over is empty.
type Code struct {
	*Show
	Address string `json:"address,omitempty"` // that the code leads to
}

// Make authorises a show (action showCertificate) and gives its code.
func (w *Wallet) Make(ctx context.Context, who gov.Actor, key string, o Offer) (*Code, error) {
	cmd := act.Command{Action: "showCertificate", Actor: who, Key: key, Input: o}
	s, err := act.Do(ctx, w.Act, cmd, func(p *act.Prep) (*Show, error) {
		h, err := licence.HeadOf(ctx, p.Q(), o.Licence)
		if err != nil {
			return nil, err
		}
		if err := w.allow(ctx, p, h.Holder); err != nil {
			return nil, err
		}
		if err := o.check(); err != nil {
			return nil, err
		}
		if h.State.Ended() {
			return nil, gov.Conflict("show.ended")
		}
		s := &Show{
			ID: p.NewID(), Licence: h.ID, Holder: h.Holder, Purpose: o.Purpose, Note: o.Note, Fields: o.Fields, Made: p.Now(), Until: o.until(p.Now()),
			account: who.Account,
		}
		if err := s.put(p); err != nil {
			return nil, err
		}
		return s, s.event(p, "licence.show_made")
	})
	if err != nil {
		return nil, err
	}
	return w.code(s), nil
}

func (w *Wallet) code(s *Show) *Code {
	return &Code{Show: s, Address: w.Base + "/s/" + s.ID.String() + "?k=" + w.secret(s.ID)}
}

// Get gives an open show with its code to its holder again (action listShows); one
// that is over has no code any more.
func (w *Wallet) Get(ctx context.Context, who gov.Actor, id gov.ID) (*Code, error) {
	return act.Do(ctx, w.Act, act.Command{Action: "listShows", Actor: who}, func(p *act.Prep) (*Code, error) {
		s, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := w.allow(ctx, p, s.Holder); err != nil {
			return nil, err
		}
		p.Note("licence.uses_listed", "read", seal.Data{"subject": s.Holder})
		if s.Over(p.Now()) {
			return &Code{Show: s}, nil
		}
		return w.code(s), nil
	})
}

func (s *Show) event(p *act.Prep, name string) error {
	return p.Event(name, stream(s.ID), seal.Data{
		"licence": s.Licence, "subject": s.Holder, "purpose": s.Purpose, "fields": s.Fields, "until": s.Until, "department": p.Who().Department,
	})
}

// Revoke ends a show at once (action revokeShow); one that is over stays so.
func (w *Wallet) Revoke(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Show, error) {
	cmd := act.Command{Action: "revokeShow", Actor: who, Key: key, Input: id, Claims: []string{stream(id)}}
	return act.Do(ctx, w.Act, cmd, func(p *act.Prep) (*Show, error) {
		s, err := load(ctx, p, id)
		if err != nil {
			return nil, err
		}
		if err := w.allow(ctx, p, s.Holder); err != nil {
			return nil, err
		}
		if s.Over(p.Now()) {
			return nil, gov.Conflict("show.over")
		}
		s.Revoked = p.Now()
		if err := s.put(p); err != nil {
			return nil, err
		}
		return s, s.event(p, "licence.show_revoked")
	})
}

// Scan is what the code leads to (action scanShow): anybody may. It shows the chosen
// fields and records the use; a code that is over, wrong or unknown shows nothing.
func (w *Wallet) Scan(ctx context.Context, who gov.Actor, id gov.ID, secret string) (*Seen, error) {
	cmd := act.Command{Action: "scanShow", Actor: who, Claims: []string{stream(id)}}
	return act.Do(ctx, w.Act, cmd, func(p *act.Prep) (*Seen, error) {
		if err := p.Authorise(act.Resource{Type: "Site"}); err != nil {
			return nil, err
		}
		out := &Seen{At: p.Now()}
		s, err := load(ctx, p, id)
		if gov.KindOf(err) == gov.KindNotFound || err == nil && (!w.opens(s.ID, secret) || s.Over(p.Now())) {
			p.Note("licence.scan_failed", "read", seal.Data{"show": id, "known": err == nil})
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		h, err := licence.Load(ctx, p, s.Licence)
		if err != nil {
			return nil, err
		}
		s.Uses++
		if err := s.put(p); err != nil {
			return nil, err
		}
		u := Use{ID: p.NewID(), Show: s.ID, Licence: s.Licence, Holder: s.Holder, By: string(who.Kind), Department: who.Department, Purpose: s.Purpose, Fields: s.Fields, At: p.Now()}
		if err := u.put(p); err != nil {
			return nil, err
		}
		if err := s.event(p, "licence.shown"); err != nil {
			return nil, err
		}
		out.Good, out.Title, out.State = true, h.Title, h.On(p.Now().Date())
		out.Purpose, out.Note, out.Until, out.Lines = s.Purpose, s.Note, s.Until, lines(&h.Licence, s.Fields)
		return out, w.Record(p, h, "show", s.Fields)
	})
}

// Log is the record of uses of one holder's certificates, and the shows that are open.
type Log struct {
	Open []*Show `json:"open"`
	Uses []Use   `json:"uses"`
	Next gov.ID  `json:"next,omitempty"` // where the next page begins
}

const pageUses = 30

// Uses gives a page of the record of uses (action listShows); holder 0 is the subject
// acted for.
func (w *Wallet) Uses(ctx context.Context, who gov.Actor, holder, before gov.ID) (*Log, error) {
	if holder == 0 {
		holder = who.Subject
	}
	return act.Do(ctx, w.Act, act.Command{Action: "listShows", Actor: who}, func(p *act.Prep) (*Log, error) {
		if err := w.allow(ctx, p, holder); err != nil {
			return nil, err
		}
		out := &Log{Open: []*Show{}}
		recent, err := read(ctx, p, "holder = $1 AND until > $2 AND revoked = 0 ORDER BY id DESC LIMIT 20", holder, p.Now())
		if err != nil {
			return nil, err
		}
		for _, s := range recent {
			if !s.Over(p.Now()) {
				out.Open = append(out.Open, s)
			}
		}
		if out.Uses, err = usesOf(ctx, p.Q(), holder, newest(before), pageUses); err != nil {
			return nil, err
		}
		if len(out.Uses) == pageUses {
			out.Next = out.Uses[pageUses-1].ID
		}
		p.Note("licence.uses_listed", "read", seal.Data{"subject": holder})
		return out, nil
	})
}
