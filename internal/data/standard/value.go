package standard

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"holon.example/holon/internal/data/standard/rule"
	"holon.example/holon/internal/gov"
)

var (
	numeral = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.([0-9]+))?$`)
	clock   = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$`)
)

// Value checks a value against its element, as of a day; the empty value is always
// right, since whether one must be given is not the standard's to say. The error is
// Invalid with a key that tells what is wrong; an element nobody knows is NotFound.
func (b *Book) Value(code, value string, on gov.Date) error {
	v, ok := b.elements[code]
	if !ok {
		return gov.NotFound("standard.no_element").With("code", clip(code))
	}
	if value == "" {
		return nil
	}
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		return gov.Invalid("standard.value.text")
	}
	if err := v.formed(value); err != nil {
		return err
	}
	if v.List != "" {
		if e := b.InForce(v.List, on); e == nil || !holds(e, value, on) {
			return gov.Invalid("standard.value.code").With("list", v.List)
		}
	}
	if v.Check == "" || v.holds(value, on) {
		return nil
	}
	if strings.HasPrefix(v.Check, patternMark) {
		return gov.Invalid("standard.value.pattern")
	}
	return gov.Invalid("form.check." + v.Check)
}

func holds(e *Edition, code string, on gov.Date) bool {
	_, ok := e.Find(code, on)
	return ok
}

func (e *Element) holds(value string, on gov.Date) bool {
	if text, ok := strings.CutPrefix(e.Check, patternMark); ok {
		re, err := regexp.Compile(anchored(text))
		return err == nil && re.MatchString(value)
	}
	return rule.Holds(e.Check, value, on)
}

// formed checks type, length and precision.
func (e *Element) formed(value string) error {
	switch e.Type {
	case Number:
		return e.number(value)
	case Date:
		if !rule.IsDate(value) {
			return gov.Invalid("standard.value.date")
		}
	case DateTime:
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			return gov.Invalid("standard.value.datetime")
		}
	case Time:
		if !clock.MatchString(value) {
			return gov.Invalid("standard.value.time")
		}
	case Boolean:
		if value != "true" && value != "false" {
			return gov.Invalid("standard.value.boolean")
		}
	case Text, Coded:
		return e.long(utf8.RuneCountInString(value))
	case Binary:
		return e.long(len(value))
	}
	return nil
}

func (e *Element) long(n int) error {
	switch {
	case e.Length == 0:
		return nil
	case e.Fixed && n != e.Length:
		return gov.Invalid("standard.value.fixed").With("length", e.Length)
	case n > e.Length:
		return gov.Invalid("standard.value.long").With("length", e.Length)
	}
	return nil
}

func (e *Element) number(value string) error {
	m := numeral.FindStringSubmatch(value)
	if m == nil {
		return gov.Invalid("standard.value.number")
	}
	digits := len(m[1]) + len(m[3])
	if m[1] == "0" {
		digits = max(1, len(m[3]))
	}
	if len(m[3]) > e.Precision && e.Length > 0 {
		return gov.Invalid("standard.value.precision").With("precision", e.Precision)
	}
	if e.Length > 0 && (digits > e.Length || len(m[1]) > e.Length-e.Precision && m[1] != "0") {
		return gov.Invalid("standard.value.digits").With("length", e.Length)
	}
	return nil
}
