package counter

import (
	"net/url"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// setUp is the second screen of a window with the address that sets a machine up as it.
type setUp struct {
	Hall, Window string
	Address      string
}

// screens tells whoever plans the halls of a division how their second screens are set
// up. The telling is sealed: who knows the code could stand in for the screen.
func (n *counter) screens(rq *room.Request) error {
	ctx := rq.R.Context()
	snap, err := n.Org(ctx)
	if err != nil {
		return err
	}
	var halls []reception.Hall
	for _, h := range reception.All(snap, n.Engine.Now().Date()) {
		if h.Division == rq.Who.Division {
			halls = append(halls, h)
		}
	}
	if len(halls) == 0 {
		return gov.NotFound("reception.no_hall")
	}
	list, err := act.Do(ctx, n.Engine, act.Command{Action: "planHall", Actor: rq.Who}, func(p *act.Prep) ([]setUp, error) {
		var out []setUp
		for _, h := range halls {
			if err := p.Authorise(reception.Of(h.ID, h.ID, h.Division, 0, 0)); err != nil {
				return nil, err
			}
			for _, w := range h.Windows {
				to := url.URL{Path: "/hall/" + h.ID.String() + "/screen/" + w.ID.String(), RawQuery: url.Values{"k": {n.Key(w.ID)}}.Encode()}
				out = append(out, setUp{Hall: rq.Name(h.Name), Window: rq.Name(w.Name), Address: to.String()})
			}
			p.Note("hall.screens_told", "hall", seal.Data{"hall": h.ID, "windows": len(h.Windows)})
		}
		return out, nil
	})
	if err != nil {
		return err
	}
	return n.Render(rq, room.Show{Here: "screens", Title: rq.T("counter.screens"), Show: parts.Show{Sheets: []string{sheet}, Body: screensPage(rq, list)}})
}
