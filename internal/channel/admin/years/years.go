package years

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework/recount"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

// Config is what the pages need; app fills it.
type Config struct {
	Office admin.Office
	Book   *calendar.Book
	// Foresee tells which running clocks another calendar would move.
	Foresee func(ctx context.Context, then *calendar.Calendar) (recount.Foresight, error)
}

type pages struct {
	admin.Office
	book    *calendar.Book
	foresee func(ctx context.Context, then *calendar.Calendar) (recount.Foresight, error)
}

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c.Office, c.Book, c.Foresee}
	p.Page("GET /admin/years", p.list)
	p.Page("GET /admin/years/{year}", p.year)
	p.Form("POST /admin/years/{year}/preview", p.preview)
	p.Form("POST /admin/years/{year}", p.save)
}

const (
	home     = "/admin/years"
	official = "official"
	draft    = "provisional"
	off      = "off"
	work     = "work"
	spare    = 8   // empty rows of the form
	maxRows  = 200 // of the form
	shown    = 60  // days of a difference
)

// line is a year in the list.
type line struct {
	Year   int
	State  string // official, provisional, computed
	Source string
	Off    int
	Made   int
}

// shelf is the page of the list.
type shelf struct {
	*room.Request
	Lines []line
	Next  int
	This  int
}

func (p *pages) list(rq *room.Request) error {
	ctx := rq.R.Context()
	tables, err := p.book.Years(ctx)
	if err != nil {
		return err
	}
	s := &shelf{Request: rq, This: p.Engine.Now().Date().Std().Year()}
	cal, err := p.book.Current(ctx)
	if err != nil && gov.KindOf(err) != gov.KindConflict {
		return err
	}
	if err == nil {
		first, last := cal.Covers()
		for y := last.Std().Year(); y >= first.Std().Year(); y-- {
			s.Lines = append(s.Lines, lineOf(y, tables, cal))
		}
		s.Next = last.Std().Year() + 1
	}
	return p.Render(rq, room.Show{Here: "years", Title: rq.T("desk.menu_years"), Show: admin.Show(shelfPage(s))})
}

func lineOf(year int, tables map[int]calendar.Year, cal *calendar.Calendar) line {
	l := line{Year: year, State: "computed", Source: cal.Source(year)}
	t, ok := tables[year]
	if !ok {
		return l
	}
	l.State = official
	if t.Provisional {
		l.State = draft
	}
	for _, e := range t.Days {
		if e.Off {
			l.Off++
		} else {
			l.Made++
		}
	}
	return l
}

// entry is a row of the form.
type entry struct{ Date, Kind, Name string }

// sheet is the page of one year.
type sheet struct {
	*room.Request
	Year     int
	State    string
	Source   string // one address a line
	Rows     []entry
	Months   []month
	Stored   bool
	Computed bool
	Trial    *trial
	Fault    *parts.Fault
	Again    parts.Form
}

// trial is what an edit would do, shown before it is saved.
type trial struct {
	Days  []calendar.Change
	More  int
	F     recount.Foresight
	Names map[gov.ID]string
}

func (p *pages) number(rq *room.Request) (int, error) {
	n, err := strconv.Atoi(rq.R.PathValue("year"))
	if err != nil || n < 2000 || n > 2100 {
		return 0, gov.NotFound("error.not_found")
	}
	return n, nil
}

func (p *pages) year(rq *room.Request) error {
	n, err := p.number(rq)
	if err != nil {
		return err
	}
	tables, err := p.book.Years(rq.R.Context())
	if err != nil {
		return err
	}
	s := &sheet{Request: rq, Year: n, State: official}
	t, ok := tables[n]
	if s.Stored = ok; ok {
		s.Source = strings.Join(t.Source, "\n")
		if t.Provisional {
			s.State = draft
		}
		for _, e := range t.Days {
			s.Rows = append(s.Rows, entryOf(e))
		}
		return p.show(rq, s)
	}
	cal, err := p.book.Current(rq.R.Context())
	if err != nil && gov.KindOf(err) != gov.KindConflict {
		return err
	}
	if err == nil {
		s.Rows = computed(n, cal)
	}
	return p.show(rq, s)
}

// computed are the days off of a year nobody has announced, to begin with.
func computed(year int, cal *calendar.Calendar) (out []entry) {
	for d := gov.Date(strconv.Itoa(year) + "-01-01"); d.Std().Year() == year; d = d.AddDays(1) {
		if day, err := cal.Day(d); err == nil && day.Reason == calendar.ReasonHoliday {
			out = append(out, entry{string(d), off, day.Name})
		}
	}
	return out
}

func entryOf(e calendar.Entry) entry {
	kind := work
	if e.Off {
		kind = off
	}
	return entry{string(e.Date), kind, e.Name}
}

// show draws the year as it stands, and the form.
func (p *pages) show(rq *room.Request, s *sheet) error {
	cal, err := p.book.Current(rq.R.Context())
	switch {
	case err == nil:
		s.Months = months(s.Year, cal)
		s.Computed = !s.Stored && cal.Provisional(s.Year)
	case gov.KindOf(err) != gov.KindConflict:
		return err
	}
	for range spare {
		s.Rows = append(s.Rows, entry{})
	}
	return p.Render(rq, room.Show{Here: "years", Title: rq.T("admin.year", "year", s.Year), Back: home, Fault: s.Fault, Show: admin.Show(yearPage(s))})
}

