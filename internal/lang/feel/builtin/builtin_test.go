package builtin_test

import (
	"testing"
	"time"

	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/builtin"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

func eval(t *testing.T, expr string) (string, []value.Note) {
	t.Helper()
	p, err := feel.Compile(expr, feel.NewScope(nil, nil))
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	r := value.NewRun(feel.Budget{Now: time.Date(2026, 3, 1, 9, 30, 0, 0, time.FixedZone("CST", 8*3600))})
	s, _ := render.Format(r, p.Run(r, nil))
	return s, r.Notes()
}

// results are expressions with their results, one function after the other in the order of the
// standard (DMN 1.5, 10.3.4).
var results = [][2]string{
	{`date("2024-02-30")`, `null`},
	{`date(2024, 2, 29)`, `@"2024-02-29"`},
	{`date(@"2024-02-29T10:00:00Z")`, `@"2024-02-29"`},
	{`time(10, 30, 15.5, duration("PT2H"))`, `@"10:30:15.5+02:00"`},
	{`time("T10:00:00")`, `null`},
	{`time(@"2024-01-01")`, `@"00:00:00Z"`},
	{`date and time(@"2024-01-01", @"10:00:00@Asia/Shanghai")`, `@"2024-01-01T10:00:00@Asia/Shanghai"`},
	{`date and time(2024, 1, 31, 12, 0, 0, "Asia/Shanghai")`, `@"2024-01-31T12:00:00@Asia/Shanghai"`},
	{`date and time(@"2024-01-01T00:00:00Z", "Asia/Shanghai")`, `@"2024-01-01T08:00:00@Asia/Shanghai"`},
	{`number("1.000.000,01", ".", ",")`, `1000000.01`},
	{`number("1,000", ",", ",")`, `null`},
	{`number("x")`, `null`},
	{`string([1, "a", {b: true}, null])`, `"[1, \"a\", {b: true}, null]"`},
	{`string(null)`, `null`},
	{`duration("P1Y1D")`, `null`},
	{`years and months duration(@"2013-08-22", @"2011-12-24")`, `@"-P1Y7M"`},
	{`not("a")`, `null`},
	{`substring("foobar", 3, 3)`, `"oba"`},
	{`substring("foobar", -2, 1)`, `"a"`},
	{`substring("foobar", 0)`, `null`},
	{`string length("申请🐎")`, `3`},
	{`upper case("ß申a")`, `"ß申A"`},
	{`substring before("foobar", "x")`, `""`},
	{`substring after("foobar", "ob")`, `"ar"`},
	{`replace("abc", "(b)", "[$1]")`, `"a[b]c"`},
	{`replace("abc", "(", "x")`, `null`},
	{`contains("foobar", "of")`, `false`},
	{`starts with("foobar", "fo")`, `true`},
	{`ends with("foobar", "r")`, `true`},
	{`matches("foobar", "^FO", "i")`, `true`},
	{`matches("a", "b", "w")`, `null`},
	{`split("a;b;;c", ";")`, `["a", "b", "", "c"]`},
	{`string join(["a", null, "c"], "、")`, `"a、c"`},
	{`string join([1])`, `null`},
	{`list contains([1, null], null)`, `true`},
	{`count([])`, `0`},
	{`min("b", "a")`, `"a"`},
	{`max([@"P1D", @"PT25H"])`, `@"P1DT1H"`},
	{`max(1, "a")`, `null`},
	{`sum([])`, `null`},
	{`sum(1, 2.5)`, `3.5`},
	{`mean([1, 2, 4, 5])`, `3`},
	{`all([true, null])`, `null`},
	{`all([false, null])`, `false`},
	{`any([])`, `false`},
	{`sublist([1, 2, 3], -2, 1)`, `[2]`},
	{`sublist([1], 2)`, `null`},
	{`append([1], 2, 3)`, `[1, 2, 3]`},
	{`concatenate([1], 2, [3])`, `[1, 2, 3]`},
	{`insert before([1, 3], 2, 2)`, `[1, 2, 3]`},
	{`remove([1, 2], 3)`, `null`},
	{`reverse([1, 2])`, `[2, 1]`},
	{`index of([1, 2, 1], 1)`, `[1, 3]`},
	{`union([1, 2], [2, 3])`, `[1, 2, 3]`},
	{`distinct values([1, 1.0, "1", {a: 1}, {a: 1}])`, `[1, "1", {a: 1}]`},
	{`flatten([[1, [2]], 3])`, `[1, 2, 3]`},
	{`product(2, 3, 4)`, `24`},
	{`median([6, 1, 2, 3])`, `2.5`},
	{`stddev([2, 4, 7, 5])`, `2.081665999466132735282297706979931`},
	{`stddev([1])`, `null`},
	{`mode([6, 1, 9, 6, 1])`, `[1, 6]`},
	{`list replace([2, 4, 7, 8], 3, 6)`, `[2, 4, 6, 8]`},
	{`list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)`, `[5, 5, 7, 8]`},
	{`decimal(1/3, 2)`, `0.33`},
	{`decimal(2.5, 0)`, `2`},
	{`floor(-1.56, 1)`, `-1.6`},
	{`ceiling(-1.5)`, `-1`},
	{`round up(5.5, 0)`, `6`},
	{`round half down(5.5, 0)`, `5`},
	{`abs(@"-PT5H")`, `@"PT5H"`},
	{`modulo(-12, 5)`, `3`},
	{`modulo(12.1, -5)`, `-2.9`},
	{`sqrt(16)`, `4`},
	{`log(0)`, `null`},
	{`exp(0)`, `1`},
	{`odd(5)`, `true`},
	{`even(-2)`, `true`},
	{`is(@"23:00:50Z", @"23:00:50+00:00")`, `true`},
	{`is(@"10:00:00", @"10:00:00Z")`, `false`},
	{`is(1, "1")`, `false`},
	{`before(1, [1..2])`, `false`},
	{`before(1, (1..2])`, `true`},
	{`after([5..10], 1)`, `true`},
	{`meets([1..5], [5..10])`, `true`},
	{`met by([5..10], [1..5))`, `false`},
	{`overlaps([5..10], (10..12])`, `false`},
	{`overlaps before([1..5], [4..10])`, `true`},
	{`overlaps after([4..10], [1..5])`, `true`},
	{`overlaps before([1..5), [5..6])`, `false`},
	{`finishes(5, [1..5])`, `true`},
	{`finished by([1..5], (3..5])`, `true`},
	{`includes([1..10], (1..10])`, `true`},
	{`during([4..6], [4..6))`, `false`},
	{`starts(1, (1..5])`, `false`},
	{`started by([1..5], [1..3])`, `true`},
	{`coincides([1..5], [1..5])`, `true`},
	{`coincides(3, 3)`, `true`},
	{`before(1, "a")`, `null`},
	{`range("[18..21)")`, `[18..21)`},
	{`range("(..2]")`, `<= 2`},
	{`range("[2..1]")`, `null`},
	{`range("[1+1..3]")`, `null`},
	{`day of year(@"2020-12-31")`, `366`},
	{`day of week(@"2019-09-17")`, `"Tuesday"`},
	{`month of year(@"2019-09-17")`, `"September"`},
	{`week of year(@"2005-01-01")`, `53`},
	{`now()`, `@"2026-03-01T09:30:00+08:00"`},
	{`today()`, `@"2026-03-01"`},
	{`sort([3, 1, 2], function(a, b) a < b)`, `[1, 2, 3]`},
	{`sort([3, 1], function(a) a)`, `null`},
	{`get value({a: {b: 1}}, "a")`, `{b: 1}`},
	{`get value({a: 1}, ["a", "b"])`, `null`},
	{`get entries({a: 1})`, `[{key: "a", value: 1}]`},
	{`context([{key: "a", value: 1}, {key: "a", value: 2}])`, `null`},
	{`context put({x: {y: 0}}, ["x", "y"], 2)`, `{x: {y: 2}}`},
	{`context merge([{a: 1}, {a: 2, b: 3}])`, `{a: 2, b: 3}`},
	{`string length(string: ["abc"])`, `3`},
	{`count(list: 1)`, `1`},
	{`abs(number: 1)`, `null`},
	{`abs(1, 2)`, `null`},
}

func TestResults(t *testing.T) {
	for _, c := range results {
		got, notes := eval(t, c[0])
		if got != c[1] {
			t.Errorf("%s = %s, want %s (%v)", c[0], got, c[1], notes)
		}
	}
}

func TestNullIsExplained(t *testing.T) {
	for _, expr := range []string{`1 + sqrt("a")`, `1 + sqrt(-1)`, `1 + sqrt()`, `1 + sqrt(a: 1)`} {
		_, notes := eval(t, expr)
		if len(notes) == 0 || notes[0].Pos != 8 || notes[0].Text == "" {
			t.Errorf("%s: %+v", expr, notes)
		}
	}
}

func TestEveryFunctionTakesAnything(t *testing.T) {
	strange := []value.Value{nil, value.Bool(true), value.Int(-1), value.String(""), value.List{nil}, value.NewContext(0), &value.Range{}, &value.Function{Call: func(*value.Run, []value.Value) value.Value { return nil }}, value.Date{}}
	for _, name := range builtin.All() {
		fn := builtin.Lookup(name)
		for n := range 4 {
			for i := range strange {
				args := make([]value.Value, n)
				for k := range args {
					args[k] = strange[(i+k*k)%len(strange)]
				}
				r := value.NewRun(value.Budget{})
				if fn.Invoke(r, 0, args); r.Err() != nil {
					t.Errorf("%s%v: %v", name, args, r.Err())
				}
			}
		}
	}
}
