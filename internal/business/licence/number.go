package licence

import (
	"fmt"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// Pattern is the rule by which certificates of one kind are numbered, as a pack
// writes it: text with parts in braces.
//
//	{class:N}     N digits of the class of business
//	{division:N}  the first N digits of the division code
//	{year:4}      the year of issue
//	{seq:N}       a running number with N digits
//	{mod1110}     check digit over all digits before it (ISO 7064 MOD 11,10)
//	{mod3736}     check character over all digits and capitals before it (MOD 37,36)
//
// Example, the number of a food licence: JY{class:1}{division:6}{seq:6}{mod1110}.
type Pattern struct{ parts []part }

type part struct {
	text   string // literal, if name is empty
	name   string
	digits int
}

// Values are what a number is made of.
type Values struct {
	Class    string
	Division string
	Year     int
	Seq      int // from 1
}

const (
	longestPattern = 120
	mostDigits     = 12
)

// ParsePattern reads a rule; errors are invalid with key licence.pattern and the part.
func ParsePattern(s string) (Pattern, error) {
	var p Pattern
	if s == "" || len(s) > longestPattern {
		return p, gov.Invalid("licence.pattern").With("part", "")
	}
	for s != "" {
		text, rest, found := strings.Cut(s, "{")
		if text != "" {
			p.parts = append(p.parts, part{text: text})
		}
		if !found {
			break
		}
		inner, after, closed := strings.Cut(rest, "}")
		field, ok := readPart(inner)
		if !closed || !ok {
			return Pattern{}, gov.Invalid("licence.pattern").With("part", inner)
		}
		p.parts = append(p.parts, field)
		s = after
	}
	if !p.counts() {
		return Pattern{}, gov.Invalid("licence.pattern").With("part", "seq")
	}
	return p, nil
}

func readPart(s string) (part, bool) {
	name, length, sized := strings.Cut(s, ":")
	n := 1
	if sized {
		var err error
		if n, err = strconv.Atoi(length); err != nil || n < 1 || n > mostDigits {
			return part{}, false
		}
	}
	switch name {
	case "class", "division", "seq":
		return part{name: name, digits: n}, sized
	case "year":
		return part{name: name, digits: n}, n == 4
	case "mod1110", "mod3736":
		return part{name: name, digits: 1}, !sized
	}
	return part{}, false
}

// counts tells whether there is exactly one running number: without it two
// certificates would bear the same number.
func (p Pattern) counts() bool {
	n := 0
	for _, f := range p.parts {
		if f.name == "seq" {
			n++
		}
	}
	return n == 1
}

// Number makes a number. A value that does not fit its part is an invalid error
// with the field; a running number that has grown too long is a conflict.
func (p Pattern) Number(v Values) (string, error) {
	var b strings.Builder
	for _, f := range p.parts {
		s, err := f.write(v, b.String())
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

func (f part) write(v Values, before string) (string, error) {
	switch f.name {
	case "class":
		return digits(v.Class, f.digits, "class")
	case "division":
		return digits(v.Division[:min(len(v.Division), f.digits)], f.digits, "division")
	case "year":
		return digits(strconv.Itoa(v.Year), 4, "year")
	case "seq":
		s := fmt.Sprintf("%0*d", f.digits, v.Seq)
		if v.Seq < 1 || len(s) > f.digits {
			return "", gov.Conflict("licence.numbers_used_up")
		}
		return s, nil
	case "mod1110":
		c, err := idcode.Mod1110(only(before, false))
		return string(c), err
	case "mod3736":
		c, err := idcode.Mod3736(only(before, true))
		return string(c), err
	}
	return f.text, nil
}

func digits(s string, n int, field string) (string, error) {
	if _, err := strconv.ParseUint(s, 10, 64); err != nil || len(s) != n {
		return "", gov.Invalid("licence.number").At(field, "licence.number_part")
	}
	return s, nil
}

// only keeps the digits, and the capitals if asked, of what stands before a check
// character. A literal prefix of letters is no part of a digit check.
func only(s string, capitals bool) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || capitals && r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}

// Fits tells whether a number is written by this rule, with the right check characters.
func (p Pattern) Fits(number string) bool {
	at := 0
	for _, f := range p.parts {
		if f.name == "" {
			if !strings.HasPrefix(number[at:], f.text) {
				return false
			}
			at += len(f.text)
			continue
		}
		if at+f.digits > len(number) {
			return false
		}
		s := number[at : at+f.digits]
		if !f.fits(s, number[:at]) {
			return false
		}
		at += f.digits
	}
	return at == len(number)
}

func (f part) fits(s, before string) bool {
	switch f.name {
	case "mod1110", "mod3736":
		want, err := f.write(Values{}, before)
		return err == nil && want == s
	}
	return only(s, false) == s
}
