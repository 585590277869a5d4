package wording

import (
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
)

// permit is the type of the items of which 行政许可法 speaks.
const permit = "01"

// Template finds the words of a letter in the packs of what a case is of; nil where there
// are none. What is no permit is not granted or refused as one: there the words with
// "_other" come first.
func Template(lib *matter.Library, owner any, m *casefile.Matter, kind string) *matter.Letter {
	if m != nil {
		if it := lib.Item(m.Division, m.Item); it != nil && it.Type != permit {
			if _, t := lib.Letter(owner, kind+"_other"); t != nil {
				return t
			}
		}
	}
	_, t := lib.Letter(owner, kind)
	return t
}
