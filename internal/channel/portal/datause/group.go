package datause

import (
	"slices"

	"holon.example/holon/internal/gov"
)

// day is what was read on one day, by unit.
type day struct {
	On    gov.Date
	Units []*unit
}

// unit is who read that day, with what it read.
type unit struct {
	Name  string
	N     int // how often
	Reads []*read
}

// read is a reading, with those of the same day that were like it in everything but the time.
type read struct {
	use
	Same []use
}

// like tells whether two readings differ in nothing but the time.
func (r *read) like(u *use) bool {
	return r.Purpose == u.Purpose && r.Resource == u.Resource && r.Case == u.Case && r.Own == u.Own && r.Checked == u.Checked && slices.Equal(r.Fields, u.Fields)
}

// grouped puts lines together by day, unit and what was read, so that many readings of one
// case are one entry; the order of the lines, the newest first, is kept.
func grouped(lines []use) (out []*day) {
	for _, l := range lines {
		on := l.At.Date()
		if len(out) == 0 || out[len(out)-1].On != on {
			out = append(out, &day{On: on})
		}
		out[len(out)-1].add(l)
	}
	return out
}

func (d *day) add(l use) {
	i := slices.IndexFunc(d.Units, func(u *unit) bool { return u.Name == l.Unit })
	if i < 0 {
		i = len(d.Units)
		d.Units = append(d.Units, &unit{Name: l.Unit})
	}
	u := d.Units[i]
	u.N++
	if j := slices.IndexFunc(u.Reads, func(r *read) bool { return r.like(&l) }); j >= 0 {
		u.Reads[j].Same = append(u.Reads[j].Same, l)
		return
	}
	u.Reads = append(u.Reads, &read{use: l})
}
