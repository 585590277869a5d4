package counter

import (
	"net/url"
	"strings"

	bform "holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
)

// need marks a field that must not be left empty.
func need(p *parts.Page, f bform.Field) string {
	if f.Required {
		return ""
	}
	return p.T("counter.may_be_empty")
}

// hint is what stands under the label of a field: help and unit.
func hint(p *parts.Page, f bform.Field) string {
	var out []string
	for _, t := range []string{f.Help.In(string(p.Lang)), f.Unit.In(string(p.Lang))} {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, " · ")
}

func lineType(f bform.Field) string {
	if f.Control == "date" {
		return "date"
	}
	return "text"
}

// rowsOf is how many rows of a field are shown: those entered and two more.
func (b *board) rowsOf(name string) int {
	most := 0
	for key := range b.Draft.Form.Given {
		rest, ok := strings.CutPrefix(key, name+".")
		if !ok {
			continue
		}
		if n, _, ok := strings.Cut(rest, "."); ok {
			most = max(most, int(number(n))+1)
		}
	}
	return min(most+2, 100)
}

// masked shows the number of a case in a list: its end is enough to tell cases apart.
func masked(no string) string {
	const shown = 6
	if len(no) <= shown {
		return no
	}
	return "…" + no[len(no)-shown:]
}

// hour is the time of day of an instant.
func hour(t gov.Time) string { return t.Std().Format("15:04") }

// arriving is the form of an appointment's code, refused or fresh.
func arriving(g *guest) parts.Form {
	if g.Again.ID == "arrive" {
		return g.Again
	}
	return parts.Form{ID: "arrive"}
}

// dayLink is the address of a day of the page of appointments.
func (v *bookView) dayLink(d gov.Date) string {
	q := url.Values{"day": {string(d)}}
	if v.For != 0 {
		q.Set("change", v.For.String())
	}
	return "/hall/" + v.Hall.ID.String() + "/book?" + q.Encode()
}

// shiftTone is the tone of the badge of a shift.
func shiftTone(s *shift.Shift) string {
	if s.State == shift.Offered {
		return "warn"
	}
	return "ok"
}

// ticked marks a paper that must be asked for in a fresh form of a notice.
func ticked(f parts.Form, code string, must bool) parts.Form {
	if f.Given == nil && must {
		f.Given = url.Values{"material": {code}}
	}
	return f
}
