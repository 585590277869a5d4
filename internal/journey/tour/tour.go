package tour

import (
	"context"
	"errors"
	"slices"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/wire"
)

// How far a scene of the tour is, as the city's own lists show it.
const (
	Ready = "ready" // what it needs is there
	Acted = "done"  // what is to be done in it was done
)

// Tour (导览) prepares the scenes that visitors of a demo city play by themselves: by the
// steps of the stories, over HTTP, as its people. It keeps nothing between two calls but
// the address book: what is there already is found in the city and not made again.
type Tour struct {
	site   journey.Site
	turn   func(context.Context, gov.Time) error // the city's clock, forward
	settle func(context.Context) error           // does what is due

	mu     sync.Mutex // one visitor prepares at a time, so that pressing twice makes one case
	client *wire.Client
}

// New makes the tour of a site.
func New(site journey.Site, turn func(context.Context, gov.Time) error, settle func(context.Context) error) *Tour {
	return &Tour{site: site, turn: turn, settle: settle}
}

// said is what the people of a story say and type.
type said struct {
	Division  string            `json:"division"`
	Thing     string            `json:"thing"`
	Item      string            `json:"item"`
	Situation map[string]any    `json:"situation"`
	Answers   map[string]any    `json:"answers"`
	Granny    map[string]any    `json:"granny"`
	Text      map[string]string `json:"text"`
}

// tour is one visit.
type tour struct {
	*hand
	said
	turn   func(context.Context, gov.Time) error
	settle func(context.Context) error
}

func (g *Tour) open(ctx context.Context) (*tour, error) {
	if g.client == nil {
		c, err := wire.Dial(ctx, g.site.URL)
		if err != nil {
			return nil, err
		}
		g.client = c
	}
	s := &tour{hand: &hand{ctx: ctx, site: g.site, client: g.client, kept: map[string]string{}}, turn: g.turn, settle: g.settle}
	return s, journey.Script("restaurant", &s.said)
}

// Look tells how far each scene is; one that was not prepared is not named.
func (g *Tour) Look(ctx context.Context) (map[string]string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s, err := g.open(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, sc := range scenes {
		if is := sc.look(s); is != "" {
			out[sc.name] = is
		}
	}
	return out, s.err
}

// Scenes names the scenes in their order, each with the persona whom its visitor becomes.
func (g *Tour) Scenes() (out [][2]string) {
	for _, sc := range scenes {
		out = append(out, [2]string{sc.name, sc.who})
	}
	return out
}

// Prepare plays what a scene needs and is not there yet, and gives the address of the page
// on which its visitor goes on.
func (g *Tour) Prepare(ctx context.Context, name string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.IndexFunc(scenes, func(sc scene) bool { return sc.name == name })
	if i < 0 {
		return "", errors.New("tour: there is no scene " + name)
	}
	s, err := g.open(ctx)
	if err != nil {
		return "", err
	}
	address := scenes[i].prepare(s)
	if s.err != nil {
		return "", s.err
	}
	return address, s.settle(ctx)
}
