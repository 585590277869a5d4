package org

import (
	"io"
	"io/fs"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/gov"
)

// maxStructure bounds an organisation file, in bytes.
const maxStructure = 4 << 20

// Structure is an organisation as a pack brings it (org.yaml). A unit is named by
// its path: a department by its key, a section or post by KEY/CODE. Days are
// civil days; From of the structure holds for whatever has none of its own.
type Structure struct {
	From        gov.Date        `yaml:"from"`
	Divisions   []DivisionDef   `yaml:"divisions"`
	Departments []DepartmentDef `yaml:"departments"`
	Assignments []AssignmentDef `yaml:"assignments"`
	Delegations []DelegationDef `yaml:"delegations"`
}

// DivisionDef is a division; parents stand before their children.
type DivisionDef struct {
	Code   string   `yaml:"code"` // division code, 6 to 12 digits
	Parent string   `yaml:"parent"`
	Name   Name     `yaml:"name"`
	Short  Name     `yaml:"short"`
	From   gov.Date `yaml:"from"`
}

// DepartmentDef is a department with its sections and posts; superior departments
// stand before those under them.
type DepartmentDef struct {
	Key      string       `yaml:"key"`  // how the pack speaks of it, such as "fire"
	USCC     string       `yaml:"uscc"` // 统一社会信用代码
	Name     Name         `yaml:"name"`
	Short    Name         `yaml:"short"`
	Form     Form         `yaml:"form"`     // government, bureau, township, court, institution, utility, centre
	Division string       `yaml:"division"` // division code
	Parent   string       `yaml:"parent"`   // key of the superior department
	From     gov.Date     `yaml:"from"`
	Sections []SectionDef `yaml:"sections"`
	Posts    []PostDef    `yaml:"posts"` // posts of no section
}

// SectionDef is a section of a department.
type SectionDef struct {
	Code  string    `yaml:"code"` // unique in the department
	Name  Name      `yaml:"name"`
	Posts []PostDef `yaml:"posts"`
}

// PostDef is a post.
type PostDef struct {
	Code  string   `yaml:"code"` // unique in the department
	Name  Name     `yaml:"name"`
	Roles []string `yaml:"roles"` // see Roles
}

// AssignmentDef puts a person on a post.
type AssignmentDef struct {
	Post   string   `yaml:"post"`   // DEPARTMENT/POST
	Person string   `yaml:"person"` // key of the person in the pack's list of people
	Part   Part     `yaml:"part"`   // holder (default) or deputy
	From   gov.Date `yaml:"from"`
	Until  gov.Date `yaml:"until"`
}

// DelegationDef entrusts items to another administrative organ.
type DelegationDef struct {
	By        string   `yaml:"by"` // keys of departments
	To        string   `yaml:"to"`
	Items     []string `yaml:"items"`
	Basis     string   `yaml:"basis"`
	Announced gov.Date `yaml:"announced"`
	From      gov.Date `yaml:"from"`
	Until     gov.Date `yaml:"until"`
}

// LoadStructure reads an organisation file; an unknown field is an error.
func LoadStructure(fsys fs.FS, name string) (Structure, error) {
	var s Structure
	f, err := fsys.Open(name)
	if err != nil {
		return s, gov.Invalid("org.structure").With("file", name).Because(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxStructure+1))
	if err != nil || len(b) > maxStructure {
		return s, gov.Invalid("org.structure").With("file", name).Because(err)
	}
	if err := yaml.UnmarshalWithOptions(b, &s, yaml.Strict()); err != nil {
		return s, gov.Invalid("org.structure").With("file", name).Because(err)
	}
	return s, nil
}
