package wording

import (
	"strconv"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Word finds a wording for letters.
func Word(key string, args map[string]any) string { return locale.T(locale.ZH, key, args) }

// Day writes a day; empty for none.
func Day(d gov.Date) string {
	if d == "" {
		return ""
	}
	return Word("letter.day", map[string]any{"date": d})
}

// span writes the length of a limit.
func span(l *matter.Limit) string {
	if l == nil {
		return ""
	}
	unit := l.Unit
	if unit == "" {
		unit = "workday"
	}
	return Word("letter.span_"+unit, map[string]any{"n": l.N})
}

// Title is the name of a matter, or of the whole case for nil, as letters print it.
func Title(lib *matter.Library, c *casefile.Case, m *casefile.Matter) string {
	if m != nil {
		if it := lib.Item(m.Division, m.Item); it != nil {
			return it.Name.Zh
		}
	}
	if t := lib.Thing(c.Thing); t != nil {
		return t.Name.Zh
	}
	if it := lib.Item(c.Division, c.Item); it != nil {
		return it.Name.Zh
	}
	return c.Name()
}

// Material is the name of a material of a case; its code where none asks for it.
func Material(lib *matter.Library, c *casefile.Case, ms []*casefile.Matter, code string) string {
	for _, m := range ms {
		if it := lib.Item(m.Division, m.Item); it != nil {
			if name := named(it.Materials, code); name != "" {
				return name
			}
		}
	}
	if t := lib.Thing(c.Thing); t != nil {
		if name := named(t.Materials, code); name != "" {
			return name
		}
	}
	return code
}

func named(list []matter.Material, code string) string {
	for _, x := range list {
		if x.ID == code {
			return x.Name.Zh
		}
	}
	return ""
}

// Lines numbers what a notice lists.
func Lines(list []string) string {
	for i := range list {
		list[i] = strconv.Itoa(i+1) + ". " + strings.TrimSpace(list[i])
	}
	return strings.Join(list, "\n")
}

// Only keeps the values the template has a field for.
func Only(t *matter.Letter, values map[string]string) map[string]string {
	out := map[string]string{}
	for _, f := range t.Fields {
		if v, ok := values[f.Name]; ok {
			out[f.Name] = v
		}
	}
	return out
}
