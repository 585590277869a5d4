package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/bench/author"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// completions is how many steps end in each case of case3.
const completions = 3

// What the issue promises of case3, in cases a second.
var leastCases = map[sqldb.Engine]float64{sqldb.SQLite: 800, sqldb.Postgres: 400}

// case3 measures whole beginnings of cases through the use cases, in this process:
// submission, acceptance in the authority's name with its letter, examination and
// opinion. Printing the letters is left to the node that serves.
func case3(ctx context.Context, o Options) (r *Result, err error) {
	s, err := build(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	r = s.result("cases/s", o.Clients)
	r.Remarks = append(r.Remarks, "use cases called in one process; letters are written, not printed")
	n, err := app.Open(ctx, s.config)
	if err != nil {
		return nil, err
	}
	started, err := s.cases(ctx, n, o, r)
	if err != nil {
		return nil, errors.Join(err, n.Close())
	}
	if least := leastCases[n.DB.Engine()]; r.Figure < least {
		r.miss("%g cases/s, want %g", r.Figure, least)
	}
	if err := errors.Join(n.Sealer.Flush(ctx), n.Close()); err != nil {
		return nil, err
	}
	r.Acks = started
	return r, s.settleAccounts(ctx, r, started)
}

// cases runs the callers and gives how many cases were begun in all.
func (s *site) cases(ctx context.Context, n *app.Node, o Options, r *Result) (int64, error) {
	cast, err := castOf(ctx, n)
	if err != nil {
		return 0, err
	}
	what, err := s.carried(n, cast)
	if err != nil {
		return 0, err
	}
	r.Item = what.item.ID
	m := &mill{site: s, n: n, cast: cast, what: what}
	if m.actors, err = actorsOf(ctx, n, s.people); err != nil {
		return 0, err
	}
	stop := sealing(ctx, n)
	m.run(ctx, o.Clients, time.Second) // caches and plans
	m.times = nil
	begun, took := m.whole.Load(), o.seconds(10)
	passed := stopwatch()
	m.run(ctx, o.Clients, took)
	r.Figure = round(float64(m.whole.Load()-begun) / passed().Seconds())
	r.times(m.times)
	stop()
	if err := m.failed.Load(); err != nil {
		return 0, *err
	}
	return m.begun.Load(), nil
}

// sealing seals in the background, as a serving node does, and gives what ends it.
func sealing(ctx context.Context, n *app.Node) (stop func()) {
	ctx, end := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { n.Sealer.Run(ctx) })
	return func() { end(); wg.Wait() }
}

// carried finds the item whose cases can be carried on: the first that is measured
// by submit's rule too and whose department has a handler.
func (s *site) carried(n *app.Node, c cast) (offered, error) {
	snap, err := n.Org.Snapshot(context.Background())
	if err != nil {
		return offered{}, err
	}
	lib := n.Content.Now().Library
	for _, x := range offersOf(lib, s.division) {
		region := lib.Region(s.division).For(x.item.Authority)
		if region == nil || len(x.form.Fields()) < fullFields || asksPerson(x.form) {
			continue
		}
		for at := range c {
			u, ok := snap.Unit(at.department, n.Clock.Time().Date())
			if ok && u.USCC == region.USCC && at.role == "handler" {
				return x, nil
			}
		}
	}
	return offered{}, errNoItem
}

func actorsOf(ctx context.Context, n *app.Node, people []person) ([]gov.Actor, error) {
	out := make([]gov.Actor, 0, len(people))
	for _, p := range people {
		a, err := n.Ident.As(ctx, p.account)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// mill makes case after case.
type mill struct {
	site   *site
	n      *app.Node
	cast   cast
	what   offered
	actors []gov.Actor

	begun, whole atomic.Int64
	failed       atomic.Pointer[error]
	mu           sync.Mutex
	times        []time.Duration
}

func (m *mill) run(ctx context.Context, callers int, took time.Duration) {
	passed := stopwatch()
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			a := author.New(uint64(c), uint64(took), m.n.Clock.Time().Date()) //nolint:gosec // small numbers
			var times []time.Duration
			for i := 0; passed() < took && m.failed.Load() == nil; i++ {
				began := passed()
				if err := m.one(ctx, a, m.actors[(c*peopleOf+i%peopleOf)%len(m.actors)]); err != nil {
					m.failed.CompareAndSwap(nil, &err)
					return
				}
				times = append(times, passed()-began)
			}
			m.mu.Lock()
			defer m.mu.Unlock()
			m.times = append(m.times, times...)
		})
	}
	wg.Wait()
}

func (m *mill) one(ctx context.Context, a *author.Author, who gov.Actor) error {
	in := apply.Application{Division: m.site.division, Item: m.what.item.ID, Answers: a.Answer(m.what.form)}
	r, err := m.n.Casework.Submit(ctx, who, "", in)
	if err != nil {
		return err
	}
	m.begun.Add(1)
	done, err := m.cast.carry(ctx, m.n, r.ID, completions)
	if err == nil && done < completions {
		err = fmt.Errorf("%w: %d steps of case %s", errStuck, done, r.No)
	}
	m.whole.Add(1)
	return err
}
