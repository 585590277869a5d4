package letter

import (
	"regexp"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
)

// Kind says what a letter tells. Packs may bring further kinds.
type Kind string

// The kinds the procedure of permits knows, with their articles in 行政许可法.
const (
	Receipt       Kind = "receipt"     // 收件凭证
	Accept        Kind = "accept"      // 受理, §32(5)
	NotAccept     Kind = "notAccept"   // 不受理 §32(1), 不予受理 §32(2)
	Supplement    Kind = "supplement"  // 补正, §32(4)
	Extend        Kind = "extend"      // 延期, §42
	Pause         Kind = "specialTime" // 停钟告知, §45
	Grant         Kind = "grant"       // 准予, §38.1
	Refuse        Kind = "refuse"      // 不予, §38.2
	Guidance      Kind = "guidance"    // 指导意见
	Rectify       Kind = "rectify"     // 整改意见
	fieldSerial        = "serial"
	fieldYear          = "year"
	fieldDate          = "date"
	fieldReasons       = "reasons"
	fieldOrgan         = "department"
	maxParagraph       = 20_000 // characters of one value
	maxParagraphs      = 400
)

// Template is the fixed words of a letter with named fields in braces. It is
// text, not a program: nothing in it is evaluated, and a value is put in as it
// is. A pack brings it.
type Template struct {
	ID       string
	Kind     Kind
	Title    string
	Number   string   // pattern of the number, with {serial} and {year}
	Salute   string   // whom it is for, on a line of its own
	Body     []string // paragraphs; line breaks in a value make further ones
	Close    string   // organ and date
	Optional []string // a paragraph that needs one of these fields falls away without it
	Seal     bool     // carries the organ's seal (行政许可法 §32 last para)
	Remedy   bool     // tells reconsideration and suit (§38)
}

// Sheet is a composed letter: what the renderer prints.
type Sheet struct {
	Kind   Kind     `json:"kind"`
	Organ  string   `json:"organ"` // 发文机关
	Number string   `json:"number,omitempty"`
	Title  string   `json:"title"`
	To     string   `json:"to,omitempty"`
	Body   []string `json:"body"`
	Close  string   `json:"close,omitempty"`
	Date   string   `json:"date"` // as printed
	Seal   bool     `json:"seal,omitempty"`
	Code   *Code    `json:"code,omitempty"`
}

// Code is a code that a telephone reads, with the words under it.
type Code struct {
	Content string `json:"content"` // an address
	Caption string `json:"caption"`
}

var placeholder = regexp.MustCompile(`\{([a-z][A-Za-z0-9]*)\}`)

// Compose puts values into the template. Every field must have a value but those
// of optional paragraphs; the error names each that lacks one. A letter that
// refuses needs reasons and a template that tells the remedies.
func (t *Template) Compose(values map[string]string) (Sheet, error) {
	s := Sheet{Kind: t.Kind, Organ: values[fieldOrgan], Title: t.Title, Date: values[fieldDate], Seal: t.Seal}
	f := filler{values: values, fault: gov.Invalid("letter.fields").With("template", t.ID)}
	s.To, s.Close = f.fill(t.Salute), f.fill(t.Close)
	for _, line := range t.Body {
		if t.dropped(line, values) {
			continue
		}
		for part := range strings.SplitSeq(f.fill(line), "\n") {
			if part = strings.TrimSpace(part); part != "" {
				s.Body = append(s.Body, part)
			}
		}
	}
	if t.Kind == Refuse || t.Kind == NotAccept {
		f.refusal(t)
	}
	for name, v := range values {
		if len(v) > maxParagraph {
			f.fault.At("values."+name, "letter.too_long")
		}
	}
	if len(s.Body) > maxParagraphs {
		f.fault.At("body", "letter.too_long")
	}
	if len(f.fault.Fields) > 0 {
		return s, f.fault
	}
	return s, nil
}

func (t *Template) dropped(line string, values map[string]string) bool {
	return slices.ContainsFunc(t.Optional, func(name string) bool {
		return values[name] == "" && strings.Contains(line, "{"+name+"}")
	})
}

// filler replaces fields and gathers those without a value.
type filler struct {
	values map[string]string
	fault  *gov.Error
	told   []string
}

func (f *filler) fill(line string) string {
	return placeholder.ReplaceAllStringFunc(line, func(m string) string {
		name := m[1 : len(m)-1]
		if f.values[name] == "" {
			f.lacks(name)
		}
		return f.values[name]
	})
}

func (f *filler) lacks(name string) {
	if !slices.Contains(f.told, name) {
		f.told = append(f.told, name)
		f.fault.At("values."+name, "letter.field_missing")
	}
}

// refusal holds the letter against 行政许可法 §38.2.
func (f *filler) refusal(t *Template) {
	if strings.TrimSpace(f.values[fieldReasons]) == "" {
		f.lacks(fieldReasons)
	}
	if !t.Remedy {
		f.fault.At("template", "letter.no_remedy")
	}
}

// form is the number without its serial: each form counts for itself.
func (t *Template) form(values map[string]string) (string, error) {
	f := filler{values: values, fault: gov.Invalid("letter.fields").With("template", t.ID)}
	before, after, found := strings.Cut(t.Number, "{"+fieldSerial+"}")
	out := f.fill(before)
	if found {
		out += "{" + fieldSerial + "}" + f.fill(after)
	}
	if len(f.fault.Fields) > 0 {
		return "", f.fault
	}
	if len(out) > maxNumber {
		return "", f.fault.At("number", "letter.too_long")
	}
	return out, nil
}
