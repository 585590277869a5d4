package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokWord
	tokNumber
	tokString
	tokSign
	tokBad
)

// token is one word, number, string or sign; spaced tells whether blank space stands before it.
type token struct {
	kind       tokenKind
	start, end int
	text       string
	spaced     bool
}

// is reports a sign or keyword.
func (t token) is(text string) bool {
	return (t.kind == tokSign || t.kind == tokWord) && t.text == text
}

// nextToken cuts the token that starts at or after pos.
func nextToken(src string, pos int) token {
	start := skipBlank(src, pos)
	t := token{start: start, end: start, spaced: start > pos}
	if start >= len(src) {
		return t
	}
	r, size := utf8.DecodeRuneInString(src[start:])
	switch {
	case nameStart(r):
		t.kind, t.end = tokWord, wordEnd(src, start+size)
	case digit(src, start) || (r == '.' && digit(src, start+1)):
		t.kind, t.end = tokNumber, numberEnd(src, start)
	case r == '"':
		t.kind, t.end = stringEnd(src, start+1)
	default:
		t.kind, t.end = tokSign, start+signSize(src[start:], size)
	}
	t.text = src[start:t.end]
	return t
}

func digit(src string, i int) bool { return i < len(src) && src[i] >= '0' && src[i] <= '9' }

// nameStart follows rule 28 of the FEEL grammar, with all letters of Unicode.
func nameStart(r rune) bool {
	switch {
	case r == '?' || r == '_':
		return true
	case r < 0x80:
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	case blank(r):
		return false
	}
	return nameRange(r) || unicode.IsLetter(r)
}

// nameRange holds the ranges that rule 28 lists; full-width brackets are among them.
func nameRange(r rune) bool {
	switch {
	case r <= 0x2FF:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r <= 0x1FFF:
		return r >= 0x370 && r != 0x37E
	case r <= 0x2FEF:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00
	case r <= 0xFFFD:
		return r >= 0x3001 && r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0
	}
	return r <= 0xEFFFF
}

func namePart(r rune) bool {
	return nameStart(r) || r >= '0' && r <= '9' || r == 0xB7 ||
		r >= 0x80 && (unicode.Is(unicode.M, r) || unicode.Is(unicode.Nd, r) || unicode.Is(unicode.So, r) || r == 0x203F || r == 0x2040)
}

func wordEnd(src string, i int) int {
	for i < len(src) {
		r, size := utf8.DecodeRuneInString(src[i:])
		if !namePart(r) || r == '?' {
			break
		}
		i += size
	}
	return i
}

// numberEnd stops before ".." so that 1..5 is a range, and takes an exponent if one follows.
func numberEnd(src string, i int) int {
	for digit(src, i) {
		i++
	}
	if i < len(src) && src[i] == '.' && digit(src, i+1) {
		for i++; digit(src, i); i++ {
			continue
		}
	}
	if i < len(src) && (src[i] == 'e' || src[i] == 'E') {
		j := i + 1
		if j < len(src) && (src[j] == '+' || src[j] == '-') {
			j++
		}
		if digit(src, j) {
			for i = j; digit(src, i); i++ {
				continue
			}
		}
	}
	return i
}

func stringEnd(src string, i int) (tokenKind, int) {
	for i < len(src) {
		switch src[i] {
		case '\\':
			i += 2
		case '"':
			return tokString, i + 1
		default:
			i++
		}
	}
	return tokBad, len(src)
}

var twoSigns = []string{"..", "**", "<=", ">=", "!=", "->"}

func signSize(rest string, size int) int {
	for _, s := range twoSigns {
		if strings.HasPrefix(rest, s) {
			return 2
		}
	}
	return size
}

// blank follows rules 61 and 62 of the FEEL grammar.
func blank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0x85, 0xA0, 0x1680, 0x180E, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return r >= 0x2000 && r <= 0x200B
}

// skipBlank passes blank space and comments; an unfinished comment ends the text.
func skipBlank(src string, i int) int {
	for i < len(src) {
		rest := src[i:]
		if strings.HasPrefix(rest, "//") {
			i += lineEnd(rest)
			continue
		}
		if strings.HasPrefix(rest, "/*") {
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return len(src)
			}
			i += end + 4
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		if !blank(r) {
			return i
		}
		i += size
	}
	return i
}

func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// unquote returns the value of a string literal, quotes included in s. Unknown escapes stay as they
// are, so that regular expressions may be written with single backslashes.
func unquote(s string) string {
	s = s[1 : len(s)-1]
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			i++
			continue
		}
		i += escape(&b, s[i:])
	}
	return b.String()
}

var simpleEscapes = map[byte]string{
	'n': "\n", 'r': "\r", 't': "\t", '"': `"`, '\'': "'", '\\': `\`,
}

func escape(b *strings.Builder, s string) int {
	if text, ok := simpleEscapes[s[1]]; ok {
		b.WriteString(text)
		return 2
	}
	if s[1] == 'u' {
		if r, size := codePoint(s, 4); size > 0 {
			return size + surrogate(b, r, s[size:])
		}
	}
	if s[1] == 'U' {
		if r, size := codePoint(s, 6); size > 0 {
			b.WriteRune(r)
			return size
		}
	}
	b.WriteString(s[:2])
	return 2
}

// surrogate writes r, joined with a low surrogate that may follow; it returns the size of the latter.
func surrogate(b *strings.Builder, r rune, rest string) int {
	if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(rest, `\u`) {
		if low, size := codePoint(rest, 4); size > 0 && low >= 0xDC00 && low < 0xE000 {
			b.WriteRune((r-0xD800)<<10 + (low - 0xDC00) + 0x10000)
			return size
		}
	}
	b.WriteRune(r)
	return 0
}

func codePoint(s string, n int) (r rune, size int) {
	if len(s) < 2+n {
		return 0, 0
	}
	for _, c := range []byte(s[2 : 2+n]) {
		d := strings.IndexByte("0123456789abcdef", c|0x20)
		if d < 0 || c < '0' {
			return 0, 0
		}
		r = r<<4 + rune(d)
	}
	return r, 2 + n
}
