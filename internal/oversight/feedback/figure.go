package feedback

import (
	"holon.example/holon/internal/infra/bus"
)

// UsualLeast is how many ratings there must be before more is told of them than their
// number, where a region says nothing else: a share of fewer tells nothing of the
// service, and much of who rated.
const UsualLeast = 10

// Figure is how often an item was given each level; Levels[0] is the worst.
type Figure struct {
	Levels [Best]int64
	Least  int64 // ratings from which more than their number is told
}

// Told tells whether there are ratings enough to tell more than their number.
func (f Figure) Told() bool { return f.Count() >= max(f.Least, 1) }

// Count is how many ratings there are.
func (f Figure) Count() (n int64) {
	for _, k := range f.Levels {
		n += k
	}
	return n
}

// Good is the share of ratings above the bottom two, in per cent, rounded down; 0
// where there are none.
func (f Figure) Good() int64 {
	n := f.Count()
	if n == 0 {
		return 0
	}
	return 100 * (n - f.Levels[0] - f.Levels[1]) / n
}

// Projection computes the figures from the events of ratings alone; app registers it
// with the bus.
func Projection() *bus.Projection {
	return &bus.Projection{Name: "feedback.figure", Tables: []*bus.Table{figureTable}, Prefixes: []string{given, followed}, Apply: apply}
}

func apply(ev bus.Event, st bus.State) error {
	by := int64(1)
	if ev.Name == followed {
		if ev.Data.Str("state") != string(Unfounded) {
			return nil
		}
		by = -1
	}
	key := place(ev.Data.Str("division"), ev.Data.Str("item"))
	row, found, err := st.Get(figureTable, key)
	if err != nil {
		return err
	}
	out := bus.Row{key, int64(0), int64(0), int64(0), int64(0), int64(0)}
	if found {
		for i := 1; i <= Best; i++ {
			out[i] = row.Int(i)
		}
	}
	at := Best + 1 - int(ev.Data.Int("level"))
	if at < 1 || at > Best {
		return nil
	}
	out[at] = out.Int(at) + by
	return st.Put(figureTable, out)
}
