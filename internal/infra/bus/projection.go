package bus

import (
	"context"

	"holon.example/holon/internal/infra/sqldb"
)

// Projection computes tables from events alone. Apply must be a pure function
// of the event and the state: no clock, no other table, no randomness, or a
// rebuild gives other rows.
type Projection struct {
	Name     string
	Tables   []*Table
	Prefixes []string // of event names; none: all
	Apply    func(ev Event, st State) error
}

// State is what a projection has computed so far. Live it is the tables in the
// store; in a rebuild it is memory.
type State interface {
	Get(t *Table, key any) (row Row, found bool, err error)
	Put(t *Table, row Row) error
	Delete(t *Table, key any) error
}

// cell is a row as a live pass knows it; nil when there is none.
type cell struct {
	key   any
	row   Row
	dirty bool
}

// memory is the state of a rebuild.
type memory struct{ rows map[place]packed }

func (m *memory) Get(t *Table, key any) (Row, bool, error) {
	row, found := m.rows[t.place(key)]
	return row.row(), found, nil
}

func (m *memory) Put(t *Table, row Row) error {
	row, err := t.norm(row)
	if err == nil {
		m.rows[t.place(row[0])] = pack(row)
	}
	return err
}

func (m *memory) Delete(t *Table, key any) error {
	delete(m.rows, t.place(key))
	return nil
}

// stored is the state of a live pass: the store under what the pass changed.
type stored struct {
	ctx   context.Context
	q     *sqldb.Q
	cells map[place]*cell
	order []place // of first use, so that the writes have an order
}

func (s *stored) Get(t *Table, key any) (Row, bool, error) {
	c, err := s.cell(t, key)
	if err != nil || c.row == nil {
		return nil, false, err
	}
	return append(Row(nil), c.row...), true, nil
}

func (s *stored) Put(t *Table, row Row) error {
	row, err := t.norm(row)
	if err == nil {
		c := s.known(t, row[0])
		c.row, c.dirty = row, true
	}
	return err
}

func (s *stored) Delete(t *Table, key any) error {
	c := s.known(t, sqldb.Norm(key))
	c.row, c.dirty = nil, true
	return nil
}

// cell is what is known of a row, read from the store the first time.
func (s *stored) cell(t *Table, key any) (*cell, error) {
	key = sqldb.Norm(key)
	if c := s.cells[t.place(key)]; c != nil {
		return c, nil
	}
	row, found, err := t.read(s.ctx, s.q, key)
	if err != nil {
		return nil, err
	}
	c := s.known(t, key)
	if found {
		c.row = row
	}
	return c, nil
}

func (s *stored) known(t *Table, key any) *cell {
	at := t.place(key)
	c := s.cells[at]
	if c == nil {
		c = &cell{key: key}
		s.cells[at] = c
		s.order = append(s.order, at)
	}
	return c
}

// writes are the changes of the pass, one per row.
func (s *stored) writes() (ws []sqldb.Write) {
	for _, at := range s.order {
		c := s.cells[at]
		switch {
		case !c.dirty:
		case c.row == nil:
			ws = append(ws, at.table.removeWrite(c.key))
		default:
			ws = append(ws, at.table.putWrite(c.row))
		}
	}
	return ws
}

// live applies events over the store and gives what must be written.
func (p *Projection) live(ctx context.Context, db *sqldb.DB, evs []Event) (ws []sqldb.Write, err error) {
	err = db.Read(ctx, func(q *sqldb.Q) error {
		st := &stored{ctx: ctx, q: q, cells: map[place]*cell{}}
		for _, e := range evs {
			if err := p.Apply(e, st); err != nil {
				return err
			}
		}
		ws = st.writes()
		return nil
	})
	return ws, err
}
