package journey

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
)

//go:embed data
var files embed.FS

// script is what the people of a story say and type.
type script struct {
	Division  string            `json:"division"`
	Thing     string            `json:"thing"`
	Situation map[string]any    `json:"situation"`
	Answers   map[string]any    `json:"answers"`
	TypedOver map[string]any    `json:"typedOver"` // what an applicant may not change
	Held      map[string]string `json:"held"`      // what government holds
	Officers  []string          `json:"officers"`  // names that no citizen may read
	Text      map[string]string `json:"text"`
}

func readScript(name string, into any) {
	if err := Script(name, into); err != nil {
		panic(fmt.Sprintf("journey: data/%s.json: %v", name, err)) // shipped with the program, read by its test
	}
}

// Script reads what the people of a story say and type, for who plays parts of it; an error
// says that there is no such script.
func Script(name string, into any) error {
	raw, err := files.ReadFile("data/" + name + ".json")
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// application is the whole application, with some answers put otherwise.
func (s *script) application(otherwise map[string]any) map[string]any {
	answers := maps.Clone(s.Answers)
	maps.Copy(answers, otherwise)
	return map[string]any{"division": s.Division, "thing": s.Thing, "situation": s.Situation, "answers": answers}
}
