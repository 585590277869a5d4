package bench

import (
	"context"
	"sync"
	"time"
)

// What is promised of visitors' pages.
const (
	visitRate    = 200 // pages a second
	visitSlowest = 50 * time.Millisecond
	visitors     = 32 // connections
)

// visits are the pages people open first: the portal, the guides, their case.
func (s *site) visits() []*sample {
	own := s.people[0].token
	fixed := func(path string) func(int) string { return func(int) string { return path } }
	out := []*sample{
		{name: "portal", path: fixed("/")},
		{name: "guide_item", path: fixed("/guide/item/" + s.item.ID)},
	}
	if s.thing != "" {
		out = append(out, &sample{name: "guide_thing", path: fixed("/guide/thing/" + s.thing)})
	}
	if len(s.own) > 0 {
		out = append(out, &sample{name: "case_page", token: own, path: func(i int) string { return "/case/" + s.own[i%len(s.own)].String() }})
	}
	return out
}

// visit asks for the pages at a steady rate, whether or not earlier answers have come. A
// time runs from when a page was due to be asked for, so that one slow answer is not
// hidden by the questions that wait behind it.
func visit(ctx context.Context, addr string, list []*sample, took time.Duration) (bad int64) {
	due := make(chan time.Duration, visitRate) // a second's worth
	passed := stopwatch()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range visitors {
		wg.Go(func() {
			c := &client{addr: addr}
			defer c.close()
			for at := range due {
				i := int(at / visitEvery)
				x := list[i%len(list)]
				status, _, err := c.do(ctx, call{method: "GET", path: x.path(i / len(list)), token: x.token})
				mu.Lock()
				if err != nil || status != 200 {
					bad++
				} else {
					x.times = append(x.times, passed()-at)
				}
				mu.Unlock()
			}
		})
	}
	bad += pace(ctx, due, passed, took)
	wg.Wait()
	return bad
}

const visitEvery = time.Second / visitRate

// pace tells the visitors when each page is due and gives how many found nobody free.
func pace(ctx context.Context, due chan<- time.Duration, passed func() time.Duration, took time.Duration) (missed int64) {
	tick := time.NewTicker(visitEvery)
	defer tick.Stop()
	defer close(due)
	for at := time.Duration(0); at < took && ctx.Err() == nil; {
		<-tick.C
		for ; at <= passed() && at < took; at += visitEvery {
			select {
			case due <- at:
			default:
				missed++
			}
		}
	}
	return missed
}
