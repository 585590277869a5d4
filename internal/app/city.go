package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/goccy/go-yaml"

	"holon.example/holon/internal/app/commission"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/lang/plainyaml"
)

// Files of a city pack.
const (
	peopleFile   = "data/people.csv.gz"
	firmsFile    = "data/firms.csv.gz"
	orgFile      = "org.yaml"
	personasFile = "personas.yaml"
	kindCity     = "city"
)

// setup is who imports a city: the site itself, before anybody can sign in.
var setup = gov.Job("setup")

// CityReport tells what an import brought.
type CityReport struct {
	Packs  []string     `json:"packs"`
	People theme.Report `json:"people"`
	Firms  theme.Report `json:"firms"`
	Org    org.Report   `json:"org"`

	Catalogue catalog.Report `json:"catalogue"`
}

// actors of a city pack: whom its organisation and its demonstration speak of.
type actors struct {
	People []struct {
		Key      string        `yaml:"key"`
		Kind     gov.ActorKind `yaml:"kind"`
		Name     string        `yaml:"personName"`
		PersonID string        `yaml:"personId"`
		Title    org.Name      `yaml:"title"`
	} `yaml:"people"`
	Firms []struct {
		CreditCode string   `yaml:"creditCode"`
		Agents     []string `yaml:"agents"`
	} `yaml:"firms"`
	Warrants []commission.Given `yaml:"warrants"`
}

// ImportCity brings a city in: the packs it needs, its organisation, its registers
// of people and firms. root holds one folder for each pack. Run again, it changes
// only what differs.
func (n *Node) ImportCity(ctx context.Context, root fs.FS, city string) (*CityReport, error) {
	order, err := packOrder(root, city, nil)
	if err != nil {
		return nil, err
	}
	rep := &CityReport{Packs: order}
	folders := make([]fs.FS, len(order))
	for i, id := range order {
		if folders[i], err = fs.Sub(root, id); err != nil {
			return nil, err
		}
	}
	if err := n.installPacks(ctx, folders); err != nil {
		return nil, err
	}
	home := folders[len(folders)-1]
	if err := n.importRegisters(ctx, home, rep); err != nil {
		return nil, err
	}
	if err := n.importOrg(ctx, home, rep); err != nil {
		return rep, err
	}
	rep.Catalogue, err = n.Data.ImportCatalogue(ctx, setup, folders)
	return rep, err
}

// packOrder gives a pack and all it requires, what is required first.
func packOrder(root fs.FS, id string, above []string) ([]string, error) {
	if slices.Contains(above, id) {
		return nil, fmt.Errorf("pack %s requires itself", id)
	}
	raw, err := fs.ReadFile(root, path.Join(id, "pack.yaml"))
	if err != nil {
		return nil, err
	}
	var m matter.Meta
	if err := plainyaml.Decode(raw, &m); err != nil {
		return nil, fmt.Errorf("pack %s: %w", id, err)
	}
	var out []string
	for _, need := range m.Requires {
		before, err := packOrder(root, need, append(above, id))
		if err != nil {
			return nil, err
		}
		for _, b := range before {
			if !slices.Contains(out, b) {
				out = append(out, b)
			}
		}
	}
	return append(out, id), nil
}

// installPacks installs the packs together, unless they are there already.
func (n *Node) installPacks(ctx context.Context, folders []fs.FS) error {
	got, _, err := n.Content.Install(ctx, setup, "", folders...)
	if err != nil {
		return err
	}
	for i, one := range got {
		if err := n.installCalendar(ctx, setup, one.Kind, folders[i]); err != nil {
			return err
		}
		if err := n.Data.InstallStandard(ctx, setup, folders[i]); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) importRegisters(ctx context.Context, home fs.FS, rep *CityReport) (err error) {
	im := &theme.Importer{Engine: n.Engine, Mint: n.Mint}
	file := func(name string) theme.Opener {
		return func() (io.ReadCloser, error) { return home.Open(name) }
	}
	if rep.People, err = im.People(ctx, setup, file(peopleFile)); err != nil {
		return wrongRows(peopleFile, rep.People, err)
	}
	rep.Firms, err = im.Firms(ctx, setup, file(firmsFile))
	return wrongRows(firmsFile, rep.Firms, err)
}

// ImportTheme brings one register in from a file of the machine: person or firm.
func (n *Node) ImportTheme(ctx context.Context, register, file string) (theme.Report, error) {
	im := &theme.Importer{Engine: n.Engine, Mint: n.Mint}
	open := func() (io.ReadCloser, error) { return os.Open(file) } //nolint:gosec // the operator names it
	if register == "person" {
		return im.People(ctx, setup, open)
	}
	return im.Firms(ctx, setup, open)
}

// wrongRows names the first wrong line of a register.
func wrongRows(name string, rep theme.Report, err error) error {
	if err != nil && len(rep.Errors) > 0 {
		return fmt.Errorf("%s line %d, %s: %s: %w", name, rep.Errors[0].Line, rep.Errors[0].Field, rep.Errors[0].Key, err)
	}
	return err
}

// importOrg brings the organisation in. The people it names are found in the
// register by their numbers.
func (n *Node) importOrg(ctx context.Context, home fs.FS, rep *CityReport) error {
	st, err := org.LoadStructure(home, orgFile)
	if err != nil {
		return err
	}
	a, err := readActors(home)
	if err != nil {
		return err
	}
	people, err := n.subjects(ctx, a)
	if err != nil {
		return err
	}
	rep.Org, err = n.Org.Import(ctx, setup, st, people)
	return err
}

func readActors(home fs.FS) (actors, error) {
	var a actors
	raw, err := fs.ReadFile(home, personasFile)
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	return a, yaml.Unmarshal(raw, &a)
}

// subjects finds the vault subject of each named person.
func (n *Node) subjects(ctx context.Context, a actors) (map[string]gov.ID, error) {
	out := map[string]gov.ID{}
	err := n.DB.Read(ctx, func(q *sqldb.Q) error {
		for _, p := range a.People {
			id, found, err := theme.FindPerson(ctx, q, n.Vault, p.PersonID)
			if err != nil {
				return err
			}
			if !found {
				return fmt.Errorf("%s: %s is not in the register", personasFile, p.Key)
			}
			out[p.Key] = id
		}
		return nil
	})
	return out, err
}
