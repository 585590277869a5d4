package ident

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
)

// recheck is how long memory is trusted about a session: what another process
// revoked stops here within 500 ms.
const recheck = 400 * time.Millisecond

// cacheSize bounds each of two generations of sessions in memory.
const cacheSize = 20_000

// entry is a session in memory. Its session and account never change; a change
// replaces the entry.
type entry struct {
	session Session
	account Account
	checked time.Duration          // mono time at which the store was asked
	seen    atomic.Int64           // wall time of the last use
	noted   atomic.Int64           // what of that the store knows
	seated  atomic.Pointer[seated] // the actor, for one organisation and day
}

// seated is an actor computed for one state of the organisation and one day.
type seated struct {
	org   *org.Snapshot
	day   *day
	actor gov.Actor
	fail  bool
}

// day is a civil day and its bounds, so that the date need not be computed anew.
type day struct {
	date       gov.Date
	from, last gov.Time
}

type cache struct {
	mono func() time.Duration
	gen  atomic.Int64 // counted up by every revocation
	day  atomic.Pointer[day]

	mu        sync.RWMutex
	hot, warm map[[32]byte]*entry // two generations: what is used stays
}

func newCache() *cache {
	return &cache{mono: gov.Mono(), hot: map[[32]byte]*entry{}, warm: map[[32]byte]*entry{}}
}

func (c *cache) get(key [32]byte) *entry {
	c.mu.RLock()
	e, hot := c.hot[key]
	if !hot {
		e = c.warm[key]
	}
	c.mu.RUnlock()
	if e != nil && !hot {
		c.put(key, e, c.gen.Load())
	}
	return e
}

// put keeps an entry unless something was revoked since gen was read.
func (c *cache) put(key [32]byte, e *entry, gen int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gen.Load() != gen {
		return
	}
	if len(c.hot) >= cacheSize {
		c.warm, c.hot = c.hot, map[[32]byte]*entry{}
	}
	c.hot[key] = e
}

// drop forgets a session at once.
func (c *cache) drop(session gov.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gen.Add(1)
	for _, m := range [2]map[[32]byte]*entry{c.hot, c.warm} {
		for k, e := range m {
			if e.session.ID == session {
				delete(m, k)
			}
		}
	}
}

func (c *cache) entries() []*entry {
	c.mu.RLock()
	defer c.mu.RUnlock()
	out := make([]*entry, 0, len(c.hot)+len(c.warm))
	for _, m := range [2]map[[32]byte]*entry{c.hot, c.warm} {
		for _, e := range m {
			out = append(out, e)
		}
	}
	return out
}

func (c *cache) today(now gov.Time) *day {
	d := c.day.Load()
	if d == nil || now < d.from || now > d.last {
		date := now.Date()
		d = &day{date: date, from: date.Start(), last: date.End()}
		c.day.Store(d)
	}
	return d
}

// ended is the answer for every secret that stands for nobody (any more).
func ended() *gov.Error {
	return &gov.Error{Kind: gov.KindUnauthenticated, Key: "error.unauthenticated"}
}

// Resolve tells whom a cookie or token stands for. It answers from memory for 400
// ms after the store was asked; an unknown, ended or revoked one is
// unauthenticated, and an officer without a post today is forbidden. The roles of
// the actor must not be changed by the caller.
func (i *Ident) Resolve(ctx context.Context, secret string) (gov.Actor, error) {
	if !wellFormed(secret) {
		return gov.Actor{}, ended()
	}
	key := hashSecret(secret)
	e := i.cache.get(key)
	if e == nil || i.cache.mono()-e.checked >= recheck {
		fresh, err := i.fetch(ctx, key, secret, e)
		if err != nil {
			return gov.Actor{}, err
		}
		e = fresh
	}
	now := i.wall()
	if now >= e.session.Expires || e.session.Kind == Web && now >= gov.Time(e.seen.Load()).Add(i.limits.Idle) {
		return gov.Actor{}, ended()
	}
	e.seen.Store(int64(now))
	return i.actorOf(ctx, e)
}

