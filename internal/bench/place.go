package bench

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// ErrPlace says that a bench cannot run on the store it was given.
var ErrPlace = errors.New("bench: want sqlite:PATH of a file that is not there yet, or postgres://…")

// place is where stores of a bench lie: a folder, or a PostgreSQL server. Every
// store in it is made for one run and dropped afterwards.
type place struct {
	folder string // of SQLite files, and of the keys and files of every store
	server string // PostgreSQL; empty: SQLite
}

// placeOf reads a DSN. On PostgreSQL it names the server alone: the database it
// names is left as it is.
func placeOf(dsn string) (place, error) {
	switch {
	case dsn == "":
		dir, err := os.MkdirTemp(".", "bench-")
		return place{folder: dir}, err
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		dir, err := os.MkdirTemp("", "holon-bench-") // keys alone; what is measured lies with the server
		return place{folder: dir, server: dsn}, err
	}
	path, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok || path == "" || strings.HasPrefix(path, ":") {
		return place{}, ErrPlace
	}
	if _, err := os.Stat(path); err == nil {
		return place{}, fmt.Errorf("%w: %s is there", ErrPlace, path)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "bench-")
	return place{folder: dir}, err
}

// close removes what is left in the folder.
func (p place) close() error { return os.RemoveAll(p.folder) }

// engine names the engine of the place.
func (p place) engine() string {
	if p.server != "" {
		return "postgres"
	}
	return "sqlite"
}

// fresh makes a new store and gives what removes it.
func (p place) fresh(ctx context.Context, name string) (dsn string, drop func() error, err error) {
	var rnd [4]byte
	_, _ = rand.Read(rnd[:]) // never fails (crypto/rand)
	name += "_" + hex.EncodeToString(rnd[:])
	if p.server == "" {
		path := filepath.Join(p.folder, name+".db")
		return "sqlite:" + path, func() error {
			return errors.Join(gone(path), gone(path+"-wal"), gone(path+"-shm"), gone(path+".lock"))
		}, nil
	}
	name = "holon_bench_" + name
	u, err := url.Parse(p.server)
	if err != nil {
		return "", nil, ErrPlace
	}
	u.Path = "/" + name
	err = p.admin(ctx, makeDatabase+name)
	return u.String(), func() error {
		return p.admin(context.WithoutCancel(ctx), dropDatabase+name+byForce)
	}, err
}

func gone(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
