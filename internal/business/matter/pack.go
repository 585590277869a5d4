package matter

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/lang/plainyaml"
)

// Pack is one folder of content: items, packages, forms, processes, decision
// tables, letters, or what a region adds. A pack holds no code.
type Pack struct {
	Meta
	Items      []*Item
	Things     []*OneThing
	Forms      map[string]*form.Form
	Questions  map[string]*form.Questions
	Flows      map[string][]byte // BPMN 2.0 by file stem
	Rules      map[string][]byte // DMN by file stem
	Letters    map[string]*Letter
	Parameters []Parameter
	Overlay    *Overlay
	Sayings    Sayings

	places map[string]string // item, package or letter id -> file
}

// Meta is the head of a pack (pack.yaml).
type Meta struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"` // items thing city law calendar standard
	Version  Version  `json:"version"`
	Title    Text     `json:"title"`
	Requires []string `json:"requires,omitempty"`
	Licence  string   `json:"licence"`
	Source   Text     `json:"source,omitzero"`
	Note     Text     `json:"note,omitzero"`
}

// Version is the version of a pack, year and running number. In YAML it may
// stand unquoted, where it reads as a number.
type Version string

// UnmarshalJSON reads "2026.1" or 2026.1.
func (v *Version) UnmarshalJSON(b []byte) error {
	*v = Version(strings.Trim(string(b), `"`))
	return nil
}

// Parameter is a figure an official may change: a threshold of a decision
// table, a local limit. Verified says whether its source has been read.
type Parameter struct {
	ID       string `json:"id"` // its name in FEEL, under "parameters"
	Label    Text   `json:"label"`
	Value    any    `json:"value"`
	Unit     Text   `json:"unit,omitzero"`
	Verified bool   `json:"verified"`
	Source   Text   `json:"source"`
}

// Limits of a pack.
const (
	maxFiles = 5000
	maxPack  = 128 << 20
)

var versionForm = regexp.MustCompile(`^[0-9]{1,4}(\.[0-9]{1,4}){1,2}$`)

var packKinds = []string{"items", "thing", "city", "law", "calendar", "standard"}

// Load reads a pack. What is wrong with its content is told as findings, all
// of them at once; an error means that there is no pack to speak of: no
// readable pack.yaml, or limits of size passed.
func Load(fsys fs.FS) (*Pack, []Finding, error) {
	l := &loader{fsys: fsys, report: newReport(""), pack: &Pack{
		Forms: map[string]*form.Form{}, Questions: map[string]*form.Questions{},
		Flows: map[string][]byte{}, Rules: map[string][]byte{},
		Letters: map[string]*Letter{}, places: map[string]string{},
	}}
	raw, err := l.read("pack.yaml", maxYAML)
	if err != nil {
		return nil, nil, gov.Invalid("pack.head").Because(err)
	}
	if err := plainyaml.Decode(raw, &l.pack.Meta); err != nil {
		return nil, nil, gov.Invalid("pack.head").Because(err)
	}
	l.lintMeta()
	if err := l.walk(); err != nil {
		return nil, nil, err
	}
	return l.pack, l.report.findings(), nil
}

func (l *loader) lintMeta() {
	r, m := l.report.in("pack.yaml"), l.pack.Meta
	r.need(idForm.MatchString(m.ID), "pack.id", "id", m.ID)
	r.need(slices.Contains(packKinds, m.Kind), "pack.kind", "kind", m.Kind)
	r.need(versionForm.MatchString(string(m.Version)), "pack.version", "version", m.Version)
	r.need(m.Title.Zh != "", "pack.title")
	r.need(m.Licence != "", "pack.licence")
	r.need(!slices.Contains(m.Requires, m.ID), "pack.requires.itself")
}
