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
	if p.server != "" {
		return p.database(ctx, name, "")
	}
	path := filepath.Join(p.folder, unlike(name)+".db")
	return "sqlite:" + path, func() error {
		return errors.Join(gone(path), gone(path+"-wal"), gone(path+"-shm"), gone(path+".lock"))
	}, nil
}

// copied makes a new store like one that nobody serves.
func (p place) copied(ctx context.Context, dsn string) (made string, drop func() error, err error) {
	if p.server == "" {
		if made, drop, err = p.fresh(ctx, "copy"); err != nil {
			return "", nil, err
		}
		raw, err := os.ReadFile(strings.TrimPrefix(dsn, "sqlite:"))
		if err != nil {
			return "", nil, err
		}
		return made, drop, os.WriteFile(strings.TrimPrefix(made, "sqlite:"), raw, 0o600) //nolint:gosec // a name of our own
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", nil, ErrPlace
	}
	return p.database(ctx, "copy", likeDatabase+strings.TrimPrefix(u.Path, "/"))
}

// database makes a database on the server.
func (p place) database(ctx context.Context, name, like string) (dsn string, drop func() error, err error) {
	name = "holon_bench_" + unlike(name)
	u, err := url.Parse(p.server)
	if err != nil {
		return "", nil, ErrPlace
	}
	u.Path = "/" + name
	err = p.admin(ctx, makeDatabase+name+like)
	return u.String(), func() error {
		return p.admin(context.WithoutCancel(ctx), dropDatabase+name+byForce)
	}, err
}

// unlike makes a name unlike any other.
func unlike(name string) string {
	var rnd [4]byte
	_, _ = rand.Read(rnd[:]) // never fails (crypto/rand)
	return name + "_" + hex.EncodeToString(rnd[:])
}

func gone(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
