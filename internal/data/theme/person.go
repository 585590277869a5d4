package theme

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// person is one row of the register of persons, in the clear.
type person struct {
	id        gov.ID
	division  string
	household string // number of the household
	values    map[string]string
	kin       map[string]string // element → number of the spouse, father, mother

	// Set when the references are resolved.
	householdID            gov.ID
	newHousehold           bool // this row brings the household in
	spouse, father, mother gov.ID
}

const (
	maxText = 200
	maxKin  = 3
)

var kinElements = [maxKin]string{"spouseId", "fatherId", "motherId"}

// parsePerson reads a line and tells what is wrong with it. today bounds births.
func parsePerson(r *record, today gov.Date, f *faults) (*person, bool) {
	before := len(f.list)
	p := &person{values: map[string]string{}, kin: map[string]string{}, division: r.get("division"), household: r.get("householdId")}
	number := parseNumber(r, "personId", today, f)
	for _, e := range personElements {
		if !e.sealed {
			continue
		}
		v := r.get(e.Code)
		if !clean(v, maxText) {
			f.add(r.line, e.Code, "theme.bad_text")
		}
		if v != "" {
			p.values[e.Code] = v
		}
	}
	p.values["personId"] = number.Number
	if p.values["personName"] == "" {
		f.add(r.line, "personName", "theme.empty")
	}
	agree(r, number, f)
	if v := p.values["marriageDate"]; v != "" && !isDate(v, today) {
		f.add(r.line, "marriageDate", "error.date")
	}
	if p.division != "" && !digits(p.division, 6, 12) {
		f.add(r.line, "division", "theme.bad_division")
	}
	if p.household != "" && !clean(p.household, 40) {
		f.add(r.line, "householdId", "theme.bad_text")
	}
	if v := p.values["mobile"]; v != "" && !digits(v, 5, 20) {
		f.add(r.line, "mobile", "theme.bad_phone")
	}
	for _, code := range kinElements {
		if r.get(code) == "" {
			continue
		}
		if p.kin[code] = parseNumber(r, code, today, f).Number; p.kin[code] == number.Number {
			f.add(r.line, code, "theme.own_kin")
		}
	}
	return p, len(f.list) == before
}

func (p *person) number() string { return p.values["personId"] }

func parseNumber(r *record, code string, today gov.Date, f *faults) idcode.CitizenID {
	id, err := idcode.ParseCitizenID(r.get(code))
	if err == nil && id.Birth > today {
		err = gov.Invalid("idcode.citizen.birth")
	}
	if err != nil {
		f.because(r.line, code, err)
	}
	return id
}

// agree holds birth and sex against the number that states them too.
func agree(r *record, id idcode.CitizenID, f *faults) {
	if id.Number == "" {
		return
	}
	if v := r.get("birthDate"); v != string(id.Birth) {
		f.add(r.line, "birthDate", "theme.birth_differs")
	}
	want := "male"
	if id.Female {
		want = "female"
	}
	if r.get("sex") != want {
		f.add(r.line, "sex", "theme.sex_differs")
	}
}

func isDate(s string, today gov.Date) bool {
	d, err := gov.ParseDate(s)
	return err == nil && d <= today
}

func digits(s string, least, most int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) >= least && len(s) <= most
}
