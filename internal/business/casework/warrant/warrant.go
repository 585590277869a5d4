package warrant

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Warrant lets one post decide one item at the window.
type Warrant struct {
	ID         gov.ID   `json:"id"`
	Department gov.ID   `json:"department"`
	Post       gov.ID   `json:"post"` // carries the role of chief representative
	Item       string   `json:"item"`
	From       gov.Date `json:"from"`
	Until      gov.Date `json:"until,omitempty"` // first day it no longer holds; empty: open
	Basis      string   `json:"basis"`           // of the authorisation, such as the number of the decision
	By         gov.ID   `json:"by"`              // post that gave it
	At         gov.Time `json:"at"`
	Rev        int64    `json:"rev"`
}

// Holds tells whether the day is in the warrant's term.
func (w *Warrant) Holds(on gov.Date) bool { return w.From <= on && (w.Until == "" || on < w.Until) }

// Desk is what warrants need.
type Desk struct {
	Engine *act.Engine
	// Org gives the organisation as the command's own snapshot has it.
	Org func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
	// Items lists the codes of the items an authority implements.
	Items func(u org.Unit) []string
}

const (
	maxItems = 40
	maxBasis = 200 // characters
	maxDays  = 3 * 366
)

// Grant is what an approver authorises: several items at once.
type Grant struct {
	Post  gov.ID   `json:"post"`
	Items []string `json:"items"`
	From  gov.Date `json:"from"`
	Until gov.Date `json:"until,omitempty"`
	Basis string   `json:"basis"`
}

func resource(department gov.ID) act.Resource {
	return act.Resource{Type: "Warrant", ID: department.String(), Attrs: map[string]any{"department": department}}
}

func stream(department gov.ID) string { return "warrant/" + department.String() }

// Give gives warrants for items (action grantWarrant).
func (d Desk) Give(ctx context.Context, who gov.Actor, key string, in Grant) ([]*Warrant, error) {
	cmd := act.Command{Action: "grantWarrant", Actor: who, Key: key, Input: in, Claims: []string{stream(who.Department)}}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) ([]*Warrant, error) {
		if err := p.Authorise(resource(who.Department)); err != nil {
			return nil, err
		}
		if err := d.check(ctx, p, &in); err != nil {
			return nil, err
		}
		held, err := of(ctx, p.Q(), who.Department)
		if err != nil {
			return nil, err
		}
		var out []*Warrant
		for _, item := range in.Items {
			w := &Warrant{ID: p.NewID(), Department: who.Department, Post: in.Post, Item: item, From: in.From, Until: in.Until, Basis: in.Basis, By: who.Post, At: p.Now(), Rev: 1}
			if slices.ContainsFunc(held, w.meets) {
				return nil, gov.Conflict("warrant.twice").With("item", item)
			}
			if err := p.Insert(table, w.row()); err != nil {
				return nil, err
			}
			out = append(out, w)
		}
		return out, p.Event("warrant.granted", stream(who.Department), seal.Data{"department": who.Department, "post": in.Post, "items": in.Items, "from": in.From, "until": in.Until})
	})
}

// meets tells whether another warrant says the same of a day.
func (w *Warrant) meets(o *Warrant) bool {
	return o.Post == w.Post && o.Item == w.Item && (w.Until == "" || o.From < w.Until) && (o.Until == "" || w.From < o.Until)
}

func (d Desk) check(ctx context.Context, p *act.Prep, in *Grant) error {
	snap, err := d.Org(ctx, p)
	if err != nil {
		return err
	}
	e, today := gov.Invalid("warrant.grant"), p.Now().Date()
	post, ok := snap.Unit(in.Post, today)
	dep, inside := snap.DepartmentOf(in.Post, today)
	if !ok || !inside || dep.ID != p.Who().Department || !slices.Contains(post.Roles, org.Chief) {
		e.At("post", "warrant.post")
	}
	slices.Sort(in.Items)
	in.Items = slices.Compact(in.Items)
	known := d.Items(dep)
	if len(in.Items) == 0 || len(in.Items) > maxItems || slices.ContainsFunc(in.Items, func(i string) bool { return !slices.Contains(known, i) }) {
		e.At("items", "warrant.items")
	}
	if _, err := gov.ParseDate(string(in.From)); err != nil || in.From < today {
		e.At("from", "warrant.from")
	}
	if in.Until != "" {
		if _, err := gov.ParseDate(string(in.Until)); err != nil || in.Until <= in.From || in.Until > in.From.AddDays(maxDays) {
			e.At("until", "warrant.until")
		}
	}
	in.Basis = strings.TrimSpace(in.Basis)
	if n := utf8.RuneCountInString(in.Basis); n == 0 || n > maxBasis {
		e.At("basis", "warrant.basis")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Revoke ends a warrant today (action revokeWarrant); decisions taken under it stand.
func (d Desk) Revoke(ctx context.Context, who gov.Actor, key string, id gov.ID) (*Warrant, error) {
	cmd := act.Command{Action: "revokeWarrant", Actor: who, Key: key, Input: id, Claims: []string{stream(who.Department)}}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (*Warrant, error) {
		w, err := get(ctx, p.Q(), id)
		if err != nil {
			return nil, err
		}
		if err := p.Authorise(resource(w.Department)); err != nil {
			return nil, err
		}
		today := p.Now().Date()
		if w.Until != "" && w.Until <= today {
			return nil, gov.Conflict("warrant.over")
		}
		w.Until = max(today, w.From)
		if err := p.Update(table, w.row(), w.Rev); err != nil {
			return nil, err
		}
		w.Rev++
		return w, p.Event("warrant.revoked", stream(w.Department), seal.Data{"department": w.Department, "post": w.Post, "items": []string{w.Item}, "until": w.Until})
	})
}

// List gives the warrants of the actor's own authority (action listWarrants), those
// that are over too.
func (d Desk) List(ctx context.Context, may func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error), who gov.Actor) (out []*Warrant, err error) {
	ok, err := may(ctx, who, "listWarrants", resource(who.Department))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, gov.Forbidden("department-holders")
	}
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		out, err = of(ctx, q, who.Department)
		return err
	})
	return out, err
}

// Check refuses a chief representative a decision for which he has no warrant on the
// day. For anybody else it says nothing: the policies do.
func Check(ctx context.Context, p *act.Prep, department gov.ID, item string, what act.Resource) error {
	who := p.Who()
	if !who.HasRole(org.Chief) {
		return nil
	}
	held, err := of(ctx, p.Q(), department)
	if err != nil {
		return err
	}
	on := p.Now().Date()
	if slices.ContainsFunc(held, func(w *Warrant) bool { return w.Post == who.Post && w.Item == item && w.Holds(on) }) {
		return nil
	}
	return p.Refuse(gov.Forbidden("chief-without-warrant"), what)
}