// table reads the form: what is left empty falls away.
func (s *sheet) table(form url.Values) (calendar.Year, error) {
	y := calendar.Year{Year: s.Year, Provisional: form.Get("state") != official}
	if s.State = form.Get("state"); s.State != official {
		s.State = draft
	}
	s.Source = form.Get("source")
	for l := range strings.Lines(s.Source) {
		if l = strings.TrimSpace(l); l != "" {
			y.Source = append(y.Source, l)
		}
	}
	bad := gov.Invalid("calendar.year").With("year", s.Year)
	if len(y.Source) == 0 && !y.Provisional || len(y.Source) > 20 || len(s.Source) > 4000 {
		bad.At("source", "admin.year_source")
	}
	for i := range min(len(form["date"]), maxRows) {
		e := entry{strings.TrimSpace(form["date"][i]), at(form["kind"], i), strings.TrimSpace(at(form["name"], i))}
		if e.Date == "" {
			continue
		}
		s.Rows = append(s.Rows, e)
		row := len(s.Rows) - 1
		d, err := gov.ParseDate(e.Date)
		switch {
		case err != nil:
			bad.At("date."+strconv.Itoa(row), "admin.date")
		case e.Kind != off && e.Kind != work:
			bad.At("date."+strconv.Itoa(row), "admin.year_kind")
		case e.Kind == work && !weekend(d):
			bad.At("date."+strconv.Itoa(row), "admin.year_weekday")
		case len(e.Name) > 60:
			bad.At("date."+strconv.Itoa(row), "admin.year_name")
		}
		y.Days = append(y.Days, calendar.Entry{Date: gov.Date(e.Date), Off: e.Kind == off, Name: e.Name})
	}
	if len(bad.Fields) > 0 {
		return y, bad
	}
	slices.SortFunc(y.Days, func(a, b calendar.Entry) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return y, s.beside(y.Check())
}

func weekend(d gov.Date) bool { w := d.Std().Weekday(); return w == 0 || w == 6 }

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// beside puts what the calendar says of a day beside the row of that day.
func (s *sheet) beside(err error) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		day := strings.TrimPrefix(f.Path, "days/")
		for i := len(s.Rows) - 1; i >= 0; i-- {
			if s.Rows[i].Date == day {
				f.Path = "date." + strconv.Itoa(i)
				break
			}
		}
		out.Fields = append(out.Fields, f)
	}
	if day, ok := e.Args["date"].(string); ok && e.Key == "calendar.contradiction" {
		for i, r := range s.Rows {
			if r.Date == day {
				out.Fields = append(out.Fields, gov.Field{Path: "date." + strconv.Itoa(i), Key: e.Key, Args: e.Args})
			}
		}
	}
	return &out
}

// read takes the form and tries it.
func (p *pages) read(rq *room.Request, form url.Values) (*sheet, calendar.Year, calendar.Trial, error) {
	s := &sheet{Request: rq}
	n, err := p.number(rq)
	if err != nil {
		return nil, calendar.Year{}, calendar.Trial{}, err
	}
	s.Year, s.Stored = n, true
	y, err := s.table(form)
	if err != nil {
		return s, y, calendar.Trial{}, err
	}
	t, err := p.book.Try(rq.R.Context(), y)
	return s, y, t, s.beside(err)
}

// preview shows what an edit would do.
func (p *pages) preview(rq *room.Request, form url.Values) error {
	s, _, t, err := p.read(rq, form)
	if err != nil {
		return p.again(rq, s, err)
	}
	ctx := rq.R.Context()
	f, err := p.foresee(ctx, t.After)
	if err != nil {
		return p.again(rq, s, err)
	}
	snap, err := p.Org(ctx)
	if err != nil {
		return err
	}
	s.Trial = &trial{Days: t.Days[:min(len(t.Days), shown)], More: max(0, len(t.Days)-shown), F: f, Names: map[gov.ID]string{}}
	for _, m := range f.List {
		if m.Department != 0 {
			s.Trial.Names[m.Department] = rq.Unit(snap, m.Department, p.Engine.Now().Date())
		}
	}
	return p.show(rq, s)
}

func (p *pages) save(rq *room.Request, form url.Values) error {
	s, y, _, err := p.read(rq, form)
	if err == nil {
		_, err = p.book.Change(rq.R.Context(), rq.Who, form.Get("key"), y)
	}
	if err != nil {
		return p.again(rq, s, err)
	}
	return rq.Go(home + "/" + strconv.Itoa(s.Year) + "?done=year_saved")
}

func (p *pages) again(rq *room.Request, s *sheet, refused error) (err error) {
	if s == nil {
		return refused
	}
	if s.Fault, s.Again, err = admin.Refused(rq, refused); err != nil {
		return err
	}
	return p.show(rq, s)
}
