package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Marks that may not begin a line: closing brackets and quotes, stops, small
// signs, and units that belong to the number before them.
const noStart = "\u3001\u3002\uFF0C\uFF0E\uFF1A\uFF1B\uFF1F\uFF01\u201D\u2019\uFF09\u300B\u300D\u300F\u3011\u3015\u3009\u3017" +
	"\u00B7\u2026\u2014\uFF5E\uFF05\u2030\u2103\u00B0\u3005\u30FB!),.:;?]}%>\u00BB"

// Marks that may not end a line: opening brackets and quotes, and currency signs.
const noEnd = "\u201C\u2018\uFF08\u300A\u300C\u300E\u3010\u3014\u3008\u3016([{<\u00AB$\uFFE5\u00A5\u2116#"

// joiners hold the parts of a number, a code or an address together.
const joiners = "._-/:@&+=~?'%#,\\"

// pairs are marks that are written doubled and must not be torn apart.
const pairs = "\u2014\u2026"

const noBreakSpace = '\u00A0'

// clean makes text printable: line ends become one kind, tabs become spaces, and
// what has no width of its own (variation selectors, joiners, marks of byte
// order) goes. Everything else stays, and is shown as a box if the font lacks it.
func clean(s string) []rune {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	out := make([]rune, 0, utf8.RuneCountInString(s))
	for _, r := range s {
		switch {
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085':
			out = append(out, '\n')
		case r == '\t':
			out = append(out, ' ')
		case invisible(r):
		default:
			out = append(out, r)
		}
	}
	return out
}

func invisible(r rune) bool {
	switch r {
	case '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF':
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// joined tells whether no line may break between a and b.
func joined(a, b rune) bool {
	if a == noBreakSpace || b == noBreakSpace || unicode.Is(unicode.M, b) {
		return true
	}
	if a == ' ' || b == ' ' {
		return false
	}
	if strings.ContainsRune(noStart, b) || strings.ContainsRune(noEnd, a) {
		return true
	}
	if a == b && strings.ContainsRune(pairs, a) {
		return true
	}
	if a == '/' && unicode.IsLetter(b) {
		return false // an address may go on after a slash, a fraction or a date may not
	}
	return ofWord(a) && ofWord(b)
}

// ofWord tells whether the character is written without gaps between words as
// Latin letters and figures are; Chinese, Japanese and Korean may break anywhere.
func ofWord(r rune) bool {
	if strings.ContainsRune(joiners, r) {
		return true
	}
	if r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
		return false
	}
	return r < 0x2E80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// A line of text, broken.
type line struct {
	text []rune
	last bool // ends its paragraph, and is not stretched
}

// breaker breaks paragraphs for one size of type.
type breaker struct {
	width func(r rune) float64
	first float64 // room on the first line of a paragraph
	rest  float64 // room on the others

	out  []line
	cur  []rune
	used float64
}

// breakText breaks text into lines. Each line end in it ends a paragraph; an
// empty paragraph is an empty line.
func breakText(text []rune, first, rest float64, width func(rune) float64) []line {
	var out []line
	for start, i := 0, 0; i <= len(text); i++ {
		if i < len(text) && text[i] != '\n' {
			continue
		}
		b := breaker{width: width, first: first, rest: rest}
		out = append(out, b.paragraph(text[start:i])...)
		start = i + 1
	}
	return out
}

func (b *breaker) paragraph(text []rune) []line {
	for start, i := 0, 1; start < len(text); i++ {
		if i < len(text) && joined(text[i-1], text[i]) {
			continue
		}
		b.add(text[start:i])
		start = i
	}
	b.end()
	b.out[len(b.out)-1].last = true
	return b.out
}

func (b *breaker) room() float64 {
	if len(b.out) == 0 {
		return b.first
	}
	return b.rest
}

// add sets a piece that must stay whole, if a line can hold it at all.
func (b *breaker) add(piece []rune) {
	w := 0.0
	for _, r := range piece {
		w += b.width(r)
	}
	blank := len(piece) == 1 && piece[0] == ' '
	if b.used+w > b.room() && !blank && len(b.cur) > 0 {
		b.end()
	}
	if blank && len(b.cur) == 0 && len(b.out) > 0 {
		return // a space does not begin a line within a paragraph
	}
	if w <= b.room() {
		b.cur = append(b.cur, piece...)
		b.used += w
		return
	}
	b.tear(piece)
}

// tear sets a piece longer than any line: after one of its joints if there is
// one in the second half of a line, else where the line is full.
func (b *breaker) tear(piece []rune) {
	for _, r := range piece {
		w := b.width(r)
		if b.used+w > b.room() && len(b.cur) > 0 {
			var carried []rune
			if at := joint(b.cur); at > len(b.cur)/2 {
				carried = b.cur[at:]
				b.cur = b.cur[:at:at]
			}
			b.end()
			for _, c := range carried {
				b.cur = append(b.cur, c)
				b.used += b.width(c)
			}
		}
		b.cur = append(b.cur, r)
		b.used += w
	}
}

// joint finds the place behind the last joiner.
func joint(text []rune) int {
	for i := len(text) - 1; i > 0; i-- {
		if strings.ContainsRune(joiners, text[i]) {
			return i + 1
		}
	}
	return 0
}

// end closes the line; spaces at its end are not printed.
func (b *breaker) end() {
	text := b.cur
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	b.out = append(b.out, line{text: text})
	b.cur, b.used = nil, 0
}
