package journey

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey/wire"
)

// Revive is asked when a call got no answer, or one that says the site failed (5xx).
// It returns when the site serves again; if it began anew, its clock stands at the
// given instant (0: as when the story began).
type Revive func(ctx context.Context, at gov.Time) error

// Main is the story of the main job.
const Main = "restaurant"

// Morning is an instant before the first day of every story: a city that stories are
// played in is built then.
const Morning = "2026-09-22T09:00:00+08:00"

// insistTimes is how often a call is made again at most.
const insistTimes = 60

// Insist plays a story on a site that may die on the way (断点续办), as people do who
// press the button again: what was not answered is asked once more, under the same
// idempotency key, until it is. Every change has a key then.
func Insist(ctx context.Context, site Site, name string, revive Revive) (*Report, error) {
	return perform(ctx, site, name, &insisting{revive: revive})
}

// insisting is how a story is played on a site that may die.
type insisting struct {
	revive Revive
	set    gov.Time             // instant the clock was turned to last
	since  func() time.Duration // real time since then
	keys   int
}

// turned remembers to which instant the clock was turned.
func (p *play) turned(to string) {
	if p.insist == nil || p.stopped() {
		return
	}
	at, err := gov.ParseTime(to)
	if err != nil {
		p.holds("", "the clock is turned to an instant", "", err.Error())
	}
	p.insist.set, p.insist.since = at, gov.Mono()
}

// now is the instant of the site's clock.
func (i *insisting) now() gov.Time {
	if i.set == 0 {
		return 0
	}
	return i.set.Add(i.since())
}

// key names a change that the story gives no key of its own, so that it may be asked
// for again.
func (p *play) key(r *request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.insist == nil || r.Header.Get(wire.IdempotencyKey) != "" || p.client.Ops[r.Op].Method == http.MethodGet {
		return
	}
	p.insist.keys++
	r.Keyed(fmt.Sprint("step/", p.insist.keys))
}

// ask sends a request and, where the story insists, sends it until it is answered.
func (p *play) ask(r *request, token string, s *Step) *answer {
	if p.insist != nil {
		r.Keep()
	}
	for try := 0; ; try++ {
		r.Rewind()
		req, err := p.client.Build(p.ctx, r, token)
		if err != nil {
			return &answer{Err: err}
		}
		s.Method, s.Path, s.Again = req.Method, req.URL.RequestURI(), try
		a := p.client.Do(req, r.Enough)
		a.Again = try
		if p.insist == nil || a.Err == nil && a.Status < http.StatusInternalServerError || try == insistTimes || p.ctx.Err() != nil {
			return a
		}
		if err := p.insist.revive(p.ctx, p.insist.now()); err != nil {
			return &answer{Err: err}
		}
	}
}
