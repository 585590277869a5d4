package convert

import (
	"time"

	"holon.example/holon/internal/lang/feel/value"
)

// Time returns an instant as a date and time, in its named zone or at its offset from UTC.
func Time(t time.Time) value.DateTime {
	_, off := t.Zone()
	zone, ok := value.OffsetZone(int64(off))
	if !ok {
		t = t.UTC()
		zone, _ = value.OffsetZone(0)
	}
	out := value.DateTime{
		Date: value.Date{Year: int32(t.Year()), Month: int8(t.Month()), Day: int8(t.Day())},
		Time: value.Time{Second: int32(t.Hour()*3600 + t.Minute()*60 + t.Second()), Nano: int32(t.Nanosecond())},
	}
	out.Time.Zone = zone
	if name := t.Location().String(); name != "UTC" && name != "Local" {
		if named, found := value.NamedZone(name); found {
			out.Time.Zone = named
		}
	}
	// A fixed zone may carry the name of another one.
	if got, _ := out.Offset(); got != int64(off) && ok {
		out.Time.Zone = zone
	}
	return out
}
