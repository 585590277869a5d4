package lists

import (
	"maps"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/parts"
)

// Names of the address that lists keep to themselves.
const (
	pageName = "after" // where the page begins
	allName  = "all"   // every row is ticked
)

// Query is the choices of a list as its address holds them.
type Query struct {
	Path  string     // of the page
	Given url.Values // what was chosen
}

// Get is what was chosen under a name.
func (q Query) Get(name string) string { return q.Given.Get(name) }

// All tells that every row is to be ticked.
func (q Query) All() bool { return q.Given.Get(allName) == "1" }

// With is the address with one choice changed (an empty value takes it away), at the first page.
func (q Query) With(name, value string) templ.SafeURL {
	v := maps.Clone(q.Given)
	if v == nil {
		v = url.Values{}
	}
	v.Del(pageName)
	v.Del(allName)
	v.Del(name)
	if value != "" {
		v.Set(name, value)
	}
	return q.address(v)
}

// Next is the address of the page that begins after a row, with the same choices.
func (q Query) Next(after string) templ.SafeURL {
	v := maps.Clone(q.Given)
	if v == nil {
		v = url.Values{}
	}
	v.Del(allName)
	v.Set(pageName, after)
	return q.address(v)
}

func (q Query) address(v url.Values) templ.SafeURL {
	if len(v) == 0 {
		return templ.SafeURL(q.Path)
	}
	return templ.SafeURL(q.Path + "?" + v.Encode())
}

// kept are the choices a form does not ask for and must bring along.
func (q Query) kept(asked []Filter) []parts.Option {
	var out []parts.Option
	for _, name := range slices.Sorted(maps.Keys(q.Given)) {
		if name == pageName || name == allName || slices.ContainsFunc(asked, func(f Filter) bool { return f.Name == name }) {
			continue
		}
		for _, v := range q.Given[name] {
			out = append(out, parts.Option{Value: v, Label: name})
		}
	}
	return out
}

// chosen are the filters in force, for taking them away one by one.
func (q Query) chosen(asked []Filter) []Filter {
	var out []Filter
	for _, f := range asked {
		v := q.Get(f.Name)
		if v == "" {
			continue
		}
		word := v
		for _, o := range f.Options {
			if o.Value == v {
				word = o.Label
			}
		}
		out = append(out, Filter{Name: f.Name, Label: f.Label, Empty: word})
	}
	return out
}

// Filter is one thing a list can be narrowed by: a choice of Options, or words where there are none.
type Filter struct {
	Name, Label string
	Empty       string // the choice that narrows nothing, such as "all steps"
	Options     []parts.Option
}

// Tab is one view of a list; Count is shown when it is not empty, such as 12 or 1,000+.
type Tab struct{ Value, Label, Count string }
