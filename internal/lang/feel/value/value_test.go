package value_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"holon.example/holon/internal/lang/feel/convert"
	"holon.example/holon/internal/lang/feel/literal"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

func number(t *testing.T, s string) value.Number {
	t.Helper()
	v, ok := value.ParseNumber(s)
	n, isNumber := v.(value.Number)
	if !ok || !isNumber {
		t.Fatalf("%q is no number", s)
	}
	return n
}

func text(v value.Value) string {
	s, _ := render.Format(value.NewRun(value.Budget{}), v)
	return s
}

func TestDecimalArithmetic(t *testing.T) {
	for _, c := range []struct {
		a, op, b, want string
	}{
		{"0.1", "+", "0.2", "0.3"},
		{"9223372036854775807", "+", "1", "9223372036854775808"},
		{"-9223372036854775808", "-", "1", "-9223372036854775809"},
		{"9223372036854775807", "*", "9223372036854775807", "85070591730234615847396907784232500000"},
		{"1", "/", "3", "0.3333333333333333333333333333333333"},
		{"2", "/", "3", "0.6666666666666666666666666666666667"},
		{"1", "/", "0", "null"},
		{"10", "%", "-4", "-2"},
		{"-10.1", "%", "4.5", "3.4"},
		{"1", "%", "0", "null"},
		{"2", "^", "-2", "0.25"},
		{"2", "^", "0.5", "1.414213562373095048801688724209698"},
		{"-8", "^", "0.5", "null"},
		{"0", "^", "-1", "null"},
		{"1.1", "^", "99999999999", "null"},
		{"9e6144", "*", "10", "null"},
	} {
		a, b := number(t, c.a), number(t, c.b)
		op := map[string]func(a, b value.Number) value.Value{
			"+": value.Number.Add, "-": value.Number.Sub, "*": value.Number.Mul, "/": value.Number.Div,
			"%": value.Number.Mod, "^": value.Number.Pow,
		}[c.op]
		if got := text(op(a, b)); got != c.want {
			t.Errorf("%s %s %s = %s, want %s", c.a, c.op, c.b, got, c.want)
		}
	}
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		n     string
		scale int64
		how   value.Rounding
		want  string
	}{
		{"2.5", 0, value.HalfEven, "2"},
		{"3.5", 0, value.HalfEven, "4"},
		{"-2.5", 0, value.HalfUp, "-3"},
		{"-2.5", 0, value.HalfDown, "-2"},
		{"-1.1", 0, value.Floor, "-2"},
		{"-1.1", 0, value.Ceiling, "-1"},
		{"1.121", 2, value.Up, "1.13"},
		{"-1.129", 2, value.Down, "-1.12"},
		{"12345", -2, value.HalfEven, "12300"},
		{"1", 7000, value.HalfEven, "null"},
		{"1", -7000, value.HalfEven, "null"},
	} {
		if got := text(number(t, c.n).Round(c.scale, c.how)); got != c.want {
			t.Errorf("round %s to %d %s = %s, want %s", c.n, c.scale, c.how, got, c.want)
		}
	}
}

func TestDatesFollowTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.Int64Range(-700000, 2900000).Draw(t, "days")
		d, ok := value.DateOfDays(days).(value.Date)
		if !ok || d.Days() != days {
			t.Fatalf("day %d became %v", days, d)
		}
		std := time.Unix(days*86400, 0).UTC()
		year, week := std.ISOWeek()
		if int(d.Year) != std.Year() || time.Month(d.Month) != std.Month() || int(d.Day) != std.Day() ||
			d.YearDay() != int64(std.YearDay()) || d.Week() != int64(week) || d.Weekday()%7 != int64(std.Weekday()) {
			t.Fatalf("%v is not %v (week %d of %d)", d, std, week, year)
		}
	})
}

func TestTextsAreReadAgain(t *testing.T) {
	for _, s := range []string{
		"2024-02-29", "-0044-03-15", "99999-12-31", "10:30:00", "23:59:59.123456789", "10:30:00Z", "10:30:00-05:00",
		"10:30:00@Asia/Shanghai", "2024-02-29T10:30:00.5+08:00", "P1Y2M", "-P3M", "P0M", "PT0S", "P1DT2H3M4.5S", "-PT0.5S",
	} {
		v := literal.Temporal(s)
		if got := text(v); got != `@"`+s+`"` {
			t.Errorf("%s was read as %s", s, got)
		}
	}
	for _, s := range []string{
		"2023-02-29", "2024-13-01", "01234-01-01", "24:00:01", "10:60:00", "1:00:00", "10:00:00+19:00", "10:00:00@Mars/Base",
		"10:00:00@../../etc/passwd", "10:00:00@Local", "P", "PT", "P1H", "P1Y1D", "2024-01-01T", "P1.5D", "",
	} {
		if v := literal.Temporal(s); v != nil {
			t.Errorf("%q was read as %s", s, text(v))
		}
	}
}

func TestZoneFollowsSummerTime(t *testing.T) {
	before, _ := literal.DateTime("2024-03-31T01:30:00@Europe/Paris").(value.DateTime)
	after, ok := before.Add(value.NewDaysDuration(3600, 0)).(value.DateTime)
	if !ok || after.String() != "2024-03-31T03:30:00@Europe/Paris" {
		t.Errorf("an hour later is %v", after)
	}
}

func TestGoRoundTrip(t *testing.T) {
	const doc = `{"b":[1,2.50,"x",null,true,{"深":12345678901234567890.5}],"a":{}}`
	v, err := convert.FromJSON([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	if got := text(v); got != `{b: [1, 2.5, "x", null, true, {深: 12345678901234567890.5}], a: {}}` {
		t.Errorf("read as %s", got)
	}
	out, err := json.Marshal(convert.ToGo(v))
	if err != nil || string(out) != `{"a":{},"b":[1,2.5,"x",null,true,{"深":12345678901234567890.5}]}` {
		t.Errorf("written as %s (%v)", out, err)
	}
	for _, bad := range []any{math.NaN(), math.Inf(1), make(chan int), map[int]string{1: "a"}} {
		if v, err := convert.FromGo(bad); err == nil {
			t.Errorf("%v became %s", bad, text(v))
		}
	}
	type level string
	v, err = convert.FromGo(map[string]any{"l": level("A"), "n": uint8(7), "f": 0.1, "s": []string{"x"}, "p": (*int)(nil)})
	if err != nil || text(v) != `{f: 0.1, l: "A", n: 7, p: null, s: ["x"]}` {
		t.Errorf("from Go: %s (%v)", text(v), err)
	}
}

func TestEqualityOfKinds(t *testing.T) {
	r := value.NewRun(value.Budget{})
	for _, c := range []struct {
		a, b      string
		equal, ok bool
	}{
		{"2024-01-01T00:00:00Z", "2024-01-01T08:00:00+08:00", true, true},
		{"2024-01-01T00:00:00", "2024-01-01T00:00:00+08:00", true, true},
		{"2024-01-01", "2024-01-01T00:00:00", false, false},
		{"P1Y", "P12M", true, true},
		{"P1D", "PT24H", true, true},
		{"P1Y", "P365D", false, false},
	} {
		equal, ok := value.Equal(r, literal.Temporal(c.a), literal.Temporal(c.b))
		if equal != c.equal || ok != c.ok {
			t.Errorf("%s = %s: %v %v", c.a, c.b, equal, ok)
		}
	}
}
