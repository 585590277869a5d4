package theme

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// One command writes so many rows: the event with the marks of its rows, two a
// person, must stay under 64 KB. So many commands are under way at once, to
// share commits.
const (
	batchRows = 250
	inFlight  = 6

	chunkLookups = 2000 // numbers looked up in one snapshot
)

// change is what became of one row.
type change int

const (
	unchanged change = iota
	added
	updated
)

// Report tells what an import did.
type Report struct {
	Rows      int        `json:"rows"`
	Added     int        `json:"added"`
	Updated   int        `json:"updated"`
	Unchanged int        `json:"unchanged"`
	Errors    []RowError `json:"errors"` // not empty: nothing was written
}

func (r *Report) count(o Report) {
	r.Rows += o.Rows
	r.Added += o.Added
	r.Updated += o.Updated
	r.Unchanged += o.Unchanged
}

func (r *Report) note(c change) {
	r.Rows++
	switch c {
	case added:
		r.Added++
	case updated:
		r.Updated++
	case unchanged:
		r.Unchanged++
	}
}

// Opener opens the file anew: it is read twice, first to check every line, then
// to write. CSV in UTF-8 with a head line of element codes, packed by gzip or not.
type Opener func() (io.ReadCloser, error)

// Importer brings registers in.
type Importer struct {
	Engine *act.Engine
	Mint   *gov.Mint // ids are given before the rows are written, so that they can refer to each other
}

// People imports persons, one for each identity number. When any line is wrong
// nothing is written and the error names lines and fields.
func (im *Importer) People(ctx context.Context, who gov.Actor, open Opener) (Report, error) {
	today := im.Engine.Now().Date()
	c := &census{people: map[string]gov.ID{}, kin: map[string]gov.ID{}, households: map[string]*household{}}
	f := file{open, codes(personElements), []string{"personId", "personName", "sex", "birthDate"}}
	err := f.check(func(r *record, fs *faults) {
		if in, ok := parsePerson(r, today, fs); ok && !c.take(in) {
			fs.add(r.line, "personId", "theme.twice")
		}
	})
	if err != nil {
		return failed(err)
	}
	if err := im.resolveCensus(ctx, c); err != nil {
		return Report{}, err
	}
	parse := func(r *record) *person {
		in, _ := parsePerson(r, today, &faults{}) // it was checked before
		c.link(in)
		return in
	}
	return writer[*person]{im.Engine, who, "person", f, parse, putWithHousehold}.run(ctx)
}

func putWithHousehold(ctx context.Context, p *act.Prep, in *person) (change, error) {
	if in.newHousehold {
		if err := putHousehold(p, in.householdID, in.household); err != nil {
			return unchanged, err
		}
	}
	return putPerson(ctx, p, in)
}

// Firms imports firms, one for each credit code; import persons first, so that
// legal representatives are found.
func (im *Importer) Firms(ctx context.Context, who gov.Actor, open Opener) (Report, error) {
	today, ids := im.Engine.Now().Date(), map[string]gov.ID{}
	f := file{open, codes(firmElements), []string{"creditCode", "firmName", "firmKind", "firmStatus"}}
	err := f.check(func(r *record, fs *faults) {
		in, ok := parseFirm(r, today, fs)
		if _, twice := ids[in.code()]; twice {
			fs.add(r.line, "creditCode", "theme.twice")
		} else if ok {
			ids[in.code()] = 0
		}
	})
	if err != nil {
		return failed(err)
	}
	if _, err := im.resolve(ctx, ids, "theme_firm", FindFirm); err != nil {
		return Report{}, err
	}
	parse := func(r *record) *firm {
		in, _ := parseFirm(r, today, &faults{})
		in.id = ids[in.code()]
		return in
	}
	put := func(ctx context.Context, p *act.Prep, in *firm) (change, error) {
		return putFirm(ctx, p, im.Engine.Vault(), in)
	}
	return writer[*firm]{im.Engine, who, "firm", f, parse, put}.run(ctx)
}

