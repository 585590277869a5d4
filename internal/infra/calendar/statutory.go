package calendar

import (
	"sort"

	"holon.example/holon/internal/gov"
)

// Holiday is one statutory holiday: the days Offsets count from its anchor,
// which is either a fixed day of the year ("10-01") or a named one that moves
// with moon or sun ("spring_festival").
type Holiday struct {
	Name    string `json:"name" yaml:"name"`
	Fixed   string `json:"fixed,omitempty" yaml:"fixed,omitempty"`
	Anchor  string `json:"anchor,omitempty" yaml:"anchor,omitempty"`
	Offsets []int  `json:"offsets" yaml:"offsets"` // days from the anchor, -1 is its eve
}

// Revision is the list of statutory holidays for years that begin on or after From.
type Revision struct {
	From     gov.Date  `json:"from" yaml:"from"`
	Citation string    `json:"citation" yaml:"citation"`
	Holidays []Holiday `json:"holidays" yaml:"holidays"`
}

// Statutory is the law's own list of days off (全体公民放假的节日, 放假办法 §2)
// and the dates of the holidays that move.
type Statutory struct {
	Revisions []Revision                  `json:"revisions" yaml:"revisions"`
	Anchors   map[int]map[string]gov.Date `json:"anchors" yaml:"anchors"`
}

// Compute makes the provisional table of a year: the statutory days, and for
// each that falls on a weekend or on another holiday the next working day
// (§6 补假). It is an error if the year's moving holidays are not in the table.
func (s Statutory) Compute(year int) (Year, error) {
	y := Year{Year: year, Provisional: true}
	rev, ok := s.revision(year)
	if !ok {
		return y, uncovered(year)
	}
	y.Source = []string{rev.Citation}
	off := map[int]string{}
	var owed []Entry
	for _, h := range rev.Holidays {
		days, err := s.days(h, year)
		if err != nil {
			return y, err
		}
		for _, n := range days {
			if _, taken := off[n]; taken || weekend(n) {
				owed = append(owed, Entry{Date: dateOf(n), Name: h.Name})
			}
			if _, taken := off[n]; !taken {
				off[n] = h.Name
			}
		}
	}
	makeUp(off, owed)
	for n, name := range off {
		y.Days = append(y.Days, Entry{Date: dateOf(n), Off: true, Name: name})
	}
	sort.Slice(y.Days, func(i, j int) bool { return y.Days[i].Date < y.Days[j].Date })
	return y, nil
}

// makeUp gives each owed day the next day that is neither weekend nor holiday.
func makeUp(off map[int]string, owed []Entry) {
	sort.SliceStable(owed, func(i, j int) bool { return owed[i].Date < owed[j].Date })
	for _, e := range owed {
		n, err := dayOf(e.Date)
		if err != nil {
			continue
		}
		for {
			n++
			if _, taken := off[n]; !taken && !weekend(n) {
				off[n] = e.Name
				break
			}
		}
	}
}

func (s Statutory) revision(year int) (Revision, bool) {
	first := dateOf(dayNumber(year, 1, 1))
	var best Revision
	for _, r := range s.Revisions {
		if r.From <= first && r.From > best.From {
			best = r
		}
	}
	return best, best.From != ""
}

func (s Statutory) days(h Holiday, year int) ([]int, error) {
	date := s.Anchors[year][h.Anchor]
	if h.Fixed != "" {
		date = dateOf(dayNumber(year, 1, 1))[:5] + gov.Date(h.Fixed)
	}
	if date == "" {
		return nil, uncovered(year)
	}
	n, err := dayOf(date)
	if err != nil {
		return nil, err
	}
	if len(h.Offsets) > 31 {
		return nil, gov.Invalid("calendar.holiday").With("name", h.Name)
	}
	out := make([]int, 0, len(h.Offsets))
	for _, o := range h.Offsets {
		if o < -31 || o > 31 {
			return nil, gov.Invalid("calendar.holiday").With("name", h.Name)
		}
		out = append(out, n+o)
	}
	return out, nil
}

// years lists the years whose moving holidays are known.
func (s Statutory) years() []int {
	var out []int
	for y := range s.Anchors {
		out = append(out, y)
	}
	sort.Ints(out)
	return out
}

func uncovered(year int) *gov.Error {
	return gov.Conflict("calendar.uncovered").With("year", year)
}
