package author

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// Author writes what a form accepts, no two alike. It is no secret and needs none: the
// same seed and stream write the same.
type Author struct {
	rnd   *rand.Rand
	today gov.Date
	n     int
}

// New makes an author who writes on a day: dates lie around it.
func New(seed, stream uint64, today gov.Date) *Author {
	return &Author{rnd: rand.New(rand.NewPCG(seed, stream)), today: today} //nolint:gosec // no secret
}

// Answer fills every field of a form: conditional ones too, so that whichever is
// asked is there.
func (a *Author) Answer(f *form.Form) map[string]any {
	a.n++
	out := map[string]any{}
	limits := boundsOf(f)
	for _, fd := range f.Fields() {
		v := a.value(&fd)
		if n, ok := v.(float64); ok {
			v = limits[fd.Name].within(n)
		}
		out[fd.Name] = v
	}
	return out
}

// IntN chooses a number from 0 on, less than n.
func (a *Author) IntN(n int) int { return a.rnd.IntN(n) }

// bounds are what a form lets a figure be; nil: any.
type bounds struct {
	Least *float64 `json:"minimum"`
	Most  *float64 `json:"maximum"`
}

func (b bounds) within(n float64) float64 {
	if b.Least != nil {
		n = max(n, *b.Least)
	}
	if b.Most != nil {
		n = min(n, *b.Most)
	}
	return n
}

// known keeps the bounds of each form: authors write thousands of answers.
var known sync.Map // *form.Form -> map[string]bounds

func boundsOf(f *form.Form) map[string]bounds {
	if kept, ok := known.Load(f); ok {
		if b, ok := kept.(map[string]bounds); ok {
			return b
		}
	}
	var doc struct {
		Properties map[string]bounds `json:"properties"`
	}
	if raw, err := f.JSON(); err == nil {
		_ = json.Unmarshal(raw, &doc) // a form without properties has no bounds
	}
	known.Store(f, doc.Properties)
	return doc.Properties
}

func (a *Author) value(fd *form.Field) any {
	if len(fd.Options) > 0 && fd.Kind != form.Many {
		return fd.Options[a.rnd.IntN(len(fd.Options))].Value
	}
	switch fd.Kind {
	case form.Boolean:
		return a.rnd.IntN(2) == 0
	case form.Number, form.Integer:
		return float64(10 + a.rnd.IntN(10))
	case form.Many:
		if len(fd.Options) == 0 {
			return []any{a.text(fd)}
		}
		return []any{fd.Options[a.rnd.IntN(len(fd.Options))].Value}
	case form.Rows:
		row := map[string]any{}
		for i := range fd.Columns {
			row[fd.Columns[i].Name] = a.value(&fd.Columns[i])
		}
		return []any{row}
	case form.String:
	}
	return a.text(fd)
}

// text answers a field of text by its check, else with words of a usual length.
func (a *Author) text(fd *form.Field) string {
	switch fd.Check {
	case "uscc":
		return a.creditCode()
	case "citizen_id":
		return a.citizenID()
	case "mobile", "phone":
		return fmt.Sprintf("199%08d", a.rnd.IntN(100_000_000))
	case "postcode", "division":
		return fmt.Sprintf("99%04d", 100+a.rnd.IntN(9000))
	case "person_name":
		return a.letters(3)
	case "time_of_day":
		return fmt.Sprintf("%02d:%02d", a.rnd.IntN(24), a.rnd.IntN(60))
	case "date_not_future":
		return string(a.today.AddDays(-a.rnd.IntN(3000)))
	case "date", "date_not_past":
		return string(a.today.AddDays(a.rnd.IntN(300)))
	}
	if fd.Control == "date" {
		return string(a.today.AddDays(a.rnd.IntN(300)))
	}
	n := 16
	if fd.Control == "textarea" {
		n = 60
	}
	if fd.MaxLen > 0 {
		n = min(n, fd.MaxLen)
	}
	return a.letters(n)
}

// letters are ideographs, three bytes each as in life.
func (a *Author) letters(n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = rune(0x4E00 + a.rnd.IntN(0x5000))
	}
	return string(out)
}

func (a *Author) creditCode() string {
	for {
		code, err := idcode.MakeUSCC('9', '1', "990102", fmt.Sprintf("%08d", a.rnd.IntN(100_000_000)))
		if err == nil {
			return code
		}
	}
}

func (a *Author) citizenID() string {
	for {
		birth := a.today.AddDays(-7000 - a.rnd.IntN(20_000))
		id, err := idcode.MakeCitizenID("990102", birth, a.rnd.IntN(1000))
		if err == nil {
			return id
		}
	}
}
