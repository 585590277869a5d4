package standard

import (
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
)

// Code is one code of a list. From and Until bound the days it holds, the last one not
// counted; empty ones do not bound. Into are the codes it passed on to.
type Code struct {
	Code   string   `json:"code"`
	Name   Name     `json:"name"`
	Parent string   `json:"parent,omitempty"`
	From   gov.Date `json:"from,omitempty"`
	Until  gov.Date `json:"until,omitempty"`
	Into   []string `json:"into,omitempty"`
}

// Holds tells whether the code holds on a day.
func (c Code) Holds(on gov.Date) bool { return c.From <= on && (c.Until == "" || on < c.Until) }

// Edition is one version of a code list (代码集版本). It never changes.
type Edition struct {
	List   string   `json:"list"`
	Name   Name     `json:"name"`
	No     int      `json:"no"`    // counts from 1; given when it is written
	Since  gov.Date `json:"since"` // the day it takes effect
	Source string   `json:"source,omitempty"`
	Codes  []Code   `json:"codes"`

	at map[string][]int // code → its places, by From
}

// Bounds of an edition.
const (
	maxCodes    = 60_000
	maxInto     = 20
	maxCodeText = 60
	maxDepth    = 12
)

// index prepares an edition for questions.
func (e *Edition) index() *Edition {
	if e.at == nil {
		e.at = make(map[string][]int, len(e.Codes))
		for i, c := range e.Codes {
			e.at[c.Code] = append(e.at[c.Code], i)
		}
		for _, places := range e.at {
			slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(string(e.Codes[a].From), string(e.Codes[b].From)) })
		}
	}
	return e
}

// Find gives what a code means on a day.
func (e *Edition) Find(code string, on gov.Date) (Code, bool) {
	for _, i := range e.index().at[code] {
		if e.Codes[i].Holds(on) {
			return e.Codes[i], true
		}
	}
	return Code{}, false
}

// History gives every meaning a code ever had, the oldest first.
func (e *Edition) History(code string) (out []Code) {
	for _, i := range e.index().at[code] {
		out = append(out, e.Codes[i])
	}
	return out
}

// Path gives a code with what it stands under on a day, the top first.
func (e *Edition) Path(code string, on gov.Date) (out []Code) {
	for range maxDepth {
		c, ok := e.Find(code, on)
		if !ok {
			break
		}
		out = append(out, c)
		if code = c.Parent; code == "" {
			break
		}
	}
	slices.Reverse(out)
	return out
}

// Heirs gives the codes that hold on a day in the place of one that no longer does: a
// division that was renumbered, merged or split. A code that holds is its own heir.
func (e *Edition) Heirs(code string, on gov.Date) (out []Code) {
	seen := map[string]bool{}
	var follow func(code string)
	follow = func(code string) {
		if seen[code] || len(seen) > maxCodes {
			return
		}
		seen[code] = true
		if c, ok := e.Find(code, on); ok {
			out = append(out, c)
			return
		}
		places := e.index().at[code]
		for i := len(places) - 1; i >= 0; i-- {
			if c := e.Codes[places[i]]; c.From <= on {
				for _, into := range c.Into {
					follow(into)
				}
				return
			}
		}
	}
	follow(code)
	return out
}

// Faults tells what is wrong with the edition. Field is the code it concerns, with what
// of it after a slash; at most a hundred are told.
func (e *Edition) Faults() []Fault {
	var f faults
	f.need(listForm.MatchString(e.List), "list", "standard.fault.list_form", "value", clip(e.List))
	f.need(e.Name.Zh != "" && fits(e.Name.Zh, maxName) && fits(e.Name.En, maxName), "name_zh", "standard.fault.list_name", "list", clip(e.List))
	_, err := gov.ParseDate(string(e.Since))
	f.need(err == nil, "since", "standard.fault.since", "list", clip(e.List))
	f.need(len(e.Codes) > 0 && len(e.Codes) <= maxCodes, "codes", "standard.fault.codes", "limit", maxCodes)
	if len(f) > 0 || len(e.Codes) > maxCodes {
		return f
	}
	e.at = nil
	e.index()
	for i := range e.Codes {
		if e.code(&f, i); len(f) >= 100 {
			break
		}
	}
	return f
}

func (e *Edition) code(f *faults, i int) {
	c := e.Codes[i]
	place := func(col string) string { return c.Code + "/" + col }
	f.need(c.Code != "" && fits(c.Code, maxCodeText) && !strings.ContainsAny(c.Code, "/ \t\n"), place("code"), "standard.fault.code_text", "value", clip(c.Code))
	f.need(c.Name.Zh != "" && fits(c.Name.Zh, maxName) && fits(c.Name.En, maxName), place("name_zh"), "standard.fault.code_name", "value", clip(c.Code))
	f.need(isDay(c.From) && isDay(c.Until) && (c.Until == "" || c.From < c.Until), place("until"), "standard.fault.code_days", "value", clip(c.Code))
	f.need(c.Parent == "" || len(e.at[c.Parent]) > 0, place("parent"), "standard.fault.parent", "value", clip(c.Code), "parent", clip(c.Parent))
	f.need(len(c.Into) <= maxInto && (len(c.Into) == 0 || c.Until != ""), place("into"), "standard.fault.into", "value", clip(c.Code))
	for _, into := range c.Into {
		f.need(len(e.at[into]) > 0 && into != c.Code, place("into"), "standard.fault.heir", "value", clip(c.Code), "heir", clip(into))
	}
	places := e.at[c.Code]
	for k := 1; k < len(places) && places[0] == i; k++ {
		before := e.Codes[places[k-1]]
		f.need(before.Until != "" && before.Until <= e.Codes[places[k]].From, place("from"), "standard.fault.code_twice", "value", clip(c.Code))
	}
	f.need(!e.circles(c.Code), place("parent"), "standard.fault.circle", "value", clip(c.Code))
}

func (e *Edition) circles(code string) bool {
	start := code
	for range maxDepth {
		places := e.at[code]
		if len(places) == 0 {
			return false
		}
		if code = e.Codes[places[len(places)-1]].Parent; code == "" {
			return false
		}
		if code == start {
			return true
		}
	}
	return true
}

func isDay(d gov.Date) bool {
	_, err := gov.ParseDate(string(d))
	return d == "" || err == nil
}
