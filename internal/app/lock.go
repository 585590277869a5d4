package app

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

type lockFile struct{ f *os.File }

// lockStore keeps a second node away from an embedded store. Nodes over
// PostgreSQL share it by leases.
func lockStore(c Config) (*lockFile, error) {
	path, ok := strings.CutPrefix(c.DB, "sqlite:")
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
	return &lockFile{f}, nil
}

func (l *lockFile) release() {
	if l != nil {
		_ = l.f.Close() // ends the lock
	}
}
