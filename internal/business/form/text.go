package form

import "encoding/json"

// Text is a wording in the two languages of the house. In a pack it may be
// written as a plain string, which is the Chinese.
type Text struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

// In gives the wording in a language tag ("zh", "en"); the Chinese stands in
// where there is no other.
func (t Text) In(lang string) string {
	if lang == "en" && t.En != "" {
		return t.En
	}
	return t.Zh
}

// UnmarshalJSON reads {"zh":…,"en":…} or a plain string.
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &t.Zh)
	}
	type plain Text
	return json.Unmarshal(b, (*plain)(t))
}
