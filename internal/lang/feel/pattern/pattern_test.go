package pattern_test

import (
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/feel/pattern"
)

// steps is a meter with a fixed number of steps.
type steps int

func (s *steps) Step(n int) bool {
	*s -= steps(n)
	return *s >= 0
}

func meter() *steps {
	s := steps(1000000)
	return &s
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		input, pattern, flags string
		want                  bool
	}{
		{"abracadabra", "bra", "", true},
		{"abracadabra", "^bra", "", false},
		{"a\nb", "a.b", "", false},
		{"a\nb", "a.b", "s", true},
		{"a\nb", "^b$", "m", true},
		{"HELLO", "hello", "i", true},
		{"helloworld", "hello world", "x", true},
		{"hello world", `hello\ sworld`, "x", true},
		{"a.b", "a.b", "q", true},
		{"axb", "a.b", "q", false},
		{"b", "[a-c-[b]]", "", false},
		{"d", "[^a-c-[e]]", "", true},
		{"e", "[^a-c-[e]]", "", false},
		{"申请", `^\p{IsCJKUnifiedIdeographs}+$`, "", true},
		{"é", `^\p{Ll}$`, "", true},
		{"5", `^\P{Nd}$`, "", false},
		{"abab", `^(ab)\1$`, "", true},
		{"abac", `^(ab)\1$`, "", false},
		{"aBAb", `^(ab)\1$`, "i", true},
		{"aa", `^(a)(b)?\2a$`, "", true},
		{"-x_1", `^\i`, "", false},
		{"x-1", `^\i\c*$`, "", true},
		{"K", "k", "i", true},
		{"", "^$", "", true},
		{"aaa", "^a{2,3}?$", "", true},
		{"a|b", `a\|b`, "", true},
		{"abcabc", `^(?:abc){2}$`, "", true},
		{"-", "[a-]", "", true},
		{"🐎", "^.$", "", true},
		{"k", "[^K]", "i", false},
	} {
		p, err := pattern.Compile(c.pattern, c.flags)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got := p.Match(c.input, meter()); got != c.want {
			t.Errorf("matches(%q, %q, %q) = %v", c.input, c.pattern, c.flags, got)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, src := range []string{
		"(", ")", "[", "a**", "*a", "a{2", "a{3,2}", "a{99999999999}", `\`, `\y`, `(a\1)`, `[\1]`, `(?i)a`, `(?<n>a)`,
		`\p{IsNowhere}`, `\p{Xx}`, "]", "}", "[b-a]", "[]", strings.Repeat("(", 5000), strings.Repeat("[a-", 5000),
		strings.Repeat("a", 20000), "((((a{999}){999}){999}){999})",
	} {
		if _, err := pattern.Compile(src, ""); err == nil {
			t.Errorf("%.40s was accepted", src)
		}
	}
	if _, err := pattern.Compile("a", "z"); err == nil {
		t.Error("flag z was accepted")
	}
}

func TestReplace(t *testing.T) {
	for _, c := range []struct{ input, pattern, with, want string }{
		{"abracadabra", "bra", "*", "a*cada*"},
		{"abracadabra", "a.*?a", "*", "*c*bra"},
		{"abracadabra", "a(.)", "a$1$1", "abbraccaddabbra"},
		{"darted", "^(.*?)d(.*)$", "$1c$2", "carted"},
		{"AAAA", "A+?", "b", "bbbb"},
		{"a", "a", `\$\\`, `$\`},
		{"abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"},
		{"xyxy", `(x)(y)\1\2`, "$2$1$0", "yxxyxy"},
	} {
		p, err := pattern.Compile(c.pattern, "")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Replace(c.input, c.with, meter()); err != nil || got != c.want {
			t.Errorf("replace(%q, %q, %q) = %q (%v), want %q", c.input, c.pattern, c.with, got, err, c.want)
		}
	}
	for pat, with := range map[string]string{"a*": "b", "a": "$", "b": `\x`} {
		p, err := pattern.Compile(pat, "")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Replace("a", with, meter()); err == nil {
			t.Errorf("replacing %q with %q gave %q", pat, with, got)
		}
	}
}

func TestSplit(t *testing.T) {
	p, err := pattern.Compile(";", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Split("a;b;;c;", meter()); !slices.Equal(got, []string{"a", "b", "", "c", ""}) {
		t.Errorf("split: %q", got)
	}
}

func TestBacktrackingEnds(t *testing.T) {
	p, err := pattern.Compile(`^((a+)+)\1b$`, "")
	if err != nil {
		t.Fatal(err)
	}
	m := meter()
	if p.Match(strings.Repeat("a", 60), m) || *m >= 0 {
		t.Errorf("matched, or ended by itself with %d steps left", *m)
	}
}

func FuzzPattern(f *testing.F) {
	f.Add(`(a|b)*?\1[^x-z-[y]]{1,3}$`, "abba", "ix")
	f.Add(`^\p{Lu}\i\C\w+`, "Äb", "")
	f.Fuzz(func(t *testing.T, src, input, flags string) {
		p, err := pattern.Compile(src, flags)
		if err != nil {
			return
		}
		m := steps(20000)
		p.Match(input, &m)
		if parts := p.Split(input, &m); len(parts) == 0 {
			t.Error("split gave nothing")
		}
	})
}
