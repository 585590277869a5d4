package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/bench/author"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey"
)

// stage is a city in which a story is played while the server dies and comes back.
type stage struct {
	*site
	binary string
	lives  [][]planned
	passed func() time.Duration

	mu     sync.Mutex
	v      *server
	addr   string
	struck map[string]int // "point effect" → how often
	deaths int
	again  int            // calls that were made once more
	left   map[string]int // what the story left behind
}

// copied is the same city on a store of its own.
func (s *site) copied(ctx context.Context) (*site, error) {
	dsn, drop, err := s.place.copied(ctx, s.config.DB)
	if err != nil {
		return nil, err
	}
	out := *s
	out.place.folder, err = os.MkdirTemp(s.folder, "stage-")
	if err != nil {
		return nil, errors.Join(err, drop())
	}
	out.config.DB, out.config.Data = dsn, filepath.Join(out.folder, "data")
	out.drop = func() error { return errors.Join(drop(), os.RemoveAll(out.folder)) }
	return &out, os.CopyFS(out.config.Data, os.DirFS(s.config.Data))
}

// heard counts the faults that strike.
func (g *stage) heard(line string) {
	if what, ok := strings.CutPrefix(line, "fault "); ok {
		g.mu.Lock()
		g.struck[what]++
		g.mu.Unlock()
	}
}

// live starts the server with the faults of its next life.
func (g *stage) live(ctx context.Context, at gov.Time) error {
	for {
		var specs []string
		if len(g.lives) > 0 {
			for _, f := range g.lives[0] {
				specs = append(specs, f.String())
			}
			g.lives = g.lives[1:]
		}
		if at == 0 {
			at = g.config.Clock.Add(g.passed())
		}
		v, err := g.begin(ctx, g.binary, serving{addr: g.addr, clock: at, faults: strings.Join(specs, ","), heard: g.heard})
		if err == nil {
			g.v, g.addr = v, v.addr
			return nil
		}
		if len(specs) == 0 || ctx.Err() != nil {
			return err
		}
		g.deaths++ // it struck while the server began
	}
}

// turns are what the stage and the story do with the server, one at a time.
type turns struct {
	*stage
	one sync.Mutex
}

// revive is asked by the story when the server does not answer.
func (t *turns) revive(ctx context.Context, at gov.Time) error {
	t.one.Lock()
	defer t.one.Unlock()
	if !t.v.process.Dead() {
		pause(ctx)
		return nil
	}
	t.deaths++
	return t.live(ctx, at)
}

// play plays the story while neighbours write, and looks at what is left.
func (g *stage) play(ctx context.Context, r *Result) error {
	t := &turns{stage: g}
	if err := g.live(ctx, 0); err != nil {
		return err
	}
	site := journey.Site{URL: "http://" + g.addr}
	for _, p := range g.personas {
		site.Personas = append(site.Personas, journey.Persona{ID: p.ID, Role: p.Role, Department: p.Department, User: p.User, Password: p.Password, Token: p.Token})
	}
	n := &neighbours{site: g.site, addr: g.addr}
	end := n.begin(ctx)
	report, err := journey.Insist(ctx, site, journey.Main, t.revive)
	end()
	if err != nil {
		return errors.Join(err, g.v.kill())
	}
	for i, s := range report.Steps {
		g.again += s.Again
		if !s.OK {
			r.miss("step %d: %s %s: %s %s %d, expected %s, seen %s", i+1, s.Who, s.What, s.Method, s.Path, s.Status, s.Expected, s.Seen)
		}
	}
	if !report.Seal.OK {
		r.miss("the seal computed from outside: %+v", report.Seal)
	}
	if err := g.end(ctx, report.At); err != nil {
		return err
	}
	r.Non2xx += int64(len(n.wrong))
	for _, w := range n.wrong {
		r.miss("a neighbour: %s", w)
	}
	return g.look(ctx, r, n)
}

