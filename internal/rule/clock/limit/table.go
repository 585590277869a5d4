package limit

import (
	"io"
	"io/fs"
	"slices"
	"sort"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/gov"
)

// FileName is the table's file in a law pack.
const FileName = "clocks.yaml"

// maxFile bounds the table's file, in bytes.
const maxFile = 1 << 20

// Named is a row that has an id and a name: a ground or a rank.
type Named struct {
	ID    string `json:"id" yaml:"id"`
	Title Words  `json:"title" yaml:"title"`
}

// Table is the whole list of limits. It is immutable after Load.
type Table struct {
	rules   map[string][]Rule // by id, oldest version first
	order   []string
	names   map[string]Words // grounds, refused grounds and ranks by id
	refused map[string]bool
	bases   map[string]Basis
}

// fileRule is a row as it is written, with names in place of what they stand for.
type fileRule struct {
	ID        string     `yaml:"id"`
	Title     Words      `yaml:"title"`
	SetsOff   string     `yaml:"sets_off"`
	Unit      Unit       `yaml:"unit"`
	Amount    int        `yaml:"amount"`
	LastDay   LastDay    `yaml:"last_day"`
	Before    bool       `yaml:"before"`
	Lead      *Length    `yaml:"lead"`
	Prompt    *Length    `yaml:"prompt"`
	Expiry    Expiry     `yaml:"expiry"`
	Effective Effective  `yaml:"effective"`
	Grounds   string     `yaml:"grounds"`
	Basis     string     `yaml:"basis"`
	Extension *Extension `yaml:"extension"`
	Citation  string     `yaml:"citation"`
	Certainty Certainty  `yaml:"certainty"`
	InForce   gov.Date   `yaml:"in_force"`
}

type groundSet struct {
	Citation string  `yaml:"citation"`
	List     []Named `yaml:"list"`
	Refused  []Named `yaml:"refused"`
}

type file struct {
	Grounds map[string]groundSet `yaml:"grounds"`
	Ranks   []Named              `yaml:"ranks"`
	Bases   []Basis              `yaml:"bases"`
	Rules   []fileRule           `yaml:"rules"`
}

// Load reads and checks the table of a law pack.
func Load(fsys fs.FS) (*Table, error) {
	f, err := fsys.Open(FileName)
	if err != nil {
		return nil, gov.Invalid("limit.pack").With("file", FileName).Because(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil || len(b) > maxFile {
		return nil, gov.Invalid("limit.pack").With("file", FileName).Because(err)
	}
	var in file
	if err := yaml.UnmarshalWithOptions(b, &in, yaml.Strict()); err != nil {
		return nil, gov.Invalid("limit.pack").With("file", FileName).Because(err)
	}
	return build(in)
}

func build(in file) (*Table, error) {
	t := &Table{rules: map[string][]Rule{}, names: map[string]Words{}, refused: map[string]bool{}, bases: map[string]Basis{}}
	for _, rank := range in.Ranks {
		t.names[rank.ID] = rank.Title
	}
	for _, set := range in.Grounds {
		for _, g := range set.List {
			t.names[g.ID] = g.Title
		}
		for _, g := range set.Refused {
			t.names[g.ID], t.refused[g.ID] = g.Title, true
		}
	}
	for _, b := range in.Bases {
		if _, known := t.names[string(b.Rank)]; !known || b.Citation == "" {
			return nil, gov.Invalid("limit.basis").With("basis", b.ID)
		}
		t.bases[b.ID] = b
	}
	for _, row := range in.Rules {
		if err := t.add(row, in.Grounds); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Table) add(row fileRule, grounds map[string]groundSet) error {
	r := Rule{
		ID: row.ID, Title: row.Title, SetsOff: row.SetsOff, Citation: row.Citation, Certainty: row.Certainty, InForce: row.InForce,
		Terms: Terms{
			Length: Length{row.Amount, row.Unit}, LastDay: row.LastDay, Before: row.Before, Lead: row.Lead,
			Prompt: row.Prompt, Expiry: row.Expiry, Effective: row.Effective, Extension: row.Extension,
		},
	}
	if r.LastDay == "" {
		r.LastDay = Keep
	}
	if err := t.resolve(&r, row, grounds); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	versions := t.rules[r.ID]
	if slices.ContainsFunc(versions, func(v Rule) bool { return v.InForce == r.InForce }) {
		return gov.Invalid("limit.twice").With("rule", r.ID).With("in_force", string(r.InForce))
	}
	if len(versions) == 0 {
		t.order = append(t.order, r.ID)
	}
	versions = append(versions, r)
	sort.Slice(versions, func(i, j int) bool { return versions[i].InForce < versions[j].InForce })
	t.rules[r.ID] = versions
	return nil
}

// resolve puts the list of grounds and the basis in the place of their names.
func (t *Table) resolve(r *Rule, row fileRule, grounds map[string]groundSet) error {
	unknown := func(path string) error {
		e := gov.Invalid("limit.rule").With("rule", r.ID)
		return e.At(path, "limit.unknown_name")
	}
	if row.Grounds != "" {
		set, ok := grounds[row.Grounds]
		if !ok {
			return unknown("grounds")
		}
		r.Pausing = &Pausing{Citation: set.Citation}
		for _, g := range set.List {
			r.Pausing.Grounds = append(r.Pausing.Grounds, g.ID)
		}
	}
	if row.Basis != "" {
		b, ok := t.bases[row.Basis]
		if !ok {
			return unknown("basis")
		}
		b.Title = Words{}
		r.Basis = &b
	}
	if e := row.Extension; e != nil {
		if _, ok := t.names[string(e.Rank)]; !ok {
			return unknown("extension/rank")
		}
	}
	return nil
}

// Rule gives the version of a rule in force on a day.
func (t *Table) Rule(id string, on gov.Date) (Rule, error) {
	versions := t.rules[id]
	for i := len(versions) - 1; i >= 0; i-- {
		if versions[i].InForce <= on {
			return versions[i], nil
		}
	}
	return Rule{}, gov.NotFound("limit.unknown").With("rule", id).With("on", string(on))
}

// Rules lists every version of every rule in the order of the file.
func (t *Table) Rules() (out []Rule) {
	for _, id := range t.order {
		out = append(out, t.rules[id]...)
	}
	return out
}

// Name gives the words for a ground, a refused ground or a rank.
func (t *Table) Name(id string) (Words, bool) {
	w, ok := t.names[id]
	return w, ok
}

// Refused tells whether the table names the ground as one that is no ground.
func (t *Table) Refused(ground string) bool { return t.refused[ground] }
