// Package fault plants failures at named points, so that a test can kill the
// process, lose a message or hold a lock exactly where it hurts most (故障注入).
// A point costs one atomic load when nothing is planted. Plans are read from
// HOLON_FAULT=point:exit|error|drop|hang|pause[:nth] and only in test mode.
package fault

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ErrPlanted is the error a point with the effect "error" returns.
var ErrPlanted = errors.New("planted fault")

// ErrDrop tells the caller to behave as if the message had been lost.
var ErrDrop = errors.New("planted drop")

// pauseFor is how long a planted pause holds whoever passes.
const pauseFor = 10 * time.Second

// ExitCode is what a planted exit leaves with, as after kill -9.
const ExitCode = 137

// Point is one place where a failure can be planted.
type Point struct {
	name string
	plan atomic.Pointer[plan]
}

type plan struct {
	effect string
	nth    int64
	hits   atomic.Int64
	freed  chan struct{}
}

var registry struct {
	mu     sync.Mutex
	points map[string]*Point
}

// New declares a point; the name is package.place.
func New(name string) *Point {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	if registry.points == nil {
		registry.points = map[string]*Point{}
	}
	if registry.points[name] != nil {
		panic("fault: point declared twice: " + name)
	}
	p := &Point{name: name}
	registry.points[name] = p
	return p
}

// Names lists the points, sorted.
func Names() []string {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	out := make([]string, 0, len(registry.points))
	for n := range registry.points {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Plant reads plans separated by commas: point:effect[:nth]. The effect strikes
// at the nth pass (1 when absent), once. Who hangs is freed by Clear; a pause ends
// by itself after ten seconds.
func Plant(spec string) error {
	for one := range strings.SplitSeq(spec, ",") {
		if one == "" {
			continue
		}
		if err := plantOne(strings.Split(one, ":")); err != nil {
			return fmt.Errorf("fault %q: %w", one, err)
		}
	}
	return nil
}

func plantOne(parts []string) error {
	if len(parts) < 2 || len(parts) > 3 {
		return errors.New("want point:effect[:nth]")
	}
	registry.mu.Lock()
	p := registry.points[parts[0]]
	registry.mu.Unlock()
	if p == nil {
		return errors.New("no such point")
	}
	if !slices.Contains([]string{"exit", "error", "drop", "hang", "pause"}, parts[1]) {
		return errors.New("no such effect")
	}
	pl := &plan{effect: parts[1], nth: 1, freed: make(chan struct{})}
	if len(parts) == 3 {
		n, err := strconv.ParseInt(parts[2], 10, 64)
		if err != nil || n < 1 {
			return errors.New("nth must be a positive number")
		}
		pl.nth = n
	}
	p.plan.Store(pl)
	return nil
}

// Clear removes the plan of a point and frees whoever hangs there.
func (p *Point) Clear() {
	if pl := p.plan.Swap(nil); pl != nil {
		close(pl.freed)
	}
}

// watcher is told of every fault that strikes.
var watcher atomic.Pointer[func(point, effect string)]

// Watch has fn told of every planted fault that strikes, before it does.
func Watch(fn func(point, effect string)) { watcher.Store(&fn) }

// Hit passes the point: nil when nothing is planted or it is not yet its turn.
func (p *Point) Hit() error {
	pl := p.plan.Load()
	if pl == nil || pl.hits.Add(1) != pl.nth {
		return nil
	}
	if fn := watcher.Load(); fn != nil {
		(*fn)(p.name, pl.effect)
	}
	switch pl.effect {
	case "exit":
		os.Exit(ExitCode)
	case "hang":
		<-pl.freed
	case "pause":
		select {
		case <-pl.freed:
		case <-time.After(pauseFor):
		}
	case "drop":
		return ErrDrop
	}
	if pl.effect == "hang" || pl.effect == "pause" {
		return nil
	}
	return fmt.Errorf("%s: %w", p.name, ErrPlanted)
}

// ByName finds a point, or nil.
func ByName(name string) *Point {
	registry.mu.Lock()
	defer registry.mu.Unlock()
	return registry.points[name]
}

// Hits tells how often the planted point has been passed; 0 when none is planted.
func (p *Point) Hits() int64 {
	if pl := p.plan.Load(); pl != nil {
		return pl.hits.Load()
	}
	return 0
}
