package calendar_test

import (
	"math"
	"os"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
)

// The moving holidays, computed from sun and moon after Jean Meeus,
// Astronomical Algorithms (chapters 25 and 49), by the rule of the Chinese
// calendar (GB/T 33661-2017): a month begins on the Beijing day of the new moon,
// the eleventh month holds the winter solstice, and of thirteen months between
// two solstices the first without a zhongqi is the leap month. The pack's table
// must agree with this, and with what was officially announced.

const deltaT = 75.0 / 86400 // terrestrial minus universal time, 2007–2045, within 20 s

func sin(deg float64) float64 { return math.Sin(deg * math.Pi / 180) }

// newMoon gives the julian day (UT) of the k-th new moon since 2000-01-06.
func newMoon(k float64) float64 {
	t := k / 1236.85
	e := 1 - 0.002516*t - 0.0000074*t*t
	m := 2.5534 + 29.10535670*k - 0.0000014*t*t
	mm := 201.5643 + 385.81693528*k + 0.0107582*t*t + 0.00001238*t*t*t
	f := 160.7108 + 390.67050284*k - 0.0016118*t*t - 0.00000227*t*t*t
	om := 124.7746 - 1.56375588*k + 0.0020672*t*t
	jd := 2451550.09766 + 29.530588861*k + 0.00015437*t*t
	for _, c := range []struct{ amp, arg float64 }{
		{-0.40720, mm},
		{0.17241 * e, m},
		{0.01608, 2 * mm},
		{0.01039, 2 * f},
		{0.00739 * e, mm - m},
		{-0.00514 * e, mm + m},
		{0.00208 * e * e, 2 * m},
		{-0.00111, mm - 2*f},
		{-0.00057, mm + 2*f},
		{0.00056 * e, 2*mm + m},
		{-0.00042, 3 * mm},
		{0.00042 * e, m + 2*f},
		{0.00038 * e, m - 2*f},
		{-0.00024 * e, 2*mm - m},
		{-0.00017, om},
		{-0.00007, mm + 2*m},
		{0.00004, 2*mm - 2*f},
		{0.00004, 3 * m},
		{0.00003, mm + m - 2*f},
		{0.00003, 2*mm + 2*f},
		{-0.00003, mm + m + 2*f},
		{0.00003, mm - m + 2*f},
		{-0.00002, mm - m - 2*f},
		{-0.00002, 3*mm + m},
		{0.00002, 4 * mm},
		{0.000325, 299.77 + 0.107408*k - 0.009173*t*t},
		{0.000165, 251.88 + 0.016321*k},
		{0.000164, 251.83 + 26.651886*k},
		{0.000126, 349.42 + 36.412478*k},
		{0.000110, 84.66 + 18.206239*k},
		{0.000062, 141.74 + 53.303771*k},
		{0.000060, 207.14 + 2.453732*k},
		{0.000056, 154.84 + 7.306860*k},
		{0.000047, 34.52 + 27.261239*k},
		{0.000042, 207.19 + 0.121824*k},
		{0.000040, 291.34 + 1.844379*k},
		{0.000037, 161.72 + 24.198154*k},
		{0.000035, 239.56 + 25.513099*k},
		{0.000023, 331.55 + 3.592518*k},
	} {
		jd += c.amp * sin(c.arg)
	}
	return jd - deltaT
}

// sunLongitude is the sun's apparent longitude in degrees at a julian day (UT).
func sunLongitude(jd float64) float64 {
	t := (jd + deltaT - 2451545) / 36525
	m := 357.52911 + 35999.05029*t - 0.0001537*t*t
	l := 280.46646 + 36000.76983*t + 0.0003032*t*t +
		(1.914602-0.004817*t)*sin(m) + (0.019993-0.000101*t)*sin(2*m) + 0.000289*sin(3*m)
	l += -0.00569 - 0.00478*sin(125.04-1934.136*t)
	return math.Mod(math.Mod(l, 360)+360, 360)
}

// crossing finds when the sun passes a longitude within 20 days after jd.
func crossing(longitude, jd float64) float64 {
	low, high := jd, jd+20
	for range 50 {
		mid := (low + high) / 2
		if d := math.Mod(sunLongitude(mid)-longitude+540, 360) - 180; d < 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// beijing gives the civil day at UTC+8 of a julian day.
func beijing(jd float64) gov.Date {
	return gov.At(time.Unix(int64((jd-2440587.5)*86400), 0)).Date()
}

func julian(d gov.Date) float64 { return float64(d.Start())/86400000 + 2440587.5 }

// zhongqi counts the multiples of 30° the sun passes in the Beijing days [from, to).
func zhongqi(from, to gov.Date) bool {
	a, b := sunLongitude(julian(from)), sunLongitude(julian(to))
	return math.Floor(a/30) != math.Floor(b/30)
}

// lunarMonths gives the first days of months 11 of the year before to 10, by number.
func lunarMonths(year int) map[int]gov.Date {
	solstice := func(y int) gov.Date {
		return beijing(crossing(270, julian(gov.Date(time.Date(y, 12, 12, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)))))
	}
	k := math.Floor((float64(year-1)+0.95-2000)*12.3685) - 2
	for beijing(newMoon(k+1)) <= solstice(year-1) {
		k++
	}
	var starts []gov.Date
	for beijing(newMoon(k)) <= solstice(year) {
		starts = append(starts, beijing(newMoon(k)))
		k++
	}
	starts = append(starts, beijing(newMoon(k)))
	months, number, leap := map[int]gov.Date{}, 11, len(starts) == 15
	for i := 0; i+1 < len(starts); i++ {
		if leap && i > 0 && !zhongqi(starts[i], starts[i+1]) {
			leap = false
			continue
		}
		if _, seen := months[number]; !seen {
			months[number] = starts[i]
		}
		number = number%12 + 1
	}
	return months
}

func TestMovingHolidaysAgreeWithSunAndMoon(t *testing.T) {
	pack, err := calendar.Load(os.DirFS("../../../packs/calendar-cn"))
	if err != nil {
		t.Fatal(err)
	}
	for year := 2007; year <= 2045; year++ {
		months := lunarMonths(year)
		march := gov.Date(time.Date(year, 3, 28, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		want := map[string]gov.Date{
			"spring_festival": months[1],
			"dragon_boat":     months[5].AddDays(4),
			"mid_autumn":      months[8].AddDays(14),
			"qingming":        beijing(crossing(15, julian(march))),
		}
		for name, date := range want {
			if got := pack.Statutory.Anchors[year][name]; got != date {
				t.Errorf("%d %s: table %s, sky %s", year, name, got, date)
			}
		}
	}
}
