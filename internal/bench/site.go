package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/bench/machine"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
)

// site is a city on a store of its own, ready to be served.
type site struct {
	place
	config   app.Config
	division string
	item     *matter.Item
	form     *form.Form
	thing    string   // a package of several items; empty: the city has none
	own      []gov.ID // cases of the first of the people
	people   []person
	personas []app.Persona

	drop func() error
}

// peopleOf is how many accounts there are for each client.
const peopleOf = 4

var errNoItem = errors.New("bench: no item of the city has a form of twenty fields that asks no register")

// build makes a fresh store, imports the city and enrols people.
func build(ctx context.Context, o Options) (s *site, err error) {
	at, err := placeOf(o.DB)
	if err != nil {
		return nil, err
	}
	s = &site{place: at}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	dsn, drop, err := at.fresh(ctx, "site")
	if err != nil {
		return s, err
	}
	s.drop = drop
	s.config = app.Config{
		DB: dsn, Data: filepath.Join(at.folder, "data"), Origin: "bench.holon", Test: true, Clock: o.clock, LogLevel: "error", Log: os.Stderr,
	}
	n, err := app.Open(ctx, s.config)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	n.Start()
	if _, err := n.ImportCity(ctx, o.Packs, o.City); err != nil {
		return s, fmt.Errorf("bench: import: %w", err)
	}
	return s, s.populate(ctx, n, o)
}

func (s *site) populate(ctx context.Context, n *app.Node, o Options) (err error) {
	home, err := fs.Sub(o.Packs, o.City)
	if err != nil {
		return err
	}
	if s.personas, err = n.Enrol(ctx, home, nil); err != nil {
		return fmt.Errorf("bench: personas: %w", err)
	}
	if s.people, err = enrol(ctx, n, o.Packs, o.City, o.Clients*peopleOf, true); err != nil {
		return fmt.Errorf("bench: people: %w", err)
	}
	lib := n.Content.Now().Library
	s.division = lib.Divisions()[0]
	if s.item, s.form = ordinary(lib, s.division); s.item == nil {
		return errNoItem
	}
	if things := lib.Things(); len(things) > 0 {
		s.thing = things[0].ID
	}
	return n.Settle(ctx)
}

// close removes the store with everything that belongs to it.
func (s *site) close() error {
	var errs []error
	if s.drop != nil {
		errs = append(errs, s.drop())
	}
	return errors.Join(append(errs, s.place.close())...)
}

// result is a result that tells of the site.
func (s *site) result(unit string, clients int) *Result {
	r := &Result{Unit: unit, Clients: clients, DB: s.engine(), FS: machine.FileSystem(s.folder), Sync: "wal, synchronous=FULL"}
	if s.server != "" {
		r.Sync, r.FS = "fsync=on, synchronous_commit=on", "of the server"
	}
	return r
}
