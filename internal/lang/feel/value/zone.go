package value

import (
	"fmt"
	"regexp"
	"sync"
	"time"
	// The time zone database is part of the binary: FEEL names zones and the engine does no IO of its own.
	_ "time/tzdata"
)

// Zone is the time zone part of a time: none, an offset from UTC, or a named zone (时区).
type Zone struct {
	kind   zoneKind
	offset int32
	loc    *time.Location
}

type zoneKind uint8

const (
	noZone zoneKind = iota
	offsetZone
	namedZone
)

// maxOffset is the largest offset from UTC in seconds.
const maxOffset = 14 * 3600

// OffsetZone returns a zone at a fixed distance from UTC; ok is false beyond 14 hours (XML Schema).
func OffsetZone(seconds int64) (z Zone, ok bool) {
	if seconds < -maxOffset || seconds > maxOffset {
		return Zone{}, false
	}
	return Zone{kind: offsetZone, offset: int32(seconds)}, true
}

var zoneName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$`)

// zones holds the named zones already found; their number is bounded by the database.
var zones sync.Map

// NamedZone returns a zone of the IANA database such as "Asia/Shanghai".
func NamedZone(name string) (z Zone, ok bool) {
	if found, hit := zones.Load(name); hit {
		loc, _ := found.(*time.Location)
		return Zone{kind: namedZone, loc: loc}, true
	}
	if len(name) > 64 || name == "Local" || !zoneName.MatchString(name) {
		return Zone{}, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, false
	}
	zones.Store(name, loc)
	return Zone{kind: namedZone, loc: loc}, true
}

// IsNone reports a local time without a zone.
func (z Zone) IsNone() bool { return z.kind == noZone }

// Name returns the name of a named zone, else "".
func (z Zone) Name() string {
	if z.kind == namedZone {
		return z.loc.String()
	}
	return ""
}

// Equal reports whether both are written the same way.
func (z Zone) Equal(o Zone) bool {
	return z.kind == o.kind && z.offset == o.offset && z.Name() == o.Name()
}

// at returns the offset in seconds at a local date and clock.
func (z Zone) at(d Date, secondOfDay int64) int64 {
	if z.kind != namedZone {
		return int64(z.offset)
	}
	t := time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, int(secondOfDay), 0, z.loc)
	_, off := t.Zone()
	return int64(off)
}

// since returns the offset in seconds at an instant given in seconds of the Unix epoch.
func (z Zone) since(unix int64) int64 {
	if z.kind != namedZone {
		return int64(z.offset)
	}
	_, off := time.Unix(unix, 0).In(z.loc).Zone()
	return int64(off)
}

// String returns the text after a time: "", "Z", "+08:00" or "@Asia/Shanghai".
func (z Zone) String() string {
	switch {
	case z.kind == namedZone:
		return "@" + z.loc.String()
	case z.kind == noZone:
		return ""
	case z.offset == 0:
		return "Z"
	}
	sign, o := "+", z.offset
	if o < 0 {
		sign, o = "-", -o
	}
	s := fmt.Sprintf("%s%02d:%02d", sign, o/3600, o/60%60)
	if o%60 != 0 {
		s += fmt.Sprintf(":%02d", o%60)
	}
	return s
}
