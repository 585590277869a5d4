package stock

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// Pack is a pack that is installed, or comes with the program.
type Pack struct {
	matter.Meta
	At    gov.Time // when it was installed; 0: it is not
	Items int
	Newer string // the version that comes with the program, where it is another
}

// Change is one difference between what is installed and what was handed in.
type Change struct {
	Part   string
	ID     string
	Change string // added removed changed
	Fields []string
	Rules  bool
}

// Look is what there is to say about a pack before it is installed.
type Look struct {
	matter.Meta
	Was      string // version that is installed; empty: none
	Findings []matter.Finding
	Changes  []Change
}

// Config is what the pages need; app fills it.
type Config struct {
	Office    admin.Office
	Library   func() *matter.Library
	Installed func() []Pack
	Shipped   func() ([]Pack, error)
	// Stage keeps a pack handed in as a ZIP file; Choose one that comes with the program.
	Stage   func(ctx context.Context, who gov.Actor, key string, raw []byte) (gov.ID, error)
	Choose  func(ctx context.Context, who gov.Actor, key, id string) (gov.ID, error)
	Look    func(ctx context.Context, staged gov.ID) (*Look, error)
	Install func(ctx context.Context, who gov.Actor, key string, staged gov.ID) error
}

type pages struct {
	Config
	admin.Office
}

// Mount registers the pages.
func Mount(c Config) {
	p := &pages{c, c.Office}
	p.Page("GET /admin/packs", p.list)
	p.File("POST /admin/packs", maxPack, p.stage)
	p.Form("POST /admin/packs/choose", p.choose)
	p.Page("GET /admin/packs/{id}", p.look)
	p.Form("POST /admin/packs/{id}/install", p.install)
	p.Page("GET /admin/items", p.items)
}

const (
	home    = "/admin/packs"
	maxPack = 32 << 20
	most    = 200 // rows of a list
)

// shelf is the page of the packs.
type shelf struct {
	*room.Request
	Packs   []Pack
	Shipped []Pack
	Fault   *parts.Fault
	Again   parts.Form
}

func (p *pages) list(rq *room.Request) error { return p.show(rq, &shelf{Request: rq}) }

func (p *pages) show(rq *room.Request, s *shelf) (err error) {
	s.Packs = p.Installed()
	if s.Shipped, err = p.Shipped(); err != nil {
		return err
	}
	return p.Render(rq, room.Show{Here: "packs", Title: rq.T("desk.menu_packs"), Fault: s.Fault, Show: admin.Show(shelfPage(s))})
}

func (p *pages) stage(rq *room.Request, form url.Values, file []byte) error {
	if len(file) == 0 {
		return p.again(rq, gov.Invalid("admin.pack_refused").At("file", "admin.file_missing"))
	}
	id, err := p.Stage(rq.R.Context(), rq.Who, form.Get("key"), file)
	if err != nil {
		return p.again(rq, atFile(err))
	}
	return rq.Go(home + "/" + id.String())
}

// atFile puts what is wrong with a file beside its field.
func atFile(err error) error {
	if k := gov.KindOf(err); k != gov.KindInvalid && k != gov.KindTooLarge {
		return err
	}
	return gov.Invalid("admin.pack_refused").At("file", "pack.zip").Because(err)
}

func (p *pages) choose(rq *room.Request, form url.Values) error {
	id, err := p.Choose(rq.R.Context(), rq.Who, form.Get("key"), form.Get("pack"))
	if err != nil {
		return p.again(rq, err)
	}
	return rq.Go(home + "/" + id.String())
}

func (p *pages) again(rq *room.Request, refused error) (err error) {
	s := &shelf{Request: rq}
	if s.Fault, s.Again, err = admin.Refused(rq, refused); err != nil {
		return err
	}
	return p.show(rq, s)
}

// sheet is the page of a pack that waits to be installed.
type sheet struct {
	*room.Request
	*Look
	ID       gov.ID
	Errors   int
	Warnings int
	Notes    int
	Hidden   int
	Fault    *parts.Fault
}

func (p *pages) look(rq *room.Request) error { return p.showLook(rq, &sheet{Request: rq}) }

func (p *pages) showLook(rq *room.Request, s *sheet) (err error) {
	if s.ID, err = rq.ID("id"); err != nil {
		return err
	}
	if s.Look, err = p.Config.Look(rq.R.Context(), s.ID); err != nil {
		return err
	}
	rank := []string{"error", "warning", "info"}
	slices.SortStableFunc(s.Findings, func(a, b matter.Finding) int {
		return cmp.Compare(slices.Index(rank, a.Severity), slices.Index(rank, b.Severity))
	})
	for _, f := range s.Findings {
		switch f.Severity {
		case "error":
			s.Errors++
		case "warning":
			s.Warnings++
		default:
			s.Notes++
		}
	}
	if n := len(s.Findings); n > most {
		s.Hidden, s.Findings = n-most, s.Findings[:most]
	}
	return p.Render(rq, room.Show{Here: "packs", Title: rq.T("admin.pack_look"), Back: home, Fault: s.Fault, Show: admin.Show(sheetPage(s))})
}

// name is the title of the pack in the reader's language, or its id.
func (s *sheet) name() string { return title(s.Request, s.Look.Meta) }

func title(rq *room.Request, m matter.Meta) string {
	if t := m.Title.In(string(rq.Lang)); t != "" {
		return t
	}
	if m.ID != "" {
		return m.ID
	}
	return rq.T("admin.pack_nameless")
}

// words tells a finding.
func words(rq *room.Request, f matter.Finding) string { return locale.T(rq.Lang, f.Code, f.Args) }

func (p *pages) install(rq *room.Request, form url.Values) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if err := p.Install(rq.R.Context(), rq.Who, form.Get("key"), id); err != nil {
		s := &sheet{Request: rq}
		if s.Fault, _, err = admin.Refused(rq, err); err != nil {
			return err
		}
		return p.showLook(rq, s)
	}
	return rq.Go(home + "?done=installed")
}

// roll is the page of the items.
type roll struct {
	*room.Request
	Query  url.Values
	Packs  []parts.Option
	Lines  []item
	Count  int
	Hidden int
}

// item is one item with the pack that brings it.
type item struct {
	*matter.Item
	Pack string
}

func (p *pages) items(rq *room.Request) error {
	r := &roll{Request: rq, Query: rq.R.URL.Query()}
	text, only := strings.ToLower(strings.TrimSpace(r.Query.Get("q"))), r.Query.Get("pack")
	for _, pk := range p.Library().Packs() {
		if len(pk.Items) > 0 {
			r.Packs = append(r.Packs, parts.Option{Value: pk.ID, Label: title(rq, pk.Meta)})
		}
		for _, it := range pk.Items {
			if only != "" && only != pk.ID || !strings.Contains(strings.ToLower(it.Name.Zh+" "+it.Name.En+" "+it.ID), text) {
				continue
			}
			if r.Count++; r.Count > most {
				r.Hidden++
				continue
			}
			r.Lines = append(r.Lines, item{it, pk.ID})
		}
	}
	return p.Render(rq, room.Show{Here: "packs", Title: rq.T("admin.items"), Back: home, Show: admin.Show(itemsPage(r))})
}

// tone is the colour of a severity.
func tone(severity string) string {
	switch severity {
	case "error":
		return "bad"
	case "warning":
		return "warn"
	}
	return "plain"
}

// changeTone is the colour of a difference.
func changeTone(change string) string {
	switch change {
	case "added":
		return "ok"
	case "removed":
		return "bad"
	}
	return "info"
}
