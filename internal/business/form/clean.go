package form

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"holon.example/holon/internal/gov"
)

// Limits bound what one set of answers may hold.
type Limits struct {
	Bytes  int      // of all text together
	Values int      // answers, members and items counted
	Depth  int      // of lists and rows
	Today  gov.Date // the day against which dates are checked; none refuses them
	Draft  bool     // what is missing is not yet a fault
	Step   string   // faults of this step only; empty: of all

	// Facts are what conditions may read beside the answers: parameters, what
	// a decision table found, answers of situation questions.
	Facts map[string]any
}

// DefaultLimits are wide enough for a form of 200 fields with long rows.
func DefaultLimits(today gov.Date) Limits {
	return Limits{Bytes: 256 << 10, Values: 4000, Depth: 3, Today: today}
}

// Lengths of a text for which the schema states none.
const (
	lineRunes = 200
	areaRunes = 2000
	maxMarks  = 8    // combining marks on one character
	maxNumber = 1e15 // beyond it a decimal is no longer exact
)

// cleaner walks answers once; it normalises text and collects faults.
type cleaner struct {
	limits Limits
	bytes  int
	values int
	faults []gov.Field
}

func (c *cleaner) fault(path, key string) {
	c.faults = append(c.faults, gov.Field{Path: path, Key: key})
}

func (c *cleaner) unknown(path, name string) {
	args := map[string]any{"name": shown(name)}
	c.faults = append(c.faults, gov.Field{Path: path, Key: "form.unknown", Args: args})
}

// full tells, once, that the answers are over a limit of the whole.
func (c *cleaner) full(depth int) bool {
	c.values++
	over := c.values > c.limits.Values || c.bytes > c.limits.Bytes || depth > c.limits.Depth
	if over && !slices.ContainsFunc(c.faults, func(f gov.Field) bool { return f.Path == "" }) {
		c.fault("", "form.answers.large")
	}
	return over
}

// value gives the clean form of one answer, nil where it is empty or faulty.
func (c *cleaner) value(path string, fd *Field, v any, depth int) any {
	if c.full(depth) {
		return nil
	}
	switch v := v.(type) {
	case nil, bool:
		return v
	case string:
		return c.text(path, fd, v)
	case json.Number, float64, int, int64:
		return c.number(path, v)
	case []any:
		return c.list(path, fd, v, depth)
	case map[string]any:
		return c.row(path, fd, v, depth)
	default:
		c.fault(path, "form.type")
		return nil
	}
}

func (c *cleaner) number(path string, v any) any {
	s, isText := v.(json.Number)
	var x float64
	switch v := v.(type) {
	case json.Number:
		if len(s) > 40 { // an exponent such as 1e999999999 must not reach exact arithmetic
			c.fault(path, "form.number")
			return nil
		}
		x, _ = strconv.ParseFloat(string(v), 64)
	case float64:
		x = v
	case int:
		x = float64(v)
	case int64:
		x = float64(v)
	}
	if math.IsNaN(x) || math.Abs(x) > maxNumber {
		c.fault(path, "form.number")
		return nil
	}
	if isText && !strings.ContainsAny(string(s), "eE") {
		return s
	}
	return x
}

func (c *cleaner) list(path string, fd *Field, v []any, depth int) any {
	out := make([]any, 0, min(len(v), 64))
	for i, x := range v {
		if c.values > c.limits.Values {
			break
		}
		if y := c.value(path+"."+strconv.Itoa(i), fd, x, depth+1); y != nil {
			out = append(out, y)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (c *cleaner) row(path string, fd *Field, v map[string]any, depth int) any {
	if fd.Kind != Rows {
		c.fault(path, "form.type")
		return nil
	}
	out := make(map[string]any, len(fd.Columns))
	for name, x := range v {
		i := slices.IndexFunc(fd.Columns, func(col Field) bool { return col.Name == name })
		if i < 0 {
			c.unknown(path, name)
			continue
		}
		if y := c.value(path+"."+name, &fd.Columns[i], x, depth+1); y != nil {
			out[name] = y
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// text trims and normalises; hostile characters are refused, never removed
// silently, so that what is sealed is what was written.
func (c *cleaner) text(path string, fd *Field, s string) any {
	c.bytes += len(s)
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		c.fault(path, "form.text.encoding")
		return nil
	}
	area := fd.Control == "textarea"
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.TrimFunc(Normalise(s), unicode.IsSpace)
	if s == "" {
		return nil
	}
	if key := badText(s, area); key != "" {
		c.fault(path, key)
		return nil
	}
	most := fd.MaxLen
	if most == 0 {
		most = lineRunes
		if area {
			most = areaRunes
		}
	}
	if utf8.RuneCountInString(s) > most {
		args := map[string]any{"max": most}
		c.faults = append(c.faults, gov.Field{Path: path, Key: "form.text.long", Args: args})
		return nil
	}
	return s
}

// badText gives the key of the first thing in s that may not stand, or "".
func badText(s string, area bool) string {
	marks := 0
	for _, r := range s {
		switch {
		case area && (r == '\n' || r == '\t'):
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return "form.text.control"
		case bidi(r):
			return "form.text.bidi"
		case invisible(r):
			return "form.text.invisible"
		}
		if unicode.In(r, unicode.Mn, unicode.Me) && !selector(r) {
			if marks++; marks > maxMarks {
				return "form.text.marks"
			}
			continue
		}
		marks = 0
	}
	return ""
}

// bidi tells the controls that make text read in another order than it stands.
func bidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 ||
		r == 0x200E || r == 0x200F || r == 0x061C
}

// invisible tells characters that show nothing and make equal-looking texts
// differ. The joiners of emoji (U+200C, U+200D) and variation selectors stay.
func invisible(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x180E, r == 0x200B, r == 0xFEFF:
		return true
	case r >= 0x2060 && r <= 0x2065, r >= 0x206A && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	case r >= 0xE0000 && r <= 0xE007F: // tags
		return true
	case r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE: // noncharacters
		return true
	}
	return false
}

func selector(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// Normalise brings text to NFC, except that CJK compatibility ideographs stay
// as written: Unicode would replace them by another ideograph, and a rare
// character of a name (生僻字) is not ours to change.
func Normalise(s string) string {
	var out strings.Builder
	for s != "" {
		i := strings.IndexFunc(s, compatibility)
		if i < 0 {
			i = len(s)
		}
		out.WriteString(norm.NFC.String(s[:i]))
		s = s[i:]
		if s != "" {
			_, n := utf8.DecodeRuneInString(s)
			out.WriteString(s[:n])
			s = s[n:]
		}
	}
	return out.String()
}

func compatibility(r rune) bool {
	return r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F
}

// shown makes an unknown name safe to repeat in a message.
func shown(name string) string {
	if nameForm.MatchString(name) {
		return name
	}
	return "?"
}
