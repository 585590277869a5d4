package form

import (
	"strings"

	"holon.example/holon/internal/lang/words"
)

// narrow tells whether a field holds a number, a date or a code with a check, in which
// blanks and wide characters mean nothing. A name or an address stays as it was typed.
func (fd *Field) narrow() bool {
	return fd.Kind == Number || fd.Kind == Integer || fd.Control == "date" || fd.Check != "" && fd.Check != "person_name"
}

// typed is what was typed into a field as the field means it.
func (fd *Field) typed(s string) string {
	if !fd.narrow() {
		return s
	}
	return strings.ReplaceAll(words.HalfWidth(s), " ", "")
}
