package value

const (
	daySeconds = 86400
	nanos      = 1000000000
)

// Time is a time of day (时间), with or without a zone.
type Time struct {
	Second int32 // seconds since midnight, 0 to 86399
	Nano   int32
	Zone   Zone
}

// DateTime is a date with a time of day (日期时间).
type DateTime struct {
	Date Date
	Time Time
}

// NewTime returns a time of day; nil if a part is out of range. The hour 24 is not accepted here.
func NewTime(hour, minute, second, nano int64, z Zone) Value {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || nano < 0 || nano >= nanos {
		return nil
	}
	return Time{Second: int32(hour*3600 + minute*60 + second), Nano: int32(nano), Zone: z}
}

// Offset returns the offset from UTC in seconds; ok is false without a zone. A named zone of a bare
// time counts as on 1970-01-01.
func (t Time) Offset() (seconds int64, ok bool) {
	if t.Zone.IsNone() {
		return 0, false
	}
	return t.Zone.at(Date{Year: 1970, Month: 1, Day: 1}, int64(t.Second)), true
}

// Offset returns the offset from UTC in seconds at this moment; ok is false without a zone.
func (t DateTime) Offset() (seconds int64, ok bool) {
	if t.Time.Zone.IsNone() {
		return 0, false
	}
	return t.Time.Zone.at(t.Date, int64(t.Time.Second)), true
}

// utc returns seconds since midnight UTC; a time without a zone counts as UTC.
func (t Time) utc() int64 {
	off, _ := t.Offset()
	return int64(t.Second) - off
}

// Unix returns the seconds since 1970-01-01T00:00:00Z; a value without a zone counts as UTC.
func (t DateTime) Unix() int64 {
	off, _ := t.Offset()
	return t.Date.Days()*daySeconds + int64(t.Time.Second) - off
}

// Add moves a time of day on the clock face.
func (t Time) Add(d DaysDuration) Value {
	nano := int64(t.Nano) + int64(d.Nano)
	second := int64(t.Second) + d.Seconds%daySeconds + nano/nanos
	second = (second%daySeconds + daySeconds) % daySeconds
	return Time{Second: int32(second), Nano: int32(nano % nanos), Zone: t.Zone}
}

// Add moves by a length of time; in a named zone the instant moves and the offset follows the zone.
func (t DateTime) Add(d DaysDuration) Value {
	nano := int64(t.Time.Nano) + int64(d.Nano)
	unix := t.Unix()
	if sumOverflows(unix, d.Seconds) {
		return nil
	}
	unix += d.Seconds + nano/nanos
	local := unix + t.Time.Zone.since(unix)
	date, ok := DateOfDays(floorDiv(local, daySeconds)).(Date)
	if !ok {
		return nil
	}
	second := local - floorDiv(local, daySeconds)*daySeconds
	return DateTime{Date: date, Time: Time{Second: int32(second), Nano: int32(nano % nanos), Zone: t.Time.Zone}}
}

// AddMonths moves the date by whole months and keeps the clock.
func (t DateTime) AddMonths(n int64) Value {
	date, ok := t.Date.AddMonths(n).(Date)
	if !ok {
		return nil
	}
	return DateTime{Date: date, Time: t.Time}
}

// Sub returns the length of time from o to t.
func (t DateTime) Sub(o DateTime) DaysDuration {
	return NewDaysDuration(t.Unix()-o.Unix(), int64(t.Time.Nano)-int64(o.Time.Nano))
}

// Sub returns the length of time from o to t.
func (t Time) Sub(o Time) DaysDuration {
	return NewDaysDuration(t.utc()-o.utc(), int64(t.Nano)-int64(o.Nano))
}

// Cmp orders instants.
func (t DateTime) Cmp(o DateTime) int {
	if c := cmpInt(t.Unix(), o.Unix()); c != 0 {
		return c
	}
	return cmpInt(int64(t.Time.Nano), int64(o.Time.Nano))
}

// Cmp orders times of day at UTC.
func (t Time) Cmp(o Time) int {
	if c := cmpInt(t.utc(), o.utc()); c != 0 {
		return c
	}
	return cmpInt(int64(t.Nano), int64(o.Nano))
}

// Midnight returns the start of the day, without a zone or in UTC.
func (d Date) Midnight(utc bool) DateTime {
	if utc {
		return DateTime{Date: d, Time: Time{Zone: Zone{kind: offsetZone}}}
	}
	return DateTime{Date: d}
}

func sumOverflows(a, b int64) bool {
	s := a + b
	return (s > a) != (b > 0) && b != 0
}
