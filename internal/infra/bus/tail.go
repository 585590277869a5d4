package bus

import (
	"context"
	"sync"

	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// tailSize is how many of the newest leaves stay in memory.
const tailSize = 4096

// entry is a leaf as read; it is parsed when somebody first wants to.
type entry struct {
	seq  int64
	name string
	body []byte

	once sync.Once
	ev   *seal.Event
	err  error
}

func (e *entry) event() (Event, error) {
	e.once.Do(func() { e.ev, e.err = seal.ParseEvent(e.body) })
	return Event{Event: e.ev, Seq: e.seq, Body: e.body}, e.err
}

// tail is the end of the log in memory, filled by refill and read by everybody.
type tail struct {
	db     *sqldb.DB
	filler sync.Mutex // one refill at a time

	mu      sync.Mutex
	started bool
	entries []*entry
	next    int64         // place after the last entry
	grown   chan struct{} // closed when entries are added
}

func newTail(db *sqldb.DB) *tail { return &tail{db: db, grown: make(chan struct{})} }

// refill takes in what was added to the log and wakes who waits for it.
func (t *tail) refill(ctx context.Context) error {
	t.filler.Lock()
	defer t.filler.Unlock()
	for {
		n, err := t.step(ctx)
		if err != nil || n < pageSize {
			return err
		}
	}
}

func (t *tail) step(ctx context.Context) (n int, err error) {
	t.mu.Lock()
	started, from := t.started, t.next
	t.mu.Unlock()
	var page []*entry
	err = t.db.Read(ctx, func(q *sqldb.Q) error {
		if !started {
			if from, err = head(ctx, q); err != nil {
				return err
			}
			from = max(0, from-pageSize)
		}
		page, err = readPage(ctx, q, from)
		return err
	})
	if err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.started, t.next = true, from+int64(len(page))
	t.entries = append(t.entries, page...)
	if over := len(t.entries) - tailSize; over > pageSize {
		t.entries = append([]*entry(nil), t.entries[over:]...)
	}
	if len(page) > 0 {
		close(t.grown)
		t.grown = make(chan struct{})
	}
	return len(page), nil
}

// waiter is closed when entries are added.
func (t *tail) waiter() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.grown
}

// read gives leaves from a place on: out of memory, or from the store when the
// place lies further back. The channel closes when there is more to read.
func (t *tail) read(ctx context.Context, from int64) (out []*entry, more <-chan struct{}, err error) {
	t.mu.Lock()
	first := t.next - int64(len(t.entries))
	more = t.grown
	if t.started && from >= first {
		if i := from - first; i < int64(len(t.entries)) {
			out = t.entries[i:min(i+pageSize, int64(len(t.entries)))]
		}
		t.mu.Unlock()
		return out, more, nil
	}
	t.mu.Unlock()
	err = t.db.Read(ctx, func(q *sqldb.Q) error {
		out, err = readPage(ctx, q, from)
		return err
	})
	return out, more, err
}
