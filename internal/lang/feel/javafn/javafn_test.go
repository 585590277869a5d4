package javafn_test

import (
	"testing"

	"holon.example/holon/internal/lang/feel/javafn"
	"holon.example/holon/internal/lang/feel/render"
	"holon.example/holon/internal/lang/feel/value"
)

func TestCalls(t *testing.T) {
	num := func(s string) value.Value {
		v, _ := value.ParseNumber(s)
		return v
	}
	for _, c := range []struct {
		class, signature string
		args             []value.Value
		want             string
	}{
		{"java.lang.Math", "max(double,double)", []value.Value{num("1.5"), num("456")}, "456"},
		{"java.lang.Math", "max(int, int)", []value.Value{num("1"), num("-4")}, "1"},
		{"java.lang.Math", "abs(long)", []value.Value{num("-4")}, "4"},
		{"java.lang.Math", "cos(double)", []value.Value{num("0")}, "1"},
		{"java.lang.Math", "max(int,int)", []value.Value{num("1.5"), num("2")}, "null"},
		{"java.lang.Math", "max(int,int)", []value.Value{num("4000000000"), num("2")}, "null"},
		{"java.lang.Math", "sqrt(double)", []value.Value{num("-1")}, "null"},
		{"java.lang.Math", "max(double,double)", []value.Value{value.String("1"), num("2")}, "null"},
		{"java.lang.Integer", "valueOf(java.lang.String)", []value.Value{value.String("12")}, "12"},
		{"java.lang.Integer", "valueOf(java.lang.String)", []value.Value{value.String("x")}, "null"},
		{"java.lang.String", "valueOf(double)", []value.Value{num("2")}, `"2.0"`},
		{
			"java.lang.String", "format(java.lang.String,[Ljava.lang.Object;)",
			[]value.Value{value.String("%s 有 %,d 元 %.2f%% %2$d"), value.String("甲"), num("12345"), num("1.5")},
			`"甲 有 12,345 元 1.50% 12345"`,
		},
		{"java.lang.String", "format(java.lang.String,[Ljava.lang.Object;)", []value.Value{value.String("%s")}, "null"},
	} {
		fn, err := javafn.Lookup(c.class, c.signature)
		if err != nil {
			t.Errorf("%s.%s: %v", c.class, c.signature, err)
			continue
		}
		r := value.NewRun(value.Budget{})
		if got, _ := render.Format(r, fn.Invoke(r, 0, c.args)); got != c.want {
			t.Errorf("%s.%s = %s, want %s", c.class, c.signature, got, c.want)
		}
	}
	for class, signature := range map[string]string{
		"java.lang.Runtime": "exec(java.lang.String)", "java.lang.Math": "max(double", "java.lang.System": "exit(int)", "": "",
	} {
		if _, err := javafn.Lookup(class, signature); err == nil {
			t.Errorf("%s.%s was found", class, signature)
		}
	}
}
