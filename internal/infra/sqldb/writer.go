package sqldb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
)

// Group limits: a commit carries at most so many batches and writes.
const (
	maxGroup  = 256
	maxWrites = 6000
)

var (
	pointBeforeCommit = fault.New("sqldb.before_commit")
	pointAfterCommit  = fault.New("sqldb.after_commit")
	pointRollbackTo   = fault.New("sqldb.rollback_to")
	pointMember       = fault.New("sqldb.member")
)

// Leaf is what a batch adds to the log: the event and the hash of its bytes.
type Leaf struct {
	Event gov.ID
	Hash  [32]byte
}

// Batch is everything one use case writes.
type Batch struct {
	ID     gov.ID // the event whose presence proves the batch committed; 0 = none
	Epoch  int64  // policy epoch it was prepared under; 0 = does not matter
	Writes []Write
	Leaves []Leaf
}

// Tail adds what the group as a whole must write last, such as the numbers of
// its leaves. undo is called when the group did not commit; done when it did.
type Tail interface {
	Number(leaves []Leaf) (ws []Write, undo func())
	Committed(leaves int)
}

// Writer is the only connection of a process that writes. It gathers the
// batches that wait and commits them together.
type Writer struct {
	db    *DB
	tail  Tail
	proof string // text that finds a committed batch by its ID
	log   *slog.Logger

	reqs   chan *request
	stop   context.CancelFunc
	ctx    context.Context // the writer's own: a caller who leaves cannot break a group
	closed chan struct{}
	once   sync.Once
	ses    session
}

type request struct {
	b    *Batch
	done chan error
	bad  bool // planted: it misses a guard in the next group of several
}

// NewWriter starts the writer. proof is the text that finds an event by id; it
// resolves commits whose answer was lost with the connection.
func (db *DB) NewWriter(ctx context.Context, tail Tail, proof string, log *slog.Logger) (*Writer, error) {
	ses, err := db.eng.session(ctx)
	if err != nil {
		return nil, err
	}
	w := &Writer{db: db, tail: tail, proof: proof, log: log, reqs: make(chan *request, 4*maxGroup), closed: make(chan struct{}), ses: ses}
	w.ctx, w.stop = context.WithCancel(context.Background())
	go w.loop()
	return w, nil
}

// Apply hands a batch over and waits until it is durable or refused. It waits
// even when the caller's context ends: an answer must never be a guess.
func (w *Writer) Apply(b *Batch) error {
	for i := range b.Writes {
		if err := checkText(b.Writes[i].Args); err != nil {
			return err
		}
	}
	r := &request{b: b, done: make(chan error, 1)}
	select {
	case w.reqs <- r:
	case <-w.closed:
		return errors.New("the writer is closed")
	}
	select {
	case err := <-r.done:
		return err
	case <-w.closed:
		select {
		case err := <-r.done:
			return err
		default:
			return errors.New("the writer is closed")
		}
	}
}

// Close finishes what has been handed over and ends the writer.
func (w *Writer) Close() {
	w.once.Do(func() { w.stop() })
	<-w.closed
}

func (w *Writer) loop() {
	defer close(w.closed)
	defer func() { w.ses.close() }()
	for {
		select {
		case r := <-w.reqs:
			w.serve(w.gather(r))
		case <-w.ctx.Done():
			for {
				select {
				case r := <-w.reqs:
					w.serve(w.gather(r))
				default:
					return
				}
			}
		}
	}
}

func (w *Writer) gather(first *request) []*request {
	group, writes := []*request{first}, len(first.b.Writes)
	for len(group) < maxGroup && writes < maxWrites {
		select {
		case r := <-w.reqs:
			group = append(group, r)
			writes += len(r.b.Writes)
		default:
			return group
		}
	}
	return group
}

// serve applies a group: whole, then with savepoints, then each alone.
func (w *Writer) serve(group []*request) {
	ctx := context.WithoutCancel(w.ctx)
	left := w.whole(ctx, group)
	if len(left) > 1 {
		left = w.savepoints(ctx, left)
	}
	for _, r := range left {
		w.alone(ctx, r)
	}
	w.ses.idle(ctx)
}

// whole tries the group without savepoints and returns who is still undecided.
func (w *Writer) whole(ctx context.Context, group []*request) []*request {
	ws, undo, n := w.collect(group)
	epoch, err := w.ses.group(ctx, ws)
	if err == nil && len(group) > 1 && pointMember.Hit() != nil {
		group[0].bad, err = true, ErrGuard
	}
	if err == nil {
		if stale := staleOf(group, epoch); len(stale) > 0 {
			undo()
			w.back(ctx)
			return settle(group, stale, ErrEpoch)
		}
		err = w.commit(ctx)
	}
	if errors.Is(err, ErrLost) {
		err = w.resolve(ctx, group)
	}
	if err == nil {
		w.tail.Committed(n)
		answer(group, nil)
		return nil
	}
	undo()
	gone := errors.Is(err, ErrLost) || errors.Is(err, errUnknown)
	if !gone {
		w.back(ctx)
	}
	if len(group) == 1 || gone {
		answer(group, err)
		return nil
	}
	return group
}

