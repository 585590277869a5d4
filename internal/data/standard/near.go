package standard

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"holon.example/holon/internal/lang/words"
)

// Pair is two elements that may mean the same (疑似重复).
type Pair struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Score int    `json:"score"` // 0 to 100
	Why   string `json:"why"`   // name synonym alike english code
}

// nearEnough is the least score that is told.
const nearEnough = 70

// Near finds the pairs among elements that may mean the same: the same name or synonym,
// names that differ in a word only, the same English name, the same code in another
// spelling. Chinese puts what restricts a word before it: of two names the one that is the
// other with a word in front (配偶姓名 and 姓名) is another datum, and so are two that
// share the beginning but end in other words (登记机关, 登记日期). The order is by score and code.
func Near(elements []Element) []Pair {
	list := make([]face, 0, len(elements))
	for i := range elements {
		if !elements[i].Retired {
			list = append(list, faceOf(&elements[i]))
		}
	}
	var out []Pair
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			if p, ok := list[i].near(&list[j]); ok {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out
}

// face is an element as it is compared.
type face struct {
	code    string
	typ     Type
	names   [][]rune // plain; the first is the name
	english string
	shape   string // words of the code, sorted
}

func faceOf(e *Element) face {
	f := face{code: e.Code, typ: e.Type, english: words.Plain(e.Name.En), shape: shapeOf(e.Code)}
	for _, n := range append([]string{e.Name.Zh}, e.Synonyms...) {
		f.names = append(f.names, []rune(words.Plain(n)))
	}
	return f
}

// shapeOf brings a code to the words it is made of, however it is spelt: personName,
// person_name and PERSON-NAME are one.
func shapeOf(code string) string {
	var b strings.Builder
	lower := false
	for _, r := range code {
		switch {
		case r == '_' || r == '-' || r == '.':
			b.WriteByte(' ')
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
		}
		lower = !unicode.IsUpper(r)
		b.WriteRune(unicode.ToLower(r))
	}
	parts := strings.Fields(b.String())
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func (f *face) near(g *face) (Pair, bool) {
	p := Pair{A: f.code, B: g.code}
	if p.A > p.B {
		p.A, p.B = p.B, p.A
	}
	better := func(score int, why string) {
		if score > p.Score {
			p.Score, p.Why = score, why
		}
	}
	for i, a := range f.names {
		for j, b := range g.names {
			why := "alike"
			s := alike(a, b, f.typ == g.typ)
			if s == 100 {
				why = "name"
			}
			if i+j > 0 && s > 0 {
				why = "synonym"
				s -= 5
			}
			better(s, why)
		}
	}
	if f.shape == g.shape && strings.ContainsAny(f.shape, " ") {
		better(85, "code")
	} else if strings.ReplaceAll(f.shape, " ", "") == strings.ReplaceAll(g.shape, " ", "") {
		better(85, "code")
	}
	if f.english == g.english && f.english != "" && f.typ == g.typ {
		better(75, "english")
	}
	return p, p.Score >= nearEnough
}

// alike scores two names: 100 the same, 0 not alike.
func alike(a, b []rune, sameType bool) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if slices.Equal(a, b) {
		return 100
	}
	front := 0
	for front < min(len(a), len(b)) && a[front] == b[front] {
		front++
	}
	back := 0
	for back < min(len(a), len(b))-front && a[len(a)-1-back] == b[len(b)-1-back] {
		back++
	}
	restA, restB := a[front:len(a)-back], b[front:len(b)-back]
	if !sameType {
		return 0
	}
	if len(restA) == 0 || len(restB) == 0 {
		return lengthened(front, back, len(restA)+len(restB))
	}
	small, large := min(len(restA), len(restB)), max(len(restA), len(restB))
	share := 2 * common(restA, restB) * 100 / (len(restA) + len(restB))
	if front+back < 2 || share <= 50 || small*2 < large {
		return 0
	}
	return 55 + share*2/5
}

// lengthened scores a name that is another with something put in: only a short word
// behind it or a single character within leaves the meaning.
func lengthened(front, back, more int) int {
	switch {
	case front >= 3 && back == 0 && more <= 2, front > 0 && back > 0 && more == 1 && front+back >= 3:
		return 80
	}
	return 0
}

// common counts the characters two texts share.
func common(a, b []rune) (n int) {
	left := slices.Clone(b)
	for _, r := range a {
		if i := slices.Index(left, r); i >= 0 {
			left = slices.Delete(left, i, i+1)
			n++
		}
	}
	return n
}
