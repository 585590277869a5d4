package bench

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/bench/author"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
)

// Seeding says how many cases to make and how.
type Seeding struct {
	Cases    int
	Seed     uint64 // the same seed makes the same applications
	Callers  int    // at once; 0: 64
	Packs    fs.FS  // where the register of people is found
	City     string
	Progress func(done int)

	people []person // who applies; none: people of the register are enrolled
}

// Seeded tells what was made.
type Seeded struct {
	Cases   int64   `json:"cases"`
	Steps   int64   `json:"steps"` // ended by officers
	Seconds float64 `json:"seconds"`
	PerSec  float64 `json:"per_second"` // cases a second
	Items   int     `json:"items"`      // how many different items were applied for
	Stuck   int64   `json:"stuck"`      // cases whose next step nobody in the city can end
}

// seedPeople is how many accounts apply when the seed enrols them itself.
const seedPeople = 2000

// carried is how many cases in a hundred go further than receipt, and how many
// steps at most.
const (
	carriedShare = 5
	carriedSteps = 5
)

// offered is an item that can be applied for over its form.
type offered struct {
	item *matter.Item
	form *form.Form
}

// Seed makes cases through the use cases: applications of people of the register for
// every sort of item, of which some are accepted, examined, reviewed and decided.
// Many callers share commits. What is due at once is sealed when it returns;
// letters are printed by the node that serves the store.
func Seed(ctx context.Context, n *app.Node, o Seeding) (*Seeded, error) {
	s, err := newSower(ctx, n, o)
	if err != nil {
		return nil, err
	}
	took := stopwatch()
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	if err := n.Sealer.Flush(ctx); err != nil {
		return nil, err
	}
	r := &Seeded{Cases: s.made.Load(), Steps: s.steps.Load(), Seconds: round(took().Seconds()), Items: len(s.offers), Stuck: s.stuck.Load()}
	r.PerSec = round(float64(r.Cases) / took().Seconds())
	return r, n.Bus.Drain(ctx)
}

type sower struct {
	Seeding
	n        *app.Node
	division string
	offers   []offered
	cast     cast
	actors   []gov.Actor

	next               atomic.Int64
	made, steps, stuck atomic.Int64
	failed             atomic.Pointer[error]
}

func newSower(ctx context.Context, n *app.Node, o Seeding) (*sower, error) {
	if o.Callers <= 0 {
		o.Callers = rawClients
	}
	lib := n.Content.Now().Library
	if len(lib.Divisions()) == 0 {
		return nil, errNoItem
	}
	s := &sower{Seeding: o, n: n, division: lib.Divisions()[0]}
	s.offers = offersOf(lib, s.division)
	if len(s.offers) == 0 {
		return nil, errNoItem
	}
	var err error
	if s.cast, err = staffed(ctx, n, o); err != nil {
		return nil, err
	}
	if s.people == nil {
		if s.people, err = enrol(ctx, n, o.Packs, o.City, min(seedPeople, max(o.Cases, 1)), false); err != nil {
			return nil, err
		}
	}
	for _, p := range s.people {
		a, err := n.Ident.As(ctx, p.account)
		if err != nil {
			return nil, err
		}
		a.Channel = "portal"
		s.actors = append(s.actors, a)
	}
	return s, nil
}

// staffed gives who sits on the posts; accounts are opened for them where the city has
// none yet.
func staffed(ctx context.Context, n *app.Node, o Seeding) (cast, error) {
	c, err := castOf(ctx, n)
	if err != nil || len(c) > 0 {
		return c, err
	}
	home, err := fs.Sub(o.Packs, o.City)
	if err != nil {
		return nil, err
	}
	if _, err := n.Enrol(ctx, home, nil); err != nil {
		return nil, err
	}
	return castOf(ctx, n)
}

// offersOf lists the items a person can apply for alone.
func offersOf(lib *matter.Library, division string) (out []offered) {
	for _, it := range lib.Items(division) {
		plan, err := planOf(lib, division, it)
		if err == nil && plan.Form != nil && len(plan.Parts) == 1 {
			out = append(out, offered{it, plan.Form})
		}
	}
	return out
}

func (s *sower) run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range s.Callers {
		wg.Go(func() {
			for s.failed.Load() == nil && ctx.Err() == nil {
				i := s.next.Add(1) - 1
				if i >= int64(s.Cases) {
					return
				}
				if err := s.sow(ctx, uint64(i)); err != nil { //nolint:gosec // not negative
					s.failed.CompareAndSwap(nil, &err)
				}
				if made := s.made.Add(1); s.Progress != nil && made%10_000 == 0 {
					s.Progress(int(made))
				}
			}
		})
	}
	wg.Wait()
	if err := s.failed.Load(); err != nil {
		return *err
	}
	return ctx.Err()
}

// sow makes one case; what it is follows from the seed and its number alone.
func (s *sower) sow(ctx context.Context, i uint64) error {
	a := author.New(s.Seed, i, s.n.Clock.Time().Date())
	what := s.offers[a.IntN(len(s.offers))]
	who := s.actors[a.IntN(len(s.actors))]
	in := apply.Application{Division: s.division, Item: what.item.ID, Answers: a.Answer(what.form)}
	r, err := s.n.Casework.Submit(ctx, who, "", in)
	if err != nil {
		return err
	}
	if a.IntN(100) >= carriedShare {
		return nil
	}
	done, err := s.cast.carry(ctx, s.n, r.ID, 1+a.IntN(carriedSteps))
	s.steps.Add(int64(done))
	if errors.Is(err, errStuck) {
		s.stuck.Add(1)
		return nil
	}
	return err
}