// savepoints tries the group with one savepoint per batch.
func (w *Writer) savepoints(ctx context.Context, group []*request) []*request {
	epoch, err := w.ses.group(ctx, nil)
	if err != nil {
		w.back(ctx)
		return group
	}
	var good []*request
	failed := map[*request]error{}
	for _, r := range group {
		ended, err := w.inSavepoint(ctx, r, epoch)
		if ended {
			// The engine ended the transaction (interrupt, disk full). The next
			// SAVEPOINT would start a new one and its RELEASE would commit a batch
			// without its leaf: leave the group at once.
			w.log.Error("engine ended a group", "err", err)
			w.back(ctx)
			return group
		}
		if err != nil {
			failed[r] = err
			continue
		}
		good = append(good, r)
	}
	ws, undo, n := w.collectLeaves(good)
	err = w.ses.run(ctx, ws)
	if err == nil {
		err = w.commit(ctx)
	}
	if errors.Is(err, ErrLost) {
		err = w.resolve(ctx, good)
	}
	if errors.Is(err, errUnknown) {
		undo()
		answer(group, err)
		return nil
	}
	if err != nil {
		undo()
		if !errors.Is(err, ErrLost) {
			w.back(ctx)
		}
		return group
	}
	w.tail.Committed(n)
	answer(good, nil)
	for r, err := range failed {
		r.done <- err
	}
	return nil
}

// inSavepoint applies one batch of a group; ended tells that the engine left the
// transaction on its own.
func (w *Writer) inSavepoint(ctx context.Context, r *request, epoch int64) (ended bool, err error) {
	if r.b.Epoch != 0 && r.b.Epoch != epoch {
		return false, ErrEpoch
	}
	if err := w.ses.exec(ctx, savepoint); err != nil {
		return true, err
	}
	err = w.ses.run(ctx, r.b.Writes)
	if err == nil && r.bad {
		r.bad, err = false, ErrGuard
	}
	if err != nil {
		if back := w.rollbackTo(ctx); back != nil {
			return true, errors.Join(err, back)
		}
		return false, err
	}
	if err := w.ses.exec(ctx, release); err != nil {
		return true, err
	}
	return false, nil
}

func (w *Writer) rollbackTo(ctx context.Context) error {
	if err := pointRollbackTo.Hit(); err != nil {
		// Planted: the engine ends the transaction by itself, as on disk full.
		return errors.Join(err, w.ses.rollback(ctx))
	}
	if err := w.ses.exec(ctx, backTo); err != nil {
		return err
	}
	return w.ses.exec(ctx, release)
}

func (w *Writer) alone(ctx context.Context, r *request) {
	if left := w.whole(ctx, []*request{r}); len(left) > 0 {
		answer(left, fmt.Errorf("batch: %w", ErrLost))
	}
}

func (w *Writer) commit(ctx context.Context) error {
	if err := pointBeforeCommit.Hit(); err != nil {
		return err
	}
	if err := w.ses.commit(ctx); err != nil {
		return err
	}
	if err := pointAfterCommit.Hit(); err != nil {
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	return nil
}

// back rolls the transaction back; where even that fails, the connection goes.
func (w *Writer) back(ctx context.Context) {
	if err := w.ses.rollback(ctx); err != nil && w.db.Engine() == Postgres {
		w.reconnect(ctx)
	}
}

func (w *Writer) collect(group []*request) (ws []Write, undo func(), leaves int) {
	for _, r := range group {
		ws = append(ws, r.b.Writes...)
	}
	tail, undo, n := w.collectLeaves(group)
	return append(ws, tail...), undo, n
}

func (w *Writer) collectLeaves(group []*request) (ws []Write, undo func(), n int) {
	var leaves []Leaf
	for _, r := range group {
		leaves = append(leaves, r.b.Leaves...)
	}
	ws, undo = w.tail.Number(leaves)
	return ws, undo, len(leaves)
}

func staleOf(group []*request, epoch int64) map[*request]bool {
	stale := map[*request]bool{}
	for _, r := range group {
		if r.b.Epoch != 0 && r.b.Epoch != epoch {
			stale[r] = true
		}
	}
	return stale
}

func settle(group []*request, who map[*request]bool, err error) (left []*request) {
	for _, r := range group {
		if who[r] {
			r.done <- err
		} else {
			left = append(left, r)
		}
	}
	return left
}

func answer(group []*request, err error) {
	for _, r := range group {
		r.done <- err
	}
}

// WaitQueued returns when so many batches wait for the writer; tests use it to
// put commands into one group.
func (w *Writer) WaitQueued(n int) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for len(w.reqs) < n {
		<-tick.C
	}
}
