package words

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// HalfWidth brings what a Chinese keyboard types wide (全角) to the width of the codes
// and numbers it is meant for: digits, letters, signs and blanks.
func HalfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == 0x3000 || r == 0x00A0:
			return ' '
		}
		return r
	}, s)
}

// Plain brings text to one form: small letters, half width, one blank between words
// for everything that is neither letter nor digit; none beside Han characters.
func Plain(s string) string {
	var b strings.Builder
	var last rune
	gap := false
	for _, r := range HalfWidth(s) {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		case gap && b.Len() > 0 && !unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Han, last):
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
		gap, last = false, r
	}
	return b.String()
}

// Terms cuts plain text into what is compared: pairs of neighbouring Han characters, a
// character that stands alone, words of other scripts.
func Terms(s string) (out []string) {
	for _, word := range strings.Fields(s) {
		var run []rune
		flush := func() {
			for i := range run {
				if len(run) == 1 {
					out = append(out, string(run))
				} else if i+1 < len(run) {
					out = append(out, string(run[i:i+2]))
				}
			}
			run = run[:0]
		}
		rest := ""
		for _, r := range word {
			if unicode.Is(unicode.Han, r) {
				run = append(run, r)
				continue
			}
			flush()
			rest += string(r)
		}
		flush()
		if rest != "" {
			out = append(out, rest)
		}
	}
	return out
}

// Latin tells whether text is letters and digits of the keyboard only: it may be pinyin.
func Latin(s string) bool {
	letters := false
	for _, r := range s {
		if r > unicode.MaxASCII {
			return false
		}
		letters = letters || r >= 'a' && r <= 'z'
	}
	return letters
}

// Spelt gives the pinyin of a text without tones, whole and by first letters. Other
// characters than Han stand as they are.
func Spelt(s string) (whole, initials string) {
	a := pinyin.NewArgs()
	var w, in strings.Builder
	for _, r := range s {
		if p := pinyin.SinglePinyin(r, a); len(p) > 0 && p[0] != "" {
			w.WriteString(p[0])
			in.WriteByte(p[0][0])
		} else if r != ' ' {
			w.WriteRune(r)
			in.WriteRune(r)
		}
	}
	return w.String(), in.String()
}
