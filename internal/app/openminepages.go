package app

import (
	"context"

	"github.com/a-h/templ"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/licence/show/showweb"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/message/messageweb"
	"holon.example/holon/internal/channel/desk/answers"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/portal/account"
	"holon.example/holon/internal/channel/portal/datause"
	"holon.example/holon/internal/channel/portal/front"
	"holon.example/holon/internal/channel/portal/mandates"
	"holon.example/holon/internal/channel/portal/messages"
	pages "holon.example/holon/internal/channel/portal/mine"
	"holon.example/holon/internal/channel/portal/rating"
	"holon.example/holon/internal/channel/portal/wallet"
	"holon.example/holon/internal/data/correction/correctionweb"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/oversight/feedback/feedbackweb"
)

// mountMine mounts the pages about oneself, and what they do over the API.
func (n *Node) mountMine(site parts.Site) error {
	showweb.Mount(n.Web, n.mine.wallet)
	correctionweb.Mount(n.Web, n.mine.objections)
	feedbackweb.Mount(n.Web, n.mine.ratings)
	messageweb.Mount(n.Web, n.mine.mail)
	f := &front.Front{Site: site, Library: func() *matter.Library { return n.Content.Now().Library }}
	r := &pages.Room{
		Site: site, Now: n.Clock.Time, Org: n.Org.Snapshot, Unread: n.mine.mail.CountUnread, Library: f.Library, Sheets: []string{"portal.css"},
		Frame: func(p *parts.Page, here string) func(templ.Component) templ.Component {
			return (&parts.Citizen{Page: p, Here: here, Signed: p.CSRF != "", Halls: f.Halls(p)}).Frame
		},
	}
	if err := r.Mount(); err != nil {
		return err
	}
	r.MountCases(n.casesOf)
	wallet.Mount(wallet.Config{Room: r, Wallet: n.mine.wallet, File: n.Licences.File})
	datause.Mount(datause.Config{Room: r, Exchange: n.Exchange, Desk: n.mine.objections, Resource: n.registerName, Element: n.elementName, Opens: n.ownCase})
	messages.Mount(messages.Config{Room: r, Office: n.mine.mail, Words: n.messageWords})
	mandates.Mount(mandates.Config{Room: r, Desk: n.Mandates, OwnCase: n.caseOf})
	account.Mount(account.Config{Room: r, Ident: n.Ident})
	rating.Mount(rating.Config{Room: r, Desk: n.mine.ratings})
	answers.Mount(answers.Config{
		Room:       &room.Room{Site: site, Ident: n.Ident, Engine: n.Engine, Org: n.Org.Snapshot, May: n.may},
		Objections: n.mine.objections, Ratings: n.mine.ratings, Resource: n.registerName, Element: n.elementName, Item: r.Item,
	})
	return nil
}

// ratingOf shows how an item or package was rated.
func (n *Node) ratingOf(ctx context.Context, p *parts.Page, division, id string) (templ.Component, error) {
	f, err := n.mine.ratings.Figure(ctx, division, id)
	return rating.Figure(p, f), err
}

// caseOf gives the head of a case of whom somebody acts for.
func (n *Node) caseOf(ctx context.Context, who gov.Actor, id gov.ID) (c *casefile.Case, err error) {
	err = n.DB.Read(ctx, func(q *sqldb.Q) error {
		c, err = casefile.Load(ctx, q, id)
		if err == nil && c.Applicant != who.Subject {
			err = gov.NotFound("case.none")
		}
		return err
	})
	return c, err
}

// ownCase tells whether a case is that of who asks, as its applicant or by his account.
func (n *Node) ownCase(ctx context.Context, who gov.Actor, id gov.ID) (own bool, err error) {
	err = n.DB.Read(ctx, func(q *sqldb.Q) error {
		c, err := casefile.Load(ctx, q, id)
		if gov.KindOf(err) == gov.KindNotFound {
			return nil
		}
		own = err == nil && (c.Applicant == who.Subject || c.Account == who.Account)
		return err
	})
	return own, err
}
