package bus

import (
	"context"
	"errors"
	"fmt"

	"holon.example/holon/internal/infra/sqldb"
)

const (
	maxDifferences = 100   // a report names so many, and counts the rest
	repairBatch    = 2_000 // rows written in one batch by a rebuild
)

// Difference is one row of a projection that the events do not give.
type Difference struct {
	Table string `json:"table"`
	Key   string `json:"key"`
	What  string `json:"what"` // changed, missing, extra
}

// Report is the result of recomputing one projection.
type Report struct {
	Projection  string       `json:"projection"`
	Leaves      int64        `json:"leaves"` // leaves it stands on
	Rows        int64        `json:"rows"`   // rows the events give
	Different   int64        `json:"different"`
	Differences []Difference `json:"differences"`
	OK          bool         `json:"ok"`
}

// Rebuild recomputes every projection of this bus from the events alone and
// compares it row by row with its tables, up to the leaf where its cursor
// stands. Unless check is set, rows that differ are put right; a projection
// that moved on meanwhile is an error, to be run again.
func (b *Bus) Rebuild(ctx context.Context, check bool) ([]Report, error) {
	var out []Report
	for _, r := range b.readers {
		if r.projection == nil {
			continue
		}
		rep, repair, err := b.recompute(ctx, r.projection)
		if err != nil {
			return out, fmt.Errorf("projection %s: %w", r.name, err)
		}
		if !check && len(repair) > 0 {
			if err := r.repair(ctx, rep.Leaves, repair); err != nil {
				return out, fmt.Errorf("projection %s: %w", r.name, err)
			}
		}
		out = append(out, rep)
	}
	return out, nil
}

// recompute replays up to the cursor: most of it in small reads, the rest in the
// snapshot in which the tables are compared.
func (b *Bus) recompute(ctx context.Context, p *Projection) (rep Report, repair []sqldb.Write, err error) {
	mem, at := &memory{rows: map[place]packed{}}, int64(0)
	c, _, err := b.stored(ctx, p.Name)
	if err != nil {
		return rep, nil, err
	}
	for at < c.seq {
		if err := b.db.Read(ctx, func(q *sqldb.Q) error { return p.replay(ctx, q, mem, &at, c.seq) }); err != nil {
			return rep, nil, err
		}
	}
	err = b.db.Read(ctx, func(q *sqldb.Q) error {
		c, _, err := readCursor(ctx, q, p.Name)
		if err != nil {
			return err
		}
		for at < c.seq {
			if err := p.replay(ctx, q, mem, &at, c.seq); err != nil {
				return err
			}
		}
		rep = Report{Projection: p.Name, Leaves: at, Rows: int64(len(mem.rows)), Differences: []Difference{}}
		repair, err = p.compare(ctx, q, mem, &rep)
		return err
	})
	rep.OK = err == nil && rep.Different == 0
	return rep, repair, err
}

// replay applies one page of events, but none from end on.
func (p *Projection) replay(ctx context.Context, q *sqldb.Q, mem *memory, at *int64, end int64) error {
	page, err := readPage(ctx, q, *at)
	if err != nil {
		return err
	}
	page = page[:min(int64(len(page)), end-*at)]
	if len(page) == 0 {
		return fmt.Errorf("leaf %d is missing", *at)
	}
	evs, err := parse(page, p.Prefixes)
	if err != nil {
		return err
	}
	for _, e := range evs {
		if err := p.Apply(e, mem); err != nil {
			return fmt.Errorf("leaf %d: %w", e.Seq, err)
		}
	}
	*at += int64(len(page))
	return nil
}

// compare goes through the tables; what is left in memory afterwards is missing there.
func (p *Projection) compare(ctx context.Context, q *sqldb.Q, mem *memory, rep *Report) (repair []sqldb.Write, err error) {
	for _, t := range p.Tables {
		err := t.each(ctx, q, func(row Row) error {
			at := t.place(row[0])
			held, known := mem.rows[at]
			want := held.row()
			delete(mem.rows, at)
			switch {
			case !known:
				rep.add(at, "extra")
				repair = append(repair, t.removeWrite(row[0]))
			case !row.Equal(want):
				rep.add(at, "changed")
				repair = append(repair, t.putWrite(want))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for at, row := range mem.rows {
		rep.add(at, "missing")
		repair = append(repair, at.table.putWrite(row.row()))
	}
	return repair, nil
}

func (r *Report) add(at place, what string) {
	r.Different++
	if len(r.Differences) < maxDifferences {
		r.Differences = append(r.Differences, Difference{Table: at.table.Name, Key: at.key, What: what})
	}
}

var errMoved = errors.New("the projection moved on or another process holds it; run again")

// repair writes under the cursor's guard: nobody applies an event meanwhile.
func (r *reader) repair(ctx context.Context, leaves int64, ws []sqldb.Write) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	for len(ws) > 0 {
		ok, err := r.lease(ctx)
		if err != nil {
			return err
		}
		if !ok || r.at.seq != leaves || r.seq != leaves {
			return errMoved
		}
		n := min(len(ws), repairBatch)
		if err := r.move(leaves, ws[:n]); err != nil {
			r.held = false
			return err
		}
		ws = ws[n:]
	}
	return nil
}