// failed is the answer when nothing was written because of the file.
func failed(err error) (Report, error) {
	var rep Report
	if w, ok := errors.AsType[*wrongRows](err); ok {
		rep.Errors, err = w.list, w.err()
	}
	return rep, err
}

// file is what is read, twice.
type file struct {
	open  Opener
	known map[string]bool
	must  []string
}

func (f file) each(fn func(*record) error) (err error) {
	src, err := f.open()
	if err != nil {
		return gov.Invalid("theme.unreadable").Because(err)
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	return eachRecord(src, f.known, f.must, fn)
}

type wrongRows struct{ faults }

func (w *wrongRows) Error() string { return w.err().Error() }

// check reads the whole file and gathers what is wrong with it.
func (f file) check(look func(*record, *faults)) error {
	w := &wrongRows{}
	err := f.each(func(r *record) error {
		look(r, &w.faults)
		if len(w.list) >= maxErrors {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if len(w.list) > 0 {
		return w
	}
	return nil
}

// finder looks a number up in the store.
type finder func(ctx context.Context, q *sqldb.Q, number string) (gov.ID, bool, error)

// resolve gives every number its id: the stored one, or a new one. It tells
// which are new. The snapshots are short, however long the list.
func (im *Importer) resolve(ctx context.Context, ids map[string]gov.ID, table string, find finder) (fresh map[string]bool, err error) {
	fresh = map[string]bool{}
	numbers := slices.Collect(maps.Keys(ids))
	for chunk := range slices.Chunk(numbers, chunkLookups) {
		err := im.Engine.Read(ctx, func(q *sqldb.Q) error {
			some, err := hasRows(ctx, q, table)
			if err != nil {
				return err
			}
			for _, n := range chunk {
				id, found := gov.ID(0), false
				if some {
					if id, found, err = find(ctx, q, n); err != nil {
						return err
					}
				}
				if !found {
					id, fresh[n] = im.Mint.New(), true
				}
				ids[n] = id
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return fresh, nil
}

// writer writes the rows of a checked file, many commands at a time.
type writer[T any] struct {
	eng   *act.Engine
	who   gov.Actor
	theme string
	file  file
	parse func(*record) T
	put   func(context.Context, *act.Prep, T) (change, error)
}

func (w writer[T]) run(ctx context.Context) (Report, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := Report{}
	batches := make(chan []T)
	for range inFlight {
		wg.Go(func() {
			for b := range batches {
				rep, err := w.write(ctx, b)
				if err != nil {
					stop(err)
					continue
				}
				mu.Lock()
				total.count(rep)
				mu.Unlock()
			}
		})
	}
	err := w.feed(ctx, batches)
	close(batches)
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return total, err
}

func (w writer[T]) feed(ctx context.Context, batches chan<- []T) error {
	var batch []T
	send := func() error {
		select {
		case batches <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := w.file.each(func(r *record) error {
		if batch = append(batch, w.parse(r)); len(batch) < batchRows {
			return nil
		}
		return send()
	})
	if err == nil && len(batch) > 0 {
		err = send()
	}
	return err
}

func (w writer[T]) write(ctx context.Context, batch []T) (Report, error) {
	if ctx.Err() != nil {
		return Report{}, ctx.Err()
	}
	return act.Do(ctx, w.eng, act.Command{Action: "importData", Actor: w.who}, func(p *act.Prep) (Report, error) {
		rep := Report{}
		if err := p.Authorise(act.Resource{Type: "Site", ID: w.theme}); err != nil {
			return rep, err
		}
		for _, row := range batch {
			c, err := w.put(ctx, p, row)
			if err != nil {
				return rep, err
			}
			rep.note(c)
		}
		p.Note("theme.imported", "import", seal.Data{"theme": w.theme, "rows": rep.Rows, "added": rep.Added, "updated": rep.Updated})
		return rep, nil
	})
}
