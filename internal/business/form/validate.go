package form

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"holon.example/holon/internal/data/standard/rule"
	"holon.example/holon/internal/gov"
)

// Validate tells the faults of a set of answers; none means they may be
// accepted. Each fault has the path of the answer and a catalogue key.
func (f *Form) Validate(answers map[string]any, l Limits) []gov.Field {
	_, faults := f.Check(answers, l)
	return faults
}

// Check validates and gives the answers as they are to be kept: normalised,
// trimmed, without empty ones and without those that were not asked.
func (f *Form) Check(answers map[string]any, l Limits) (map[string]any, []gov.Field) {
	c := &cleaner{limits: l}
	clean := f.clean(c, answers)
	f.dropHidden(clean, l)
	faulty := map[string]bool{}
	for _, x := range c.faults {
		faulty[head(x.Path)] = true
	}
	for _, x := range append(f.bySchema(clean, l), f.byCheck(clean, l)...) {
		if !faulty[head(x.Path)] {
			c.faults = append(c.faults, x)
		}
	}
	return clean, f.sorted(c.faults, l)
}

func (f *Form) clean(c *cleaner, answers map[string]any) map[string]any {
	clean := make(map[string]any, len(f.fields))
	known := 0
	for i := range f.fields {
		fd := &f.fields[i]
		v, given := answers[fd.Name]
		if !given {
			continue
		}
		known++
		if x := c.value(fd.Name, fd, v, 0); x != nil {
			clean[fd.Name] = x
		}
	}
	if known < len(answers) {
		f.unknown(c, answers)
	}
	return clean
}

func (f *Form) unknown(c *cleaner, answers map[string]any) {
	for name := range answers {
		if f.Field(name) == nil {
			c.unknown(shown(name), name)
			if len(c.faults) > maxFields {
				return
			}
		}
	}
}

// dropHidden removes answers to questions that were not asked, in the order of
// the form, so that a hidden answer decides nothing.
func (f *Form) dropHidden(answers map[string]any, l Limits) {
	for i := range f.fields {
		if fd := &f.fields[i]; fd.when != nil && !fd.when.Holds(l.facts(answers)) {
			delete(answers, fd.Name)
		}
	}
}

// facts lays the answers over what else is known.
func (l Limits) facts(answers map[string]any) map[string]any {
	if len(l.Facts) == 0 {
		return answers
	}
	all := shallow(l.Facts)
	for k, v := range answers {
		all[k] = v
	}
	return all
}

func (f *Form) bySchema(clean map[string]any, l Limits) []gov.Field {
	var out []gov.Field
	if err := f.schema.Validate(clean); err != nil {
		if v, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
			collect(v, &out)
		}
	}
	for i := range f.fields {
		fd := &f.fields[i]
		if fd.Required && fd.when != nil && clean[fd.Name] == nil && fd.when.Holds(l.facts(clean)) {
			out = append(out, gov.Field{Path: fd.Name, Key: "form.required"})
		}
	}
	return out
}

// collect turns the tree of a schema error into faults. Of a choice between
// schemas only the choice is told, not every way in which it failed.
func collect(v *jsonschema.ValidationError, out *[]gov.Field) {
	path := strings.Join(v.InstanceLocation, ".")
	switch k := v.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			*out = append(*out, gov.Field{Path: join(path, name), Key: "form.required"})
		}
		return
	case *kind.OneOf, *kind.AnyOf, *kind.Not, *kind.Contains:
		*out = append(*out, gov.Field{Path: path, Key: "form.rule"})
		return
	}
	if len(v.Causes) == 0 {
		key, args := wording(v.ErrorKind)
		*out = append(*out, gov.Field{Path: path, Key: key, Args: args})
	}
	for _, c := range v.Causes {
		collect(c, out)
	}
}

func wording(k jsonschema.ErrorKind) (string, map[string]any) {
	switch k := k.(type) {
	case *kind.Type:
		return "form.type", map[string]any{"want": strings.Join(k.Want, "/")}
	case *kind.Enum, *kind.Const:
		return "form.option", nil
	case *kind.MinLength:
		return "form.text.short", map[string]any{"min": k.Want}
	case *kind.MaxLength:
		return "form.text.long", map[string]any{"max": k.Want}
	case *kind.Minimum:
		return "form.number.min", map[string]any{"min": k.Want.RatString()}
	case *kind.Maximum:
		return "form.number.max", map[string]any{"max": k.Want.RatString()}
	case *kind.ExclusiveMinimum:
		return "form.number.above", map[string]any{"min": k.Want.RatString()}
	case *kind.ExclusiveMaximum:
		return "form.number.below", map[string]any{"max": k.Want.RatString()}
	case *kind.MultipleOf:
		return "form.number.step", map[string]any{"step": k.Want.RatString()}
	case *kind.MinItems:
		return "form.items.min", map[string]any{"min": k.Want}
	case *kind.MaxItems:
		return "form.items.max", map[string]any{"max": k.Want}
	case *kind.UniqueItems:
		return "form.items.unique", nil
	case *kind.Pattern:
		return "form.pattern", nil
	case *kind.Format:
		return "form.format." + strings.ReplaceAll(k.Want, "-", "_"), nil
	default:
		return "form.rule", nil
	}
}

func (f *Form) byCheck(clean map[string]any, l Limits) []gov.Field {
	var out []gov.Field
	for i := range f.fields {
		fd := &f.fields[i]
		out = append(out, runCheck(fd.Name, fd, clean[fd.Name], l)...)
		rows, _ := clean[fd.Name].([]any)
		for n, row := range rows {
			cells, _ := row.(map[string]any)
			for j := range fd.Columns {
				col := &fd.Columns[j]
				path := fd.Name + "." + strconv.Itoa(n) + "." + col.Name
				out = append(out, runCheck(path, col, cells[col.Name], l)...)
			}
		}
	}
	return out
}

func runCheck(path string, fd *Field, v any, l Limits) []gov.Field {
	s, ok := v.(string)
	if !ok || fd.Check == "" || rule.Holds(fd.Check, s, l.Today) {
		return nil
	}
	return []gov.Field{{Path: path, Key: "form.check." + fd.Check}}
}

// sorted puts faults in the order of the form, one a place, and leaves out
// those the limits say do not matter yet.
func (f *Form) sorted(faults []gov.Field, l Limits) []gov.Field {
	rank := make(map[string]int, len(f.fields))
	step := make(map[string]string, len(f.fields))
	for i, fd := range f.fields {
		rank[fd.Name], step[fd.Name] = i+1, fd.Step
	}
	slices.SortStableFunc(faults, func(a, b gov.Field) int {
		return cmp.Or(cmp.Compare(rank[head(a.Path)], rank[head(b.Path)]), cmp.Compare(a.Path, b.Path))
	})
	faults = slices.CompactFunc(faults, func(a, b gov.Field) bool { return a.Path == b.Path })
	return slices.DeleteFunc(faults, func(x gov.Field) bool {
		at, placed := step[head(x.Path)]
		return l.Draft && x.Key == "form.required" || l.Step != "" && placed && at != l.Step
	})
}

func head(path string) string {
	name, _, _ := strings.Cut(path, ".")
	return name
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
