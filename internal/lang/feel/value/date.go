package value

// Date is a calendar day (日期) of the proleptic Gregorian calendar.
type Date struct {
	Year       int32
	Month, Day int8
}

// maxYear is the largest year FEEL engines agree on.
const maxYear = 999999999

// NewDate returns a date; nil if there is no such day.
func NewDate(year, month, day int64) Value {
	if year < -maxYear || year > maxYear || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return nil
	}
	return Date{Year: int32(year), Month: int8(month), Day: int8(day)}
}

func leap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year, month int64) int64 {
	switch month {
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Days returns the number of days since 1970-01-01.
func (d Date) Days() int64 {
	y, m := int64(d.Year), int64(d.Month)
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*((m+9)%12)+2)/5 + int64(d.Day) - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// DateOfDays is the inverse of [Date.Days]; nil beyond the supported years.
func DateOfDays(days int64) Value {
	z := days + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	month := (mp+2)%12 + 1
	year := yoe + era*400
	if month <= 2 {
		year++
	}
	return NewDate(year, month, doy-(153*mp+2)/5+1)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// Weekday returns 1 for Monday to 7 for Sunday.
func (d Date) Weekday() int64 {
	w := (d.Days() + 3) % 7
	if w < 0 {
		w += 7
	}
	return w + 1
}

// YearDay returns the day of the year, from 1.
func (d Date) YearDay() int64 {
	return d.Days() - Date{Year: d.Year, Month: 1, Day: 1}.Days() + 1
}

// Week returns the ISO 8601 week number.
func (d Date) Week() int64 {
	thursday, ok := DateOfDays(d.Days() + 4 - d.Weekday()).(Date)
	if !ok {
		return 1
	}
	return (thursday.YearDay()-1)/7 + 1
}

// AddMonths moves by whole months; a day past the end of the month becomes its last day.
func (d Date) AddMonths(n int64) Value {
	if n > 12*2*maxYear || n < -12*2*maxYear {
		return nil
	}
	total := int64(d.Year)*12 + int64(d.Month) - 1 + n
	year := floorDiv(total, 12)
	month := total - year*12 + 1
	return NewDate(year, month, min(int64(d.Day), daysIn(year, month)))
}

// AddDays moves by days; nil beyond the supported years.
func (d Date) AddDays(n int64) Value {
	if n > 800*maxYear || n < -800*maxYear {
		return nil
	}
	return DateOfDays(d.Days() + n)
}

// Cmp orders dates.
func (d Date) Cmp(o Date) int { return cmpInt(d.Days(), o.Days()) }

func cmpInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
