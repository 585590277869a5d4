package app

import (
	"context"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/tour"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
)

// TourPath is the address of the tour on its site.
const TourPath = tour.Path

// Tour mounts the tour of a demonstration, in which visitors become its people by one
// click. Elsewhere it mounts nothing.
func (n *Node) Tour(g tour.Guide, people []Persona) {
	if !n.Config.Demo || n.Config.Production {
		return
	}
	of := map[string]Persona{}
	for _, p := range people {
		of[p.User] = p
	}
	site := parts.Site{Web: n.Web}
	tour.Mount(tour.Config{
		Site: site, Guide: g, Now: n.Clock.Time, Secure: n.Config.isHTTPS(),
		Name: func(login string) string { return of[login].Name },
		Enter: func(ctx context.Context, p *parts.Page, login string) error {
			who := of[login]
			if who.User == "" {
				return gov.NotFound("error.not_found")
			}
			t, err := n.Ident.SignIn(ctx, ident.SignIn{Login: who.User, Password: who.Password, Channel: "portal", Old: p.Secret(), Request: p.ID})
			if err == nil {
				site.Web.Enter(p.Call, t)
			}
			return err
		},
	})
}
