package shelf

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/lang/bpmn"
	"holon.example/holon/internal/lang/bpmn/sound"
	"holon.example/holon/internal/lang/dmn"
	"holon.example/holon/internal/lang/plainyaml"
	"holon.example/holon/internal/rule/clock/limit"
	"holon.example/holon/internal/rule/law"
)

// Files of a pack that are no items, and what they bring.
const (
	limitsFile    = "clocks.yaml"
	calendarFile  = "statutory.yaml"
	catalogueFile = "catalog.yaml"
	maxCatalogue  = 4 << 20
)

// Shelf is the packs that are checked, with those they require.
type Shelf struct {
	Named     int // packs to be judged
	judged    map[string]bool
	packs     []*matter.Pack
	laws      []*law.Law
	resources []content.Resource
	found     []Finding
}

// Open reads the packs of the folders, then what they require of those that come with
// the program.
func Open(dirs []string) (*Shelf, error) {
	ready, err := Shipped()
	if err != nil {
		return nil, err
	}
	named := make([]Folder, 0, len(dirs))
	for _, dir := range dirs {
		named = append(named, Folder{Name: filepath.Base(filepath.Clean(dir)), Files: os.DirFS(dir)})
	}
	return Judge(named, ready), nil
}

// Judge reads packs that are to be judged, then what they require of those that are
// ready.
func Judge(named, ready []Folder) *Shelf {
	s := &Shelf{Named: len(named), judged: map[string]bool{}}
	var wanted []string
	for _, f := range named {
		if p := s.read(f.Name, f.Files, true); p != nil {
			wanted = append(wanted, p.Requires...)
		}
	}
	for i := 0; i < len(wanted); i++ {
		at := slices.IndexFunc(ready, func(f Folder) bool { return f.Meta.ID == wanted[i] })
		if at < 0 || s.has(wanted[i]) {
			continue
		}
		if p := s.read(wanted[i], ready[at].Files, false); p != nil {
			wanted = append(wanted, p.Requires...)
		}
	}
	return s
}

func (s *Shelf) has(id string) bool {
	return slices.ContainsFunc(s.packs, func(p *matter.Pack) bool { return p.ID == id })
}

// read takes one pack onto the shelf. What is wrong with it is kept if it is to be
// judged.
func (s *Shelf) read(name string, files fs.FS, judge bool) *matter.Pack {
	p, found, err := matter.Load(files)
	if err != nil {
		s.fault(name, "pack.yaml", err)
		return nil
	}
	if p.ID != "" {
		name = p.ID
	}
	if judge {
		s.judged[name] = true
		for _, f := range found {
			f.Where = name + "/" + f.Where
			s.found = append(s.found, Finding{name, f})
		}
	}
	s.packs = append(s.packs, p)
	s.extras(name, files)
	return p
}

// extras reads what a pack may bring beside items: laws, limits, a calendar, a
// catalogue of resources.
func (s *Shelf) extras(name string, files fs.FS) {
	if lib, err := law.Load(files); err != nil {
		s.fault(name, "laws", err)
	} else {
		s.laws = append(s.laws, lib.Laws()...)
	}
	if exists(files, limitsFile) {
		_, err := limit.Load(files)
		s.fault(name, limitsFile, err)
	}
	if exists(files, calendarFile) {
		p, err := calendar.Load(files)
		if err == nil {
			_, err = p.Calendar()
		}
		s.fault(name, "years", err)
	}
	if exists(files, catalogueFile) {
		s.fault(name, catalogueFile, s.catalogue(files))
	}
}

func exists(files fs.FS, name string) bool {
	_, err := fs.Stat(files, name)
	return err == nil
}

func (s *Shelf) catalogue(files fs.FS) error {
	raw, err := fs.ReadFile(files, catalogueFile)
	if err != nil || len(raw) > maxCatalogue {
		return gov.Invalid("pack.size").Because(err)
	}
	var list []content.Resource
	if err := plainyaml.Decode(raw, &list); err != nil {
		return gov.Invalid("pack.file").With("cause", err.Error())
	}
	s.resources = append(s.resources, list...)
	return nil
}

