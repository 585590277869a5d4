package standard

import (
	"encoding/json"
	"slices"
	"strconv"

	"holon.example/holon/internal/gov"
)

// Graded is a grade as the standard writes it: 1 to 4, important or core.
type Graded gov.Grade

var aboveFour = []string{"important", "core"}

// ParseGrade reads 1 to 4, important or core.
func ParseGrade(s string) (Graded, bool) {
	if n, err := strconv.Atoi(s); err == nil && n >= int(gov.Grade1) && n <= int(gov.Grade4) {
		return Graded(n), true
	}
	if i := slices.Index(aboveFour, s); i >= 0 {
		return Graded(gov.Important) + Graded(i), true
	}
	return 0, false
}

// String is the form ParseGrade reads.
func (g Graded) String() string {
	if i := int(g) - int(gov.Important); i >= 0 && i < len(aboveFour) {
		return aboveFour[i]
	}
	return strconv.Itoa(int(g))
}

// MarshalJSON writes a number, or a word for what stands above the four.
func (g Graded) MarshalJSON() ([]byte, error) {
	if int(g) >= int(gov.Important) {
		return json.Marshal(g.String())
	}
	return json.Marshal(int(g))
}

// UnmarshalJSON reads a number or a word.
func (g *Graded) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	text := ""
	switch v := v.(type) {
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		text = v
	}
	got, ok := ParseGrade(text)
	if !ok {
		return gov.Invalid("standard.fault.grade")
	}
	*g = got
	return nil
}
