package theme

import (
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// firm is one row of the register of firms, in the clear.
type firm struct {
	id     gov.ID
	values map[string]string
	legal  gov.ID // the legal representative, if the register of persons knows him
}

func (f *firm) code() string { return f.values["creditCode"] }

// parseFirm reads a line and tells what is wrong with it.
func parseFirm(r *record, today gov.Date, f *faults) (*firm, bool) {
	before := len(f.list)
	out := &firm{values: map[string]string{}}
	for _, e := range firmElements {
		v, most := r.get(e.Code), maxText
		if e.Code == "businessScope" {
			most = 2000
		}
		if !clean(v, most) {
			f.add(r.line, e.Code, "theme.bad_text")
		}
		out.values[e.Code] = v
	}
	if _, err := idcode.ParseUSCC(out.code()); err != nil {
		f.because(r.line, "creditCode", err)
	}
	for _, code := range []string{"firmName", "firmKind", "firmStatus"} {
		if out.values[code] == "" {
			f.add(r.line, code, "theme.empty")
		}
	}
	if v := out.values["legalPersonId"]; v != "" {
		out.values["legalPersonId"] = parseNumber(r, "legalPersonId", today, f).Number
	}
	if v := out.values["foundedOn"]; v != "" && !isDate(v, today) {
		f.add(r.line, "foundedOn", "error.date")
	}
	if v := out.values["registeredCapital"]; v != "" {
		if n, err := strconv.ParseFloat(v, 64); err != nil || n < 0 || n > 1e12 {
			f.add(r.line, "registeredCapital", "theme.bad_number")
		}
	}
	if v := out.values["division"]; v != "" && !digits(v, 6, 12) {
		f.add(r.line, "division", "theme.bad_division")
	}
	if v := out.values["contactPhone"]; v != "" && !digits(v, 5, 20) {
		f.add(r.line, "contactPhone", "theme.bad_phone")
	}
	return out, len(f.list) == before
}
