package importguide

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/gov"
)

// Limits of a guide, which comes from outside.
const (
	maxGuide = 4 << 20
	maxParts = 200
)

// Guide is the facts of a public guide of a one-thing, as far as a draft needs them.
type Guide struct {
	Code      string     `yaml:"code"`
	Name      string     `yaml:"name"`
	Lead      string     `yaml:"lead"`
	Partners  []string   `yaml:"partners"`
	Audience  string     `yaml:"audience"`
	Promise   int        `yaml:"promise_working_days"`
	Visits    *int       `yaml:"visits"`
	Delivery  string     `yaml:"delivery"`
	Logistics *bool      `yaml:"logistics"`
	Change    Change     `yaml:"before_after"`
	Items     []Item     `yaml:"items"`
	Materials []Material `yaml:"materials"`
	Questions []Question `yaml:"situation_questions"`
	Notes     []string   `yaml:"notes"`
}

// Change is what the guide says of before and now (改革前后).
type Change struct {
	Steps     Pair `yaml:"steps"`
	Days      Pair `yaml:"days"`
	Visits    Pair `yaml:"visits"`
	Materials Pair `yaml:"materials"`
}

// Pair is a figure before and now; nil where the guide has none.
type Pair struct {
	Before *int `yaml:"before"`
	After  *int `yaml:"after"`
}

// Item is one matter of the package.
type Item struct {
	Name     string `yaml:"name"`
	Promise  int    `yaml:"promise_days"`
	Limit    int    `yaml:"limit_working_days"`
	BaseCode string `yaml:"base_code"`
	Kind     string `yaml:"kind"`
	Dept     string `yaml:"dept"`
	Branch   string `yaml:"branch"`
	When     string `yaml:"when"`
	Result   string `yaml:"result"`
}

// Material is one paper of the list.
type Material struct {
	Name     string            `yaml:"name"`
	ID       string            `yaml:"std_material_id"`
	Copies   int               `yaml:"copies"`
	Required string            `yaml:"required"`
	Submit   Submit            `yaml:"submit_mode"`
	Source   string            `yaml:"source"`
	When     string            `yaml:"when"`
	For      []string          `yaml:"for_items"`
	Codes    map[string]string `yaml:"raw_codes"`
}

// Submit is whether a paper must be handed in.
type Submit struct {
	Mode    int    `yaml:"mode"`
	Meaning string `yaml:"meaning"`
}

// Question is one question of the situation.
type Question struct {
	Text    string   `yaml:"question"`
	Options []string `yaml:"options"`
	Effect  string   `yaml:"effect"`
}

//go:embed words.yaml
var wordsFile []byte

// vocabulary is how guides say things.
type vocabulary struct {
	Requires, Required, Submit, Government, Mail, Person []string
	NoMail                                               []string          `yaml:"noMail"`
	Departments                                          map[string]string `yaml:"departments"`
}

var words = mustWords()

func mustWords() (v vocabulary) {
	if err := yaml.Unmarshal(wordsFile, &v); err != nil {
		panic("importguide: words.yaml: " + err.Error()) // a file of the program
	}
	return v
}

// Read reads a guide. One that is too large, no YAML, or names no items is Invalid.
func Read(raw []byte) (*Guide, error) {
	if len(raw) > maxGuide {
		return nil, &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	g := &Guide{}
	if err := yaml.Unmarshal(raw, g); err != nil {
		return nil, gov.Invalid("guide.unreadable").Because(err)
	}
	if g.Code == "" || g.Name == "" || len(g.Items) == 0 || len(g.Items) > maxParts || len(g.Materials) > maxParts {
		return nil, gov.Invalid("guide.unreadable").Because(fmt.Errorf("code %q, %d items, %d materials", g.Code, len(g.Items), len(g.Materials)))
	}
	return g, nil
}

// says tells whether a text holds one of the words.
func says(text string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(text, w) })
}

// department is the number of a department by its name; "" where none is known.
func department(name string) string {
	best, number := "", ""
	for part, n := range words.Departments {
		if strings.Contains(name, part) && (len(part) > len(best) || len(part) == len(best) && part < best) {
			best, number = part, n
		}
	}
	return number
}

// Codes of the site from which guides are taken, where the guide has them.
const (
	codeRequired    = "clbyx"
	codeSubmit      = "mtjfs"
	codeSource      = "cllyqd"
	valueRequired   = "1"
	valueSubmit     = "4"
	valueGovernment = "20"
)

func (m *Material) coded(code, value, text string, list []string) bool {
	if v, ok := m.Codes[code]; ok && v != "" {
		return v == value
	}
	return slices.Contains(list, text) || text != "" && says(text, list) && len(text) <= len(list[0])+3
}

func (m *Material) required() bool {
	return m.coded(codeRequired, valueRequired, m.Required, words.Required)
}

func (m *Material) mustSubmit() bool {
	return m.Submit.Mode == 4 || m.Submit.Mode == 0 && m.coded(codeSubmit, valueSubmit, m.Submit.Meaning, words.Submit)
}

func (m *Material) government() bool {
	return m.coded(codeSource, valueGovernment, m.Source, words.Government)
}
