package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/infra/sqldb"
)

// What the issue promises of pages.
const (
	firstCases  = 10_000
	usualCases  = 100_000
	pacedLoad   = 500 // submissions a second that run beside
	mostSlower  = 1.5 // of the p99 at ten thousand cases
	pageReaders = 4
)

// pages measures lists and the case page while submissions come in at a steady
// rate, and after that the pages of visitors at a steady rate of their own, first at
// ten thousand cases, then at as many as were asked for.
func pages(ctx context.Context, o Options) (r *Result, err error) {
	s, err := build(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	r = s.result("ms (p99, slowest page)", pageReaders)
	more := usualCases
	if o.Cases > 0 {
		more = max(o.Cases, firstCases)
	}
	if err := s.sow(ctx, firstCases, 1); err != nil {
		return nil, err
	}
	few, err := s.read(ctx, o, r, firstCases)
	if err != nil {
		return nil, err
	}
	many := few
	if more > firstCases {
		if err := s.sow(ctx, more-firstCases, 2); err != nil {
			return nil, err
		}
		if many, err = s.read(ctx, o, r, more); err != nil {
			return nil, err
		}
	}
	compare(r, few, many)
	return r, nil
}

// sow adds cases while nobody serves the store.
func (s *site) sow(ctx context.Context, cases int, seed uint64) (err error) {
	n, err := app.Open(ctx, s.config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	_, err = Seed(ctx, n, Seeding{Cases: cases, Seed: seed, people: s.people})
	return err
}

// sample is one page with the times of its answers.
type sample struct {
	name  string
	token string
	path  func(i int) string
	times []time.Duration
}

func (s *site) samples(ctx context.Context) (out []*sample, err error) {
	db, err := sqldb.Open(ctx, s.config.DB)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if s.own, err = someCases(ctx, db, s.people[0].id); err != nil {
		return nil, err
	}
	clerk := ""
	for _, p := range s.personas {
		if strings.Contains(p.Role, "clerk") {
			clerk = p.Token
			break
		}
	}
	own := s.people[0].token
	fixed := func(path string) func(int) string { return func(int) string { return path } }
	out = []*sample{
		{name: "own_cases", token: own, path: fixed("/api/cases?limit=50")},
		{name: "tasks", token: clerk, path: fixed("/api/tasks?limit=50")},
		{name: "items", token: own, path: fixed("/api/items?limit=50")},
	}
	if len(s.own) > 0 {
		out = append(out, &sample{name: "case", token: own, path: func(i int) string { return "/api/cases/" + s.own[i%len(s.own)].String() }})
	}
	return out, nil
}

// read measures every page beside the steady load and gives the p99 of each.
func (s *site) read(ctx context.Context, o Options, r *Result, cases int) (map[string]time.Duration, error) {
	list, err := s.samples(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.serve(ctx, o.Binary, "")
	if err != nil {
		return nil, err
	}
	at := fmt.Sprintf("%dk_", cases/1000)
	r.note(at+"ready_ms", ms(v.ready))
	r.note(at+"rss_mib", v.resident())
	b := newSubmission(s, pageWriters, 0)
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	var beside int
	took := o.seconds(10)
	wg.Go(func() { beside = b.paced(ctx, v.addr, fmt.Sprintf("pages%d", cases), took+time.Second) })
	bad := look(ctx, v.addr, list, took)
	wg.Wait()
	opened := s.visits()
	bad += visit(ctx, v.addr, opened, took)
	stop()
	r.Acks += b.acks
	r.Non2xx += b.refuse + bad
	r.note(at+"submissions_per_s", float64(beside)/(took+time.Second).Seconds())
	out := r.tell(at, list)
	for name, p99 := range r.tell(at, opened) {
		if p99 >= visitSlowest {
			r.miss("%s%s: p99 %v at %d pages a second, want less than %v", at, name, p99, visitRate, visitSlowest)
		}
	}
	if b.refuse+bad > 0 {
		r.miss("%d pages and %d submissions were no 2xx: %s", bad, b.refuse, b.sample)
	}
	return out, v.stop()
}

// tell notes the times of pages and gives the p99 of each.
func (r *Result) tell(at string, list []*sample) map[string]time.Duration {
	out := map[string]time.Duration{}
	for _, x := range list {
		out[x.name] = percentile(x.times, 99)
		r.note(at+x.name+"_p50_ms", ms(percentile(x.times, 50)))
		r.note(at+x.name+"_p99_ms", ms(out[x.name]))
	}
	return out
}

// look asks for the pages in turn, by a few readers.
func look(ctx context.Context, addr string, list []*sample, took time.Duration) (bad int64) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	passed := stopwatch()
	for n := range pageReaders {
		wg.Go(func() {
			c := &client{addr: addr}
			defer c.close()
			for i := n; passed() < took && ctx.Err() == nil; i++ {
				x := list[i%len(list)]
				began := passed()
				status, _, err := c.do(ctx, call{method: "GET", path: x.path(i / len(list)), token: x.token})
				took := passed() - began
				mu.Lock()
				if err != nil || status/100 != 2 {
					bad++
				} else {
					x.times = append(x.times, took)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return bad
}

// pageWriters is how many clients send the steady load.
const pageWriters = 16

// paced sends submissions at the steady rate and gives how many were acknowledged.
func (b *submission) paced(ctx context.Context, addr, run string, took time.Duration) int {
	tick := time.NewTicker(time.Second * pageWriters / pacedLoad)
	defer tick.Stop()
	b.run = run
	var wg sync.WaitGroup
	turns := make([]chan struct{}, len(b.drafts))
	for c := range turns {
		turns[c] = make(chan struct{}, 4)
		wg.Go(func() {
			cl := &client{addr: addr}
			defer cl.close()
			i := 0
			for range turns[c] {
				k := b.next(c, i)
				i++
				status, body, err := cl.do(ctx, k)
				b.seen(k, status, body, err)
			}
		})
	}
	for passed := stopwatch(); passed() < took; {
		<-tick.C
		for _, t := range turns {
			select {
			case t <- struct{}{}:
			default: // it has not caught up; the figure will show it
			}
		}
	}
	for _, t := range turns {
		close(t)
	}
	wg.Wait()
	return int(b.acks)
}

// compare sets the figure to the slowest page and its slowdown as ratio.
func compare(r *Result, few, many map[string]time.Duration) {
	for name, p := range many {
		if v := ms(p); v > r.Figure {
			r.Figure, r.P99 = v, v
		}
		if few[name] == 0 {
			continue
		}
		slower := round(float64(p) / float64(few[name]))
		r.Ratio = max(r.Ratio, slower)
		if slower > mostSlower {
			r.miss("%s: p99 %.2f times that at %d cases, want %g", name, slower, firstCases, mostSlower)
		}
	}
}
