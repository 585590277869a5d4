package value

import "strconv"

// String returns the text of a date such as "2024-02-29".
func (d Date) String() string {
	sign, year := "", int64(d.Year)
	if year < 0 {
		sign, year = "-", -year
	}
	s := strconv.FormatInt(year, 10)
	return sign + "0000"[min(len(s), 4):] + s + "-" + two(int64(d.Month)) + "-" + two(int64(d.Day))
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// String returns the text of a time such as "10:30:00+08:00".
func (t Time) String() string {
	s := int64(t.Second)
	return two(s/3600) + ":" + two(s/60%60) + ":" + two(s%60) + fraction(t.Nano) + t.Zone.String()
}

// String returns the text of a date and time such as "2024-02-29T10:30:00Z".
func (t DateTime) String() string { return t.Date.String() + "T" + t.Time.String() }
