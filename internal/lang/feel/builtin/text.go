package builtin

import (
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/lang/feel/pattern"
	"holon.example/holon/internal/lang/feel/value"
)

func declareStrings() {
	def("substring", over("string:string, start position:number, length?:number", substring))
	def("string length", over("string:string", func(_ *value.Run, a []value.Value) value.Value {
		return value.Int(int64(utf8.RuneCountInString(str(a[0]))))
	}))
	def("upper case", over("string:string", mapped(strings.ToUpper)))
	def("lower case", over("string:string", mapped(strings.ToLower)))
	def("substring before", over("string:string, match:string", func(_ *value.Run, a []value.Value) value.Value {
		before, _, found := strings.Cut(str(a[0]), str(a[1]))
		if !found {
			return value.String("")
		}
		return value.String(before)
	}))
	def("substring after", over("string:string, match:string", func(_ *value.Run, a []value.Value) value.Value {
		_, after, _ := strings.Cut(str(a[0]), str(a[1]))
		return value.String(after)
	}))
	def("contains", over("string:string, match:string", tested(strings.Contains)))
	def("starts with", over("string:string, match:string", tested(strings.HasPrefix)))
	def("ends with", over("string:string, match:string", tested(strings.HasSuffix)))
	def("string join", over("list:list, delimiter?:string", join))
	def("matches", over("input:string, pattern:string, flags?:string", matchesPattern))
	def("replace", over("input:string, pattern:string, replacement:string, flags?:string", replace))
	def("split", over("string:string, delimiter:string", split))
}

func mapped(f func(string) string) impl {
	return func(r *value.Run, a []value.Value) value.Value {
		if !r.Grow(len(str(a[0]))) {
			return nil
		}
		return value.String(f(str(a[0])))
	}
}

func tested(f func(s, match string) bool) impl {
	return func(r *value.Run, a []value.Value) value.Value {
		return value.Bool(r.Step(len(str(a[0]))/256) && f(str(a[0]), str(a[1])))
	}
}

// substring counts from 1, from the end with a negative start; outside the string it is null.
func substring(r *value.Run, a []value.Value) value.Value {
	chars := []rune(str(a[0]))
	if !r.Grow(4 * len(chars)) {
		return nil
	}
	size := int64(len(chars))
	start, ok := whole(a[1])
	if !ok || start == 0 || start > size || start < -size {
		return nil
	}
	if start < 0 {
		start += size + 1
	}
	length := size - start + 1
	if a[2] != nil {
		want, isWhole := whole(a[2])
		if !isWhole || want < 1 {
			return nil
		}
		length = min(length, want)
	}
	return value.String(chars[start-1 : start-1+length])
}

// whole returns a number cut to its whole part.
func whole(v value.Value) (int64, bool) {
	n, ok := v.(value.Number)
	if !ok {
		return 0, false
	}
	cut, ok := n.Round(0, value.Down).(value.Number)
	if !ok {
		return 0, false
	}
	return cut.Int64()
}

func join(r *value.Run, a []value.Value) value.Value {
	l, _ := a[0].(value.List)
	var b strings.Builder
	first := true
	for _, e := range l {
		s, ok := e.(value.String)
		if e != nil && !ok || !r.Grow(len(s)+len(str(a[1]))) {
			return nil
		}
		if e == nil {
			continue
		}
		if !first {
			b.WriteString(str(a[1]))
		}
		first = false
		b.WriteString(string(s))
	}
	return value.String(b.String())
}

func compilePattern(r *value.Run, source, flags value.Value) *pattern.Pattern {
	p, err := pattern.Compile(str(source), str(flags))
	if err != nil {
		r.Note(0, "pattern", "the pattern cannot be used: "+err.Error())
		return nil
	}
	return p
}

func matchesPattern(r *value.Run, a []value.Value) value.Value {
	p := compilePattern(r, a[1], a[2])
	if p == nil {
		return nil
	}
	return value.Bool(p.Match(str(a[0]), r))
}

func replace(r *value.Run, a []value.Value) value.Value {
	p := compilePattern(r, a[1], a[3])
	if p == nil {
		return nil
	}
	s, err := p.Replace(str(a[0]), str(a[2]), r)
	if err != nil {
		r.Note(0, "pattern", "the replacement cannot be used: "+err.Error())
		return nil
	}
	return value.String(s)
}

func split(r *value.Run, a []value.Value) value.Value {
	p := compilePattern(r, a[1], nil)
	if p == nil {
		return nil
	}
	parts := p.Split(str(a[0]), r)
	out := make(value.List, len(parts))
	if !r.GrowList(len(parts)) {
		return nil
	}
	for i, s := range parts {
		out[i] = value.String(s)
	}
	return out
}
