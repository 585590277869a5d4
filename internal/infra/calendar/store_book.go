package calendar

import (
	"context"
	"encoding/json"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Changed is the name of the event after which open clocks are computed anew;
// its data name the days that now count otherwise (days, from, to).
const Changed = "calendar.changed"

const stream = "calendar/site"

// Book is the site's stored calendar. It keeps the newest edition in memory.
type Book struct {
	eng *act.Engine

	mu  sync.Mutex
	rev int64
	cal *Calendar
}

// NewBook opens the stored calendar; Install fills it.
func NewBook(e *act.Engine) *Book { return &Book{eng: e} }

// Read gives the calendar of a snapshot. A Conflict says none is installed.
func (b *Book) Read(ctx context.Context, q *sqldb.Q) (*Calendar, error) {
	rev, err := readRev(ctx, q)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	cal, known := b.cal, b.rev
	b.mu.Unlock()
	if cal != nil && known == rev {
		return cal, nil
	}
	e, err := readEdition(ctx, q)
	if err != nil {
		return nil, err
	}
	if cal, err = e.calendar(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.rev > b.rev {
		b.rev, b.cal = e.rev, cal
	}
	return cal, nil
}

// Current gives the calendar as it is now.
func (b *Book) Current(ctx context.Context) (cal *Calendar, err error) {
	err = b.eng.Read(ctx, func(q *sqldb.Q) error {
		cal, err = b.Read(ctx, q)
		return err
	})
	return cal, err
}

// Years gives the announced tables as they stand, by year, for an editing page.
func (b *Book) Years(ctx context.Context) (map[int]Year, error) {
	out := map[int]Year{}
	err := b.eng.Read(ctx, func(q *sqldb.Q) error {
		e, err := readEdition(ctx, q)
		if err != nil {
			return err
		}
		for n, y := range e.years {
			out[n] = y.Year
		}
		return nil
	})
	return out, err
}

// Install brings in a calendar pack and tells which days count otherwise than
// before. A year the pack does not have stays as it is; a pack that changes
// nothing is no event.
func (b *Book) Install(ctx context.Context, who gov.Actor, pack Pack) ([]Change, error) {
	if _, err := pack.Calendar(); err != nil {
		return nil, err
	}
	if same, err := b.holds(ctx, pack); err != nil || same {
		return nil, err
	}
	return b.edit(ctx, act.Command{Action: "changeCalendar", Actor: who}, pack.Years, &pack.Statutory)
}

// Change writes the table of one year, such as a newly announced one, and tells
// which days count otherwise. It is refused when the table contradicts a
// neighbouring year's.
func (b *Book) Change(ctx context.Context, who gov.Actor, key string, y Year) ([]Change, error) {
	if err := y.Check(); err != nil {
		return nil, err
	}
	return b.edit(ctx, act.Command{Action: "changeCalendar", Actor: who, Key: key, Input: y}, []Year{y}, nil)
}

// Trial is what an edit would do.
type Trial struct {
	Before *Calendar
	After  *Calendar
	Days   []Change // that would count otherwise
}

// Try tells what Change would do with the table of a year, and writes nothing. It is
// refused as Change would be.
func (b *Book) Try(ctx context.Context, y Year) (t Trial, err error) {
	if err := y.Check(); err != nil {
		return t, err
	}
	err = b.eng.Read(ctx, func(q *sqldb.Q) error {
		e, err := readEdition(ctx, q)
		if err != nil {
			return err
		}
		if t.Before, err = e.calendar(); err != nil {
			return err
		}
		e.years[y.Year] = storedYear{Year: y}
		t.After, err = e.calendar()
		return err
	})
	if err == nil {
		t.Days = compare(t.Before, t.After)
	}
	return t, err
}

// holds tells whether the store has everything of a pack already.
func (b *Book) holds(ctx context.Context, pack Pack) (same bool, err error) {
	err = b.eng.Read(ctx, func(q *sqldb.Q) error {
		e, err := readEdition(ctx, q)
		if err != nil || e.rev == 0 {
			return err
		}
		want, have := pack, Pack{Statutory: e.statutory}
		for _, y := range pack.Years {
			have.Years = append(have.Years, e.years[y.Year].Year)
		}
		x, err := json.Marshal(want)
		if err != nil {
			return err
		}
		y, err := json.Marshal(have)
		same = string(x) == string(y)
		return err
	})
	return same, err
}

// edit writes years, and the statutory table if one is given, as one edition.
func (b *Book) edit(ctx context.Context, cmd act.Command, years []Year, statutory *Statutory) ([]Change, error) {
	cmd.Claims = []string{stream}
	return act.Do(ctx, b.eng, cmd, func(p *act.Prep) ([]Change, error) {
		if err := p.Authorise(act.Resource{Type: "Calendar", ID: "site"}); err != nil {
			return nil, err
		}
		e, err := readEdition(ctx, p.Q())
		if err != nil {
			return nil, err
		}
		before, err := e.calendar()
		if err != nil && (e.rev != 0 || statutory == nil) {
			return nil, err
		}
		numbers, err := e.putYears(p, years)
		if err != nil {
			return nil, err
		}
		basis := e.statutory
		if statutory != nil {
			basis = *statutory
		}
		if err := e.putBasis(p, basis); err != nil {
			return nil, err
		}
		after, err := e.calendar()
		if err != nil {
			return nil, err
		}
		diff := compare(before, after)
		data := seal.Data{"years": numbers, "edition": e.rev}
		tell(data, diff)
		return diff, p.Event(Changed, stream, data)
	})
}

// maxTold bounds the days an event names; its span is always told.
const maxTold = 1000

func compare(before, after *Calendar) []Change {
	if before == nil {
		return []Change{}
	}
	return append([]Change{}, Diff(before, after)...)
}

func tell(data seal.Data, diff []Change) {
	if len(diff) == 0 {
		return
	}
	data["from"], data["to"], data["count"] = diff[0].After.Date, diff[len(diff)-1].After.Date, len(diff)
	days := make([]string, 0, min(len(diff), maxTold))
	for _, c := range diff[:min(len(diff), maxTold)] {
		days = append(days, string(c.After.Date))
	}
	data["days"] = days
}
