package syntax_test

import (
	"errors"
	"strings"
	"testing"

	"holon.example/holon/internal/lang/feel/syntax"
)

func parser() *syntax.Parser {
	return &syntax.Parser{
		Names:     []*syntax.Names{syntax.NewNames("a-b", "Profit and loss", "建筑 面积")},
		Functions: syntax.NewNames("date", "date and time", "day of week"),
	}
}

func TestErrorsTellTheirPlace(t *testing.T) {
	for src, want := range map[string]struct {
		line, column int
		code, words  string
	}{
		"":                    {1, 1, "end", "the expression ends"},
		"1 +":                 {1, 4, "end", "where a value is expected"},
		"(1 + 2":              {1, 7, "expected", "bracket of column 1"},
		"if a\n  then b":      {2, 9, "expected", "\"else\""},
		"面积 > > 1":            {1, 6, "unexpected", "found \">\""},
		"\"abc":               {1, 1, "string", "closing quotation mark"},
		"[1, 2":               {1, 6, "expected", "end of the list"},
		"a 5":                 {1, 3, "unexpected", "end of the expression"},
		"for x of y return 1": {1, 5, "name", "and then \"in\""},
		"f(1, b: 2)":          {1, 9, "arguments", "cannot be mixed"},
		"1 instance of 5":     {1, 15, "type", "name of a type"},
		"{a 1}":               {1, 2, "name", "a key and then \":\""},
		"@5":                  {1, 2, "at", "string after"},
		"[1..2":               {1, 6, "range", "end of the range"},
	} {
		_, err := parser().Parse(src)
		var at *syntax.Error
		if !errors.As(err, &at) {
			t.Errorf("%q was accepted", src)
			continue
		}
		if at.Line != want.line || at.Column != want.column || at.Code != want.code || !strings.Contains(at.Text, want.words) {
			t.Errorf("%q: line %d, column %d, %s: %s", src, at.Line, at.Column, at.Code, at.Text)
		}
	}
}

func TestNamesAreTokens(t *testing.T) {
	for src, want := range map[string]string{
		"a-b": "a-b", "a - b": "a-b", "Profit  and\nloss": "Profit and loss", "建筑　面积": "建筑 面积",
		"unknown words here": "unknown words here", "date of birth": "date of birth", "面积（平方米）": "面积（平方米）",
	} {
		n, err := parser().Parse(src)
		name, ok := n.(*syntax.Name)
		if err != nil || !ok || name.Name != want {
			t.Errorf("%q: %#v %v", src, n, err)
		}
	}
	if n, err := parser().Parse("(a)-(b)"); err != nil {
		t.Error(err)
	} else if _, isChain := n.(*syntax.Chain); !isChain {
		t.Errorf("(a)-(b) is %#v", n)
	}
}

func TestUnaryTests(t *testing.T) {
	for src, items := range map[string]int{"-": 0, "< 5, [1..2], \"a\"": 3, "not(1, 2)": 2, "not(a) and b": 1, "- 5": 1} {
		tests, err := parser().ParseTests(src)
		if err != nil || len(tests.Items) != items || tests.Not != strings.HasPrefix(src, "not(1") {
			t.Errorf("%q: %+v %v", src, tests, err)
		}
	}
}
