package feel_test

import (
	"testing"

	"holon.example/holon/internal/lang/feel"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

var seeds = []string{
	`if a > 1 and b in [1..5) then {x: 1, y: x + a}.y else [1, 2][item > 1][-1]`,
	`for i in 1..3, j in [1, 2] return i ** j + partial[-1]`,
	`some x in [@"2024-01-01", "a", null] satisfies x instance of list<date and time>`,
	`(function(a: number, b: context<c: string>) external {java: {}})(a: 1, b: 2)`,
	`replace("a\U01F40E", "(a)\1?[^b-[c]]*?$", "$1\$", "ix") + string(]1..2[)`,
	`date and time(2024, 1, 31, 24, 0, 0, "Asia/Shanghai") - duration("P1Y2M3DT4H5.5S")`,
	`x between 1 and 2 in (<3, not(-"a")) // 注`,
	`建筑面积（平方米） * .5e-3 /* c */ !=-1`,
	`sort([1,3,2], function(x,y) x<y).a.b[1](c)(d: 1)`,
	`range("[1..2)") = context merge([{a:1}, get entries({b: 2})])`,
}

func FuzzCompile(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if tests, err := feel.CompileTests(src, nil); err == nil {
			tests.Match(value.NewRun(feel.Budget{Steps: 5000, Bytes: 1 << 20}), value.Int(1), nil)
		}
		p, err := feel.Compile(src, nil)
		if err != nil {
			return
		}
		v, err := p.Eval(feel.Vars{"a": value.Int(3), "x": value.List{value.String("字")}}, feel.Budget{Steps: 5000, Bytes: 1 << 20, Now: now})
		if err != nil {
			return
		}
		// What is written as a FEEL expression is read again as the same value.
		r := value.NewRun(feel.Budget{})
		text, ok := render.Format(r, v)
		if _, isFunction := v.(*value.Function); !ok || isFunction || len(text) > 10000 {
			return
		}
		again, err := feel.Compile(text, nil)
		if err != nil {
			return // ranges without bounds and functions inside have no literal
		}
		w, err := again.Eval(nil, feel.Budget{})
		if err == nil && value.TypeName(v) == "number" && !value.Same(r, v, w) {
			t.Errorf("%q gives %s, which reads as another number", src, text)
		}
	})
}
