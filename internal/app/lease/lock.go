package lease

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// ErrLocked says that another process has the SQLite store: its log and its ids
// are in that process's memory, so that two would break them.
var ErrLocked = errors.New("another process serves this store")

// Lock is an embedded store that one process has for itself; nil is none to hold.
type Lock struct{ f *os.File }

// LockStore keeps a second node away from an embedded store (dsn sqlite:PATH). Nodes
// over PostgreSQL share it by leases.
func LockStore(dsn string) (*Lock, error) {
	path, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok || path == ":memory:" {
		return nil, nil //nolint:nilnil // nothing to lock is no error
	}
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { //nolint:gosec // a descriptor fits an int
		_ = f.Close()
		return nil, fmt.Errorf("%w: %s", ErrLocked, path)
	}
	return &Lock{f}, nil
}

// Release gives the store free.
func (l *Lock) Release() {
	if l != nil {
		_ = l.f.Close() // ends the lock
	}
}
