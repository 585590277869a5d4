package sqldb

import (
	"context"
	"errors"
	"fmt"
)

// ErrGuard says a write touched another number of rows than it must: somebody
// changed the row since it was read. Prepare again on the new state.
var ErrGuard = errors.New("guard missed")

// ErrUnique says a unique key exists already. Prepare again: the new state will
// tell whether that is a conflict or the same request twice.
var ErrUnique = errors.New("unique key exists")

// ErrEpoch says the access policy changed after the batch was prepared.
var ErrEpoch = errors.New("policy epoch changed")

// ErrLost says the connection broke and the batch is known not to be committed.
var ErrLost = errors.New("connection lost")

// Retryable tells whether preparing and applying again may succeed.
func Retryable(err error) bool {
	return errors.Is(err, ErrGuard) || errors.Is(err, ErrUnique) || errors.Is(err, ErrEpoch) || errors.Is(err, ErrLost)
}

// session is the one connection that writes.
type session interface {
	// group begins a transaction, reads the policy epoch under a shared lock and
	// applies the writes, as one pipeline where the engine can.
	group(ctx context.Context, ws []Write) (epoch int64, err error)
	run(ctx context.Context, ws []Write) error
	exec(ctx context.Context, sql string) error
	commit(ctx context.Context) error
	rollback(ctx context.Context) error
	exists(ctx context.Context, sql string, id int64) (bool, error)
	// name identifies the connection to the store; ended returns when the named
	// one, which was lost, can no longer commit anything.
	name() string
	ended(ctx context.Context, name string) error
	idle(ctx context.Context)
	close()
}

func checkCount(w Write, got int64) error {
	if w.Want >= 0 && got != w.Want {
		return fmt.Errorf("%s: %d rows, want %d: %w", w.Stmt.Name, got, w.Want, ErrGuard)
	}
	return nil
}

const (
	epochSQL  = "SELECT n FROM policy_epoch WHERE id = 1"
	savepoint = "SAVEPOINT one"
	release   = "RELEASE SAVEPOINT one"
	backTo    = "ROLLBACK TO SAVEPOINT one"
)
