package portal

import (
	"sync"
	"time"

	"holon.example/holon/internal/gov"
)

// How often a code may be tried wrongly, and for how long that counts. Six digits
// tried ten times in a quarter of an hour take years to find.
const (
	maxTries  = 10
	triesLast = 15 * time.Minute
	maxKeys   = 10_000 // of the table, which then starts anew
)

// tries counts wrong codes by what they were tried on. It is safe for concurrent
// use and belongs to one process.
type tries struct {
	now func() gov.Time

	mu   sync.Mutex
	keys map[string]try
}

type try struct {
	count int
	since gov.Time
}

// allow refuses a key that was tried wrongly too often.
func (t *tries) allow(key string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.keys[key]
	if k.count >= maxTries && t.now() < k.since.Add(triesLast) {
		return &gov.Error{Kind: gov.KindBusy, Key: "page.too_many_tries"}
	}
	return nil
}

// wrong counts a wrong code.
func (t *tries) wrong(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, k := t.now(), t.keys[key]
	if now >= k.since.Add(triesLast) {
		k = try{since: now}
	}
	k.count++
	if t.keys == nil || len(t.keys) >= maxKeys {
		t.keys = map[string]try{}
	}
	t.keys[key] = k
}