// end does what is due and stops the server, in a life without faults.
func (g *stage) end(ctx context.Context, at gov.Time) error {
	g.lives = nil
	if err := g.v.kill(); err != nil {
		return err
	}
	if err := g.live(ctx, at); err != nil {
		return err
	}
	c := &client{addr: g.addr}
	status, body, err := c.do(ctx, call{method: http.MethodPost, path: "/test/settle", body: []byte("{}")})
	c.close()
	if err != nil || status != http.StatusOK {
		return errors.Join(err, fmt.Errorf("bench: settle: %d %.300s", status, body), g.v.kill())
	}
	return g.v.stop()
}

// look compares what is left with what was told, and verifies seal and projections.
func (g *stage) look(ctx context.Context, r *Result, n *neighbours) (err error) {
	st, err := app.OpenStore(ctx, g.config, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if g.left, err = tally(ctx, st.DB); err != nil {
		return err
	}
	versions, leaves, err := written(ctx, st.DB, n.drafts)
	if err != nil {
		return err
	}
	r.Acks, r.Rows, r.Leaves = r.Acks+n.acks, r.Rows+versions, r.Leaves+leaves
	if versions != n.acks || leaves != n.acks {
		r.miss("neighbours: %d acknowledged, %d versions, %d leaves", n.acks, versions, leaves)
	}
	reports, err := st.Rebuild(ctx)
	if err != nil {
		return err
	}
	for _, rep := range reports {
		if !rep.OK {
			r.miss("rebuild --check: %s: %d of %d rows differ", rep.Projection, rep.Different, rep.Rows)
		}
	}
	return g.verify(ctx, r, st)
}

// pause is what a client waits before it asks again.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

// neighbours write to drafts of their own while the story is played, each write
// another content under another key, and insist like everybody.
type neighbours struct {
	site *site
	addr string

	mu     sync.Mutex
	drafts []gov.ID
	acks   int64
	wrong  []string
}

// between is how long a neighbour thinks; he keeps no processor busy.
const between = 8 * time.Millisecond

// begin lets the neighbours write until the returned function is called.
func (n *neighbours) begin(ctx context.Context) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	for i := range faultClients {
		wg.Go(func() { n.write(ctx, i) })
	}
	return func() {
		stop()
		wg.Wait()
	}
}

func (n *neighbours) write(ctx context.Context, i int) {
	who := n.site.people[i]
	w := &scribes{site: n.site, who: who}
	a := author.New(uint64(i), 11, gov.Wall().Time().Date()) //nolint:gosec // a small number
	c := &client{addr: n.addr}
	defer c.close()
	own := context.WithoutCancel(ctx)
	var d struct {
		ID gov.ID `json:"id"`
	}
	body, ok := n.insist(own, c, call{method: http.MethodPost, path: "/api/drafts", token: who.token, key: "begin", body: w.content(a)})
	if !ok {
		return
	}
	if err := json.Unmarshal(body, &d); err != nil {
		n.fail(err.Error())
		return
	}
	n.mu.Lock()
	n.drafts = append(n.drafts, d.ID)
	n.mu.Unlock()
	for k := 0; ctx.Err() == nil; k++ {
		one := call{method: http.MethodPut, path: "/api/drafts/" + d.ID.String(), token: who.token, key: strconv.Itoa(k), body: w.content(a)}
		if _, ok := n.insist(own, c, one); !ok {
			return
		}
		n.mu.Lock()
		n.acks++
		n.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(between):
		}
	}
}

// insist asks until there is an answer; what was begun is brought to its end.
func (n *neighbours) insist(ctx context.Context, c *client, k call) (body []byte, ok bool) {
	for range insistFor {
		status, body, err := c.do(ctx, k)
		switch {
		case err != nil || status/100 == 5:
			pause(ctx)
		case status/100 == 2:
			return body, true
		default:
			n.fail(fmt.Sprintf("%s %s: %d %.300s", k.method, k.path, status, body))
			return nil, false
		}
	}
	n.fail("no answer: " + k.path)
	return nil, false
}

// insistFor is how often a neighbour asks at most.
const insistFor = 2000

func (n *neighbours) fail(what string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.wrong = append(n.wrong, what)
}