// fetch asks the store about a session and remembers the answer.
func (i *Ident) fetch(ctx context.Context, key [32]byte, secret string, old *entry) (*entry, error) {
	gen := i.cache.gen.Load()
	checked := i.cache.mono() // before the store is asked: the answer is no younger
	e, seen, err := i.again(ctx, secret, old)
	if err == nil && e == nil {
		e, seen, err = i.read(ctx, secret)
	}
	if err != nil {
		return nil, err
	}
	e.checked = checked
	e.noted.Store(int64(seen))
	last := max(int64(seen), int64(e.session.Opened))
	if old != nil {
		last = max(last, old.seen.Load())
	}
	e.seen.Store(last)
	i.cache.put(key, e, gen)
	return e, nil
}

// again gives what is known of a session once more if nothing of it has changed, and
// nil if it must be read anew. It is asked several times a second for every session
// at work.
func (i *Ident) again(ctx context.Context, secret string, old *entry) (e *entry, seen gov.Time, err error) {
	if old == nil {
		return nil, 0, nil
	}
	same := false
	err = i.eng.Ask(ctx, func(q *sqldb.Q) error {
		seen, same, err = unchanged(ctx, q, hexHash(secret), old)
		return err
	})
	if err != nil || !same {
		return nil, 0, err
	}
	e = &entry{session: old.session, account: old.account}
	e.seated.Store(old.seated.Load())
	return e, seen, nil
}

// read reads a session that is open, with its account and when it was last seen.
func (i *Ident) read(ctx context.Context, secret string) (e *entry, seen gov.Time, err error) {
	e = &entry{}
	err = i.eng.Read(ctx, func(q *sqldb.Q) error {
		var found bool
		var err error
		if e.session, found, err = readHash(ctx, q, hexHash(secret)); err != nil {
			return err
		}
		if !found || e.session.Closed != 0 {
			return ended()
		}
		if e.account, found, err = readAccount(ctx, q, e.session.Account); err != nil {
			return err
		}
		if !found || e.account.State != Active {
			return ended()
		}
		seen, err = readSeen(ctx, q, e.session.ID)
		return err
	})
	return e, seen, err
}

// actorOf gives the actor of an entry; an officer's is computed once for each
// state of the organisation and each day.
func (i *Ident) actorOf(ctx context.Context, e *entry) (gov.Actor, error) {
	var snap *org.Snapshot
	var today *day
	if e.account.Kind == gov.Officer {
		var err error
		if snap, err = i.org.Snapshot(ctx); err != nil {
			return gov.Actor{}, err
		}
		today = i.cache.today(i.eng.Now())
	}
	s := e.seated.Load()
	if s == nil || s.org != snap || s.day != today {
		s = seatOf(e, snap, today)
		e.seated.Store(s)
	}
	if s.fail {
		return gov.Actor{}, noPost()
	}
	return s.actor, nil
}

func seatOf(e *entry, snap *org.Snapshot, today *day) *seated {
	s := &seated{org: snap, day: today, actor: e.account.actor()}
	s.actor.Session, s.actor.Channel = e.session.ID, e.session.Channel
	if snap != nil {
		var ok bool
		if s.actor, ok = snap.Seat(s.actor, e.session.Post, today.date); !ok {
			// The post chosen is no longer his: the first he has today.
			s.actor, ok = snap.Seat(s.actor, 0, today.date)
			s.fail = !ok
		}
	}
	for _, sc := range e.session.Scopes {
		s.actor.Roles = append(s.actor.Roles, org.ScopePrefix+sc)
	}
	return s
}

// limited tells whether an actor came with a token limited to some actions.
func limited(who gov.Actor) bool {
	for _, r := range who.Roles {
		if len(r) > len(org.ScopePrefix) && r[:len(org.ScopePrefix)] == org.ScopePrefix {
			return true
		}
	}
	return false
}
