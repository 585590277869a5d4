package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/journey"
)

// faultClients are the neighbours who write while the story is played, so that
// commands meet in one commit.
const faultClients = 3

// faultEffects are what a point may do to the process that passes it.
var faultEffects = []string{"exit", "error", "drop"}

// planned is one fault: after how many passes a point strikes, and how.
type planned struct {
	point, effect string
	nth           int
}

// rare are the points that a story passes seldom, and how late they may strike so
// that it surely does. What is passed with every write strikes after the start of the
// process, which writes too.
var rare = map[string]int{"jobs.before_done": 2, "bus.before_advance": 2, "sqldb.member": 2, "sqldb.rollback_to": 1}

// firstWrite is where the process has begun to serve, or soon will; wholeStory how many
// writes a story and its neighbours surely make, and oneLife those before the next
// fault.
const (
	firstWrite = 6
	wholeStory = 200
	oneLife    = 4
)

// plan lets a point strike after so many passes at most.
func plan(point, effect string, within int) planned {
	if span, ok := rare[point]; ok {
		return planned{point, effect, 1 + rand.IntN(span)} //nolint:gosec // it chooses a place, no secret
	}
	if point == "seal.sequence" { // many writes are sealed at once
		within = min(within, oneLife)
	}
	return planned{point, effect, firstWrite + rand.IntN(within)} //nolint:gosec // it chooses a place, no secret
}

// String is the plan as HOLON_FAULT wants it. A group goes back to a savepoint only
// when a member of it failed.
func (f planned) String() string {
	text := fmt.Sprintf("%s:%s:%d", f.point, f.effect, f.nth)
	if f.point == "sqldb.rollback_to" {
		text = fmt.Sprintf("sqldb.member:error:%d,", 1+rand.IntN(3)) + text //nolint:gosec // it chooses a place, no secret
	}
	return text
}

// performance is one whole story: the faults of each life of the server, one life
// after the other.
type performance struct {
	lives [][]planned
	must  []planned // that must strike
}

// eachFault is one performance for every point and effect.
func eachFault(points []string) (out []performance) {
	for _, point := range points {
		for _, effect := range faultEffects {
			one := []planned{plan(point, effect, wholeStory)}
			out = append(out, performance{[][]planned{one}, one})
		}
	}
	return out
}

// allFaults is one performance in which the server dies once at every point, while
// others fail or lose what they pass a little before. What is passed seldom strikes
// first, so that the story is long enough.
func allFaults(points []string) (p performance) {
	points = slices.Clone(points)
	rand.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] }) //nolint:gosec // an order, no secret
	slices.SortStableFunc(points, func(a, b string) int { return cmp.Compare(min(1, rare[b]), min(1, rare[a])) })
	for i, point := range points {
		end := plan(point, "exit", oneLife)
		life := []planned{end}
		for k, effect := range faultEffects[1:] {
			other := plan(points[(i+k+1)%len(points)], effect, 1)
			if other.point != point && point != "sqldb.rollback_to" && other.point != "sqldb.rollback_to" {
				life = append(life, other)
			}
		}
		p.lives, p.must = append(p.lives, life), append(p.must, end)
	}
	return p
}

// faults plays the whole story once for every fault point and effect, over HTTP; a
// server that died is started again and the story goes on. Nothing may be lost or
// doubled: what is left behind is what an undisturbed performance leaves.
func faults(ctx context.Context, o Options) (*Result, error) {
	return perform(ctx, o, eachFault(fault.Names()))
}

// perform plays the performances, each on a copy of the city.
func perform(ctx context.Context, o Options, list []performance) (r *Result, err error) {
	o.Clients = faultClients
	if o.clock, err = gov.ParseTime(journey.Morning); err != nil {
		return nil, err
	}
	s, err := build(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	r = s.result("performances", faultClients)
	r.Item = journey.Main
	usual, err := s.perform(ctx, o, r, performance{}, nil)
	if err != nil || len(r.Missed) > 0 {
		return r, err
	}
	r.Acks, r.Rows, r.Leaves = 0, 0, 0
	for _, p := range list {
		before := len(r.Missed)
		if _, err := s.perform(ctx, o, r, p, usual.left); err != nil {
			return nil, fmt.Errorf("%v: %w", p, err)
		}
		if len(r.Missed) == before {
			r.Figure++
		}
	}
	return r, nil
}

// perform plays one performance on a copy of the city.
func (s *site) perform(ctx context.Context, o Options, r *Result, p performance, usual map[string]int) (g *stage, err error) {
	copied, err := s.copied(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, copied.drop()) }()
	g = &stage{site: copied, binary: o.Binary, lives: p.lives, struck: map[string]int{}, passed: stopwatch()}
	if err := g.play(ctx, r); err != nil {
		return nil, err
	}
	for name, n := range usual {
		if got := g.left[name]; got != n {
			r.miss("%v: %s: %d times, undisturbed %d", p, name, got, n)
		}
	}
	for name, n := range g.left {
		if _, ok := usual[name]; !ok && usual != nil {
			r.miss("%v: %s: %d times, undisturbed never", p, name, n)
		}
	}
	for _, f := range p.must {
		if g.struck[f.point+" "+f.effect] == 0 {
			r.miss("%v never struck", f)
		}
	}
	add(r, "deaths", g.deaths)
	add(r, "asked_again", g.again)
	for name, n := range g.struck {
		add(r, strings.ReplaceAll(name, " ", ":"), n)
	}
	return g, nil
}

func add(r *Result, name string, n int) { r.note(name, r.More[name]+float64(n)) }
