package theme

import "holon.example/holon/internal/gov"

// Element is one datum a theme table holds.
type Element struct {
	Code  string    // of the standard, also the column of the import
	Grade gov.Grade // the least grade; a catalogue may set a higher one

	column string // where it stands; empty: derived from a reference
	sealed bool   // encrypted under the subject's key
}

// PersonElements are the elements of a person.
func PersonElements() []Element { return append([]Element(nil), personElements...) }

// FirmElements are the elements of a firm.
func FirmElements() []Element { return append([]Element(nil), firmElements...) }

var personElements = []Element{
	{"personId", gov.Grade4, "number", true},
	{"personName", gov.Grade3, "name", true},
	{"sex", gov.Grade3, "sex", true},
	{"birthDate", gov.Grade3, "birth", true},
	{"nation", gov.Grade3, "nation", true},
	{"householdAddress", gov.Grade3, "address", true},
	{"householdRelation", gov.Grade3, "relation", true},
	{"education", gov.Grade3, "education", true},
	{"mobile", gov.Grade3, "mobile", true},
	{"maritalStatus", gov.Grade3, "marital", true},
	{"marriageDate", gov.Grade3, "married", true},
	{"division", gov.Grade2, "division", false},
	{"householdId", gov.Grade3, "", false},
	{"spouseId", gov.Grade4, "", false},
	{"fatherId", gov.Grade4, "", false},
	{"motherId", gov.Grade4, "", false},
}

var firmElements = []Element{
	{"creditCode", gov.Grade1, "uscc", false},
	{"firmName", gov.Grade1, "name", false},
	{"firmKind", gov.Grade1, "kind", false},
	{"firmStatus", gov.Grade1, "status", false},
	{"firmAddress", gov.Grade1, "address", false},
	{"foundedOn", gov.Grade1, "founded", false},
	{"registeredCapital", gov.Grade1, "capital", false},
	{"industry", gov.Grade1, "industry", false},
	{"businessScope", gov.Grade1, "scope", false},
	{"division", gov.Grade1, "division", false},
	{"legalPerson", gov.Grade3, "legal_name", true},
	{"legalPersonId", gov.Grade4, "legal_number", true},
	{"contactPhone", gov.Grade3, "phone", true},
}

func elementOf(list []Element, code string) (Element, bool) {
	for _, e := range list {
		if e.Code == code {
			return e, true
		}
	}
	return Element{}, false
}

func codes(list []Element) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, e := range list {
		out[e.Code] = true
	}
	return out
}
