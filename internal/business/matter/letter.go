package matter

import (
	"regexp"
	"slices"
	"strings"
)

// Letter is the template of an official letter (文书): fixed words with named
// fields in braces. It is text, not a program: nothing in it is evaluated.
type Letter struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"` // receipt accept supplement grant refuse …
	Name     Text          `json:"name"`
	Number   string        `json:"number"` // pattern of its number
	Cite     string        `json:"cite"`
	Seal     bool          `json:"seal"`   // carries the department's seal (行政许可法 §32 last para)
	Remedy   bool          `json:"remedy"` // must tell reconsideration and suit (§38)
	Salute   string        `json:"salute,omitempty"`
	Body     []string      `json:"body"`
	Close    string        `json:"close,omitempty"`
	Fields   []LetterField `json:"fields"`
	Optional []string      `json:"optional,omitempty"` // paragraphs that need one of these fields fall away without it
}

// LetterField is a named field of a letter.
type LetterField struct {
	Name  string `json:"name"`
	Label Text   `json:"label"`
}

var placeholder = regexp.MustCompile(`\{([a-z][A-Za-z0-9]*)\}`)

// Placeholders gives the names of the fields the words use, each once.
func (l *Letter) Placeholders() []string {
	var out []string
	for _, s := range append([]string{l.Number, l.Salute, l.Close}, l.Body...) {
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			if !slices.Contains(out, m[1]) {
				out = append(out, m[1])
			}
		}
	}
	return out
}

// Fill gives the paragraphs of the letter and the fields that were missing. A
// paragraph whose optional field is empty is left out.
func (l *Letter) Fill(values map[string]string) (paragraphs, missing []string) {
	lines := slices.Clone(l.Body)
	if l.Salute != "" {
		lines = slices.Insert(lines, 0, l.Salute)
	}
	if l.Close != "" {
		lines = append(lines, l.Close)
	}
	for _, line := range lines {
		if l.dropped(line, values) {
			continue
		}
		paragraphs = append(paragraphs, fillText(line, values, &missing))
	}
	return paragraphs, missing
}

func (l *Letter) dropped(line string, values map[string]string) bool {
	return slices.ContainsFunc(l.Optional, func(name string) bool {
		return values[name] == "" && strings.Contains(line, "{"+name+"}")
	})
}

// fillText replaces the fields of one line. Values are put in as they are and
// not read again for fields. Missing fields are added to missing.
func fillText(line string, values map[string]string, missing *[]string) string {
	return placeholder.ReplaceAllStringFunc(line, func(m string) string {
		name := m[1 : len(m)-1]
		v, ok := values[name]
		if (!ok || v == "") && !slices.Contains(*missing, name) {
			*missing = append(*missing, name)
		}
		return v
	})
}