// fault keeps an error as findings of a pack that is judged; nil is none.
func (s *Shelf) fault(pack, where string, err error) {
	if err == nil {
		return
	}
	s.judged[pack] = true // a folder that is no pack at all has no id to be known by
	add := func(place, code string, args map[string]any) {
		s.found = append(s.found, Finding{pack, matter.Finding{Code: code, Severity: "error", Where: place, Args: args}})
	}
	place := pack + "/" + where
	var g *gov.Error
	if !errors.As(err, &g) || g.Key == "" {
		add(place, "pack.file", map[string]any{"cause": err.Error()})
		return
	}
	add(place, g.Key, g.Args)
	if cause := g.Unwrap(); cause != nil {
		add(place, "pack.file", map[string]any{"cause": cause.Error()})
	}
	for _, f := range g.Fields {
		add(place+"/"+f.Path, f.Key, f.Args)
	}
}

// Lint joins the packs and gives what is wrong with those that are judged.
func (s *Shelf) Lint(today gov.Date) []Finding {
	lib, found := matter.NewLibrary(s.packs...)
	refs := matter.References{Today: today}
	if laws, err := law.NewLibrary(s.laws); err != nil {
		s.fault(s.packs[0].ID, "laws", err)
	} else if len(s.laws) > 0 {
		refs.Article = func(cite string) bool {
			c, err := law.Parse(cite)
			if err == nil {
				_, err = laws.Resolve(c)
			}
			return err == nil
		}
	}
	if len(s.resources) > 0 {
		refs.Resource, refs.Obtainable = s.catalogued, s.obtainable
	}
	found = append(found, lib.Lint(refs)...)
	for _, f := range found {
		if pack := s.owner(f.Where); s.judged[pack] {
			s.found = append(s.found, Finding{pack, f})
		}
	}
	for _, p := range s.packs {
		if s.judged[p.ID] {
			s.deeper(p)
		}
	}
	return sorted(s.found)
}

// owner is the pack a place of the library belongs to: its first part names the
// pack, or the division whose overlay the pack has.
func (s *Shelf) owner(where string) string {
	first, _, _ := strings.Cut(where, "/")
	for _, p := range s.packs {
		if p.Overlay != nil && p.Overlay.Division == first {
			return p.ID
		}
	}
	return first
}

func (s *Shelf) catalogued(id, element string) bool {
	return slices.ContainsFunc(s.resources, func(r content.Resource) bool {
		return r.ID == id && (element == "" || holds(r, element))
	})
}

func (s *Shelf) obtainable(element string) string {
	for _, r := range s.resources {
		if r.Granted && holds(r, element) {
			return r.ID
		}
	}
	return ""
}

func holds(r content.Resource, element string) bool {
	return slices.ContainsFunc(r.Elements, func(e content.Element) bool { return e.Code == element })
}

// deeper looks for ways in which processes get stuck, and for gaps and overlaps of
// decision tables. Neither knows the data, so they are warnings.
func (s *Shelf) deeper(p *matter.Pack) {
	warn := func(where, code, element, rule, cause string) {
		s.found = append(s.found, Finding{p.ID, matter.Finding{
			Code: code, Severity: "warning", Where: p.ID + "/" + where,
			Args: map[string]any{"element": element, "rule": rule, "cause": cause},
		}})
	}
	for name, raw := range p.Flows {
		defs, err := bpmn.Parse(raw)
		if err != nil {
			continue // told by the lint of the library
		}
		for _, f := range sound.Check(defs) {
			warn("flows/"+name, "cli.pack.flow_sound", f.Element, string(f.Kind), f.Reason)
		}
	}
	for name, raw := range p.Rules {
		m, err := dmn.Load(raw)
		if err != nil {
			continue // told by the lint of the library
		}
		found, _ := m.Lint()
		for _, f := range found {
			warn("rules/"+name, "cli.pack.rules_coverage", f.Element, "", f.Text)
		}
	}
}

// Finding is a finding with the pack it is about.
type Finding struct {
	Pack string `json:"pack"`
	matter.Finding
}

// sorted puts findings in the order of their places, errors first at one.
func sorted(all []Finding) []Finding {
	rank := []string{"error", "warning", "info"}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), slices.Index(rank, a.Severity)-slices.Index(rank, b.Severity))
	})
	return all
}
