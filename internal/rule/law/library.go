package law

import (
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"

	"holon.example/holon/internal/gov"
)

// maxLaw bounds one law's file, in bytes.
const maxLaw = 8 << 20

// Library holds laws in their versions. It is immutable after it was built and
// may be shared between goroutines.
type Library struct {
	laws   []*Law
	byName map[string][]*Law // by short name and alias, oldest version first
}

// Load reads the laws of a law pack (laws/*.json).
func Load(fsys fs.FS) (*Library, error) {
	names, err := fs.Glob(fsys, "laws/*.json")
	if err != nil {
		return nil, gov.Invalid("law.pack").Because(err)
	}
	laws := make([]*Law, 0, len(names))
	for _, name := range names {
		l, err := read(fsys, name)
		if err != nil {
			return nil, err
		}
		laws = append(laws, l)
	}
	return NewLibrary(laws)
}

func read(fsys fs.FS, name string) (*Law, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, gov.Invalid("law.pack").With("file", name).Because(err)
	}
	defer func() { _ = f.Close() }()
	d := json.NewDecoder(io.LimitReader(f, maxLaw))
	d.DisallowUnknownFields()
	var l Law
	if err := d.Decode(&l); err != nil {
		return nil, gov.Invalid("law.pack").With("file", name).Because(err)
	}
	return &l, nil
}

// NewLibrary builds a library. One version of a law may stand in it once.
func NewLibrary(laws []*Law) (*Library, error) {
	lib := &Library{byName: map[string][]*Law{}}
	for _, l := range laws {
		if l.Title == "" || l.Source == "" || len(l.Articles) == 0 {
			return nil, gov.Invalid("law.incomplete").With("law", l.Title)
		}
		if err := l.prepare(); err != nil {
			return nil, err
		}
		for _, name := range append([]string{l.Title}, l.Aliases...) {
			if err := lib.add(ShortName(name), l); err != nil {
				return nil, err
			}
		}
		lib.laws = append(lib.laws, l)
	}
	slices.SortFunc(lib.laws, func(a, b *Law) int {
		return strings.Compare(a.ShortName()+string(a.Version), b.ShortName()+string(b.Version))
	})
	return lib, nil
}

func (lib *Library) add(name string, l *Law) error {
	versions := lib.byName[name]
	for _, v := range versions {
		if v == l {
			return nil
		}
		if v.Version == l.Version {
			return gov.Invalid("law.twice").With("law", name).With("version", string(l.Version))
		}
	}
	versions = append(versions, l)
	sort.Slice(versions, func(i, j int) bool { return versions[i].since() < versions[j].since() })
	lib.byName[name] = versions
	return nil
}

// since is the day from which a version is the one to use.
func (l *Law) since() gov.Date { return max(l.InForce, l.Version) }

// Laws lists every version held, by short name. The laws must not be changed.
func (lib *Library) Laws() []*Law { return lib.laws }

// Law finds the newest version of a law, by full name, short name or alias.
func (lib *Library) Law(name string) (*Law, error) {
	versions := lib.byName[ShortName(name)]
	if len(versions) == 0 {
		return nil, gov.NotFound("law.unknown").With("law", clip(name))
	}
	return versions[len(versions)-1], nil
}

// Resolve finds the text a citation names, in the version it names or else in
// the newest one held.
func (lib *Library) Resolve(c Citation) (Provision, error) { return lib.ResolveAt(c, "9999-12-31") }

// ResolveAt finds the text in force on a day. A law, article, paragraph or item
// that is not held is a NotFound error whose key says which.
func (lib *Library) ResolveAt(c Citation, on gov.Date) (Provision, error) {
	l, err := lib.version(c, on)
	if err != nil {
		return Provision{}, err
	}
	i, ok := l.article(c.Article, c.Sub)
	if !ok {
		key := "law.no_article"
		if l.Excerpt {
			key = "law.not_in_excerpt"
		}
		return Provision{}, gov.NotFound(key).With("citation", c.String())
	}
	paragraphs, err := l.Articles[i].within(c)
	if err != nil {
		return Provision{}, err
	}
	c.Law, c.Version = l.ShortName(), l.Version
	return Provision{
		Citation: c, Title: l.Title, Version: l.Version, InForce: l.InForce, Source: l.Source,
		Chapters: l.chaptersOf(i), Paragraphs: paragraphs,
	}, nil
}

func (lib *Library) version(c Citation, on gov.Date) (*Law, error) {
	versions := lib.byName[ShortName(c.Law)]
	unknown := gov.NotFound("law.unknown").With("law", clip(c.Law)).With("citation", c.String())
	if len(versions) == 0 {
		return nil, unknown
	}
	for i := len(versions) - 1; i >= 0; i-- {
		if l := versions[i]; c.Version == l.Version || c.Version == "" && l.since() <= on {
			return l, nil
		}
	}
	unknown.Key = "law.no_version"
	return nil, unknown
}
