package feel_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

// now is the moment of all test evaluations.
var now = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func eval(t *testing.T, expr string, vars feel.Vars) string {
	t.Helper()
	p, err := feel.Compile(expr, nil)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	v, err := p.Eval(vars, feel.Budget{Now: now})
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	s, _ := render.Format(value.NewRun(feel.Budget{}), v)
	return s
}

func TestExpressions(t *testing.T) {
	vars, err := feel.VarsFromJSON([]byte(`{"建筑面积": 150.5, "loan amount": 2000, "x": 5, "items": [
		{"name": "a", "price": 3, "unit price": 1}, {"name": "b", "price": 30, "unit price": 2}], "s": "申请人abc"}`))
	if err != nil {
		t.Fatal(err)
	}
	for expr, want := range map[string]string{
		`建筑面积 > 120`:                              "true",
		`loan amount / 3`:                         "666.6666666666666666666666666666667",
		`0.1 + 0.2 = 0.3`:                         "true",
		`2 ** 3 ** 2`:                             "64",
		`-3 ** 2`:                                 "9",
		`if x > 3 then "big" else "small"`:        `"big"`,
		`items[price > 5].name`:                   `["b"]`,
		`items[1].unit price + 1`:                 "2",
		`items[unit price = 2].price`:             "[30]",
		`for i in 1..3, j in [10, 20] return i*j`: "[10, 20, 20, 40, 30, 60]",
		`for i in 0..4 return if i = 0 then 1 else i * partial[-1]`: "[1, 1, 2, 6, 24]",
		`some i in items satisfies i.price > 10`:                    "true",
		`every i in items satisfies i.price > 10`:                   "false",
		`null and false`:     "false",
		`null or true`:       "true",
		`null > 1`:           "null",
		`1 = "1"`:            "null",
		`{a: 1, b: a + 1}.b`: "2",
		`{"a b": 1}.a b`:     "1",
		`string length(s)`:   "6",
		`substring(s, 1, 3)`: `"申请人"`,
		`substring(string: s, start position: -3)`:                       `"abc"`,
		`x between 1 and 5 and x in [1..5)`:                              "false",
		`x in (1, >4)`:                                                   "true",
		`date("2024-02-29") + duration("P1Y")`:                           `@"2025-02-28"`,
		`(date("2024-03-01") - date("2024-02-28")).days`:                 "2",
		`@"2024-01-31T10:00:00@Asia/Shanghai" - @"2024-01-31T00:00:00Z"`: `@"PT2H"`,
		`today()`:                             `@"2026-03-01"`,
		`sort([3,1,2], function(a, b) a > b)`: "[3, 2, 1]",
		`(function(a: number) a + x)(1)`:      "6",
		`{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f(20)`: "2432902008176640000",
		`matches("abcabc", "(abc)\1")`:                             "true",
		`replace("abracadabra", "bra", "*")`:                       `"a*cada*"`,
		`[1..10[.end included`:                                     "false",
		`"a" + /* comment */ "b" // end`:                           `"ab"`,
		`median([8, 2, 5, 7])`:                                     "6",
		`overlaps([1..5], [5..8])`:                                 "true",
		`not(true)`:                                                "false",
		`-5 instance of number`:                                    "true",
		`years and months duration(@"2011-12-22", @"2013-08-24")`:  `@"P1Y8M"`,
		`"\u7533\u8BF7"`:                                           `"申请"`,
	} {
		if got := eval(t, expr, vars); got != want {
			t.Errorf("%s = %s, want %s", expr, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	scope := feel.NewScope(map[string]*feel.Type{"amount": nil, "level": nil, "a-b": nil, "a": nil, "b": nil}, nil)
	p, err := feel.Compile(`if amount > 1000 and level = "A" then count([a - b, amount]) else (a) - b`, scope)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a", "a-b", "amount", "b", "level"}; !slices.Equal(p.Names(), want) {
		t.Errorf("Names() = %v, want %v", p.Names(), want)
	}
	_, err = feel.Compile("amount >\n 2 * amont", scope)
	var at *feel.Error
	if !errors.As(err, &at) || at.Line != 2 || at.Column != 6 || at.Code != "unknown_name" {
		t.Errorf("unknown variable: got %v", err)
	}
}

func TestHolds(t *testing.T) {
	p, err := feel.Compile(`建筑面积 > 120`, nil)
	if err != nil {
		t.Fatal(err)
	}
	for area, want := range map[int64]bool{121: true, 120: false} {
		if got, err := p.Holds(feel.Vars{"建筑面积": value.Int(area)}, feel.Budget{}); err != nil || got != want {
			t.Errorf("%d: %v %v", area, got, err)
		}
	}
	if got, err := p.Holds(nil, feel.Budget{}); err != nil || got {
		t.Errorf("without a value: %v %v", got, err)
	}
}

func TestNamesInFilters(t *testing.T) {
	scope := feel.NewScope(map[string]*feel.Type{"items": nil, "limit": nil}, nil)
	p, err := feel.Compile(`count(items[price > limit and item.kind = "A"])`, scope)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Names(), []string{"items", "limit"}) || !slices.Equal(p.MaybeNames(), []string{"price"}) {
		t.Errorf("Names %v, MaybeNames %v", p.Names(), p.MaybeNames())
	}
}

func TestHostile(t *testing.T) {
	for _, expr := range []string{
		strings.Repeat("[", 1<<20), strings.Repeat("(", 1<<19), strings.Repeat("-", 1<<20),
		strings.Repeat("{a:", 1<<18), strings.Repeat("if ", 1<<18), strings.Repeat("a.", 1<<18) + "a",
		strings.Repeat("f(", 1<<18), strings.Repeat("a[", 1<<18), `"` + strings.Repeat("a", 1<<19),
		strings.Repeat("not(", 1<<18), "1 in " + strings.Repeat("(", 1<<18), strings.Repeat("x", 2<<20),
	} {
		elapsed := gov.Mono()
		if _, err := feel.Compile(expr, nil); err == nil {
			t.Errorf("%.10s… was accepted", expr)
		}
		if _, err := feel.CompileTests(expr, nil); err == nil {
			t.Errorf("%.10s… was accepted as a test", expr)
		}
		if took := elapsed(); took > 2*time.Second {
			t.Errorf("%.10s… took %v", expr, took)
		}
	}
	for _, expr := range []string{
		`for i in 1..1000000000 return i`,
		`for a in 1..10000, b in 1..10000 return "x"`,
		`{f: function(n) f(n + 1)}.f(1)`,
		`{s: function(t, n) if n = 0 then t else s(t + t, n - 1)}.s("xxxxxxxx", 60)`,
		`{s: function(t, n) if n = 0 then t else s([t, t], n - 1)}.s(1, 60) = {s: function(t, n) if n = 0 then t else s([t, t], n - 1)}.s(1, 60)`,
		`matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "^((a+)+)\1$b")`,
	} {
		p, err := feel.Compile(expr, nil)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		if _, err := p.Eval(nil, feel.Budget{}); err == nil {
			t.Errorf("%s ended without an error", expr)
		}
	}
}

func TestLongChainsAreFlat(t *testing.T) {
	expr := "1" + strings.Repeat("+1", 400000)
	if got := eval(t, expr, nil); got != "400001" {
		t.Errorf("got %s", got)
	}
}

func BenchmarkCondition(b *testing.B) {
	scope := feel.NewScope(map[string]*feel.Type{"amount": nil, "level": nil}, nil)
	p, err := feel.Compile(`if amount > 1000 and level = "A" then amount * 2 else 0`, scope)
	if err != nil {
		b.Fatal(err)
	}
	vars := feel.Vars{"amount": value.Int(1500), "level": value.String("A")}
	b.ReportAllocs()
	for b.Loop() {
		if v, err := p.Eval(vars, feel.Budget{}); err != nil || v == nil {
			b.Fatal(v, err)
		}
	}
}
