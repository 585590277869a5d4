package steward

import (
	"context"
	"io/fs"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/app/shelf"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/admin/stock"
	"holon.example/holon/internal/gov"
)

// packPages is what the pages of packs work with: the same judge, comparison and
// installation as on the command line and over the API.
func (n *Site) packPages(office admin.Office) stock.Config {
	return stock.Config{
		Office: office, Library: func() *matter.Library { return n.Content.Now().Library },
		Installed: n.installedPacks, Shipped: shippedPacks, Stage: n.Content.Stage, Choose: n.choosePack, Look: n.lookAtPack, Install: n.installStaged,
	}
}

// installedPacks lists the packs of the site, with the version the program brings where
// that is another.
func (n *Site) installedPacks() (out []stock.Pack) {
	j := n.Content.Now()
	shipped, err := shelf.Shipped()
	if err != nil {
		shipped = nil // what is installed is shown all the same
	}
	for _, i := range j.Packs {
		p := stock.Pack{Meta: matter.Meta{ID: i.ID, Kind: i.Kind, Version: matter.Version(i.Version)}, At: i.Installed}
		for _, m := range j.Library.Packs() {
			if m.ID == i.ID {
				p.Meta, p.Items = m.Meta, len(m.Items)
			}
		}
		for _, f := range shipped {
			if f.Meta.ID == i.ID && string(f.Meta.Version) != i.Version {
				p.Newer = string(f.Meta.Version)
			}
		}
		out = append(out, p)
	}
	return out
}

func shippedPacks() (out []stock.Pack, err error) {
	list, err := shelf.Shipped()
	for _, f := range list {
		out = append(out, stock.Pack{Meta: f.Meta})
	}
	return out, err
}

// choosePack stages a pack that comes with the program.
func (n *Site) choosePack(ctx context.Context, who gov.Actor, key, id string) (gov.ID, error) {
	list, err := shelf.Shipped()
	if err != nil {
		return 0, err
	}
	for _, f := range list {
		if f.Meta.ID == id {
			raw, err := content.Zip(f.Files)
			if err != nil {
				return 0, err
			}
			return n.Content.Stage(ctx, who, key, raw)
		}
	}
	return 0, gov.NotFound("pack.not_staged")
}

// lookAtPack judges a staged pack with those it requires, and compares it with what is
// installed.
func (n *Site) lookAtPack(ctx context.Context, id gov.ID) (*stock.Look, error) {
	files, err := n.Content.Staged(ctx, id)
	if err != nil {
		return nil, err
	}
	ready, err := n.readyPacks()
	if err != nil {
		return nil, err
	}
	l := &stock.Look{}
	for _, f := range shelf.Judge([]shelf.Folder{{Name: "pack", Files: files}}, ready).Lint(n.Engine.Now().Date()) {
		l.Findings = append(l.Findings, f.Finding)
	}
	p, _, err := matter.Load(files)
	if err != nil {
		return l, nil //nolint:nilerr // the findings tell it
	}
	l.Meta = p.Meta
	old, err := n.Content.Now().Files(p.ID)
	if err != nil || old == nil {
		return l, err
	}
	for _, i := range n.Content.Now().Packs {
		if i.ID == p.ID {
			l.Was = i.Version
		}
	}
	l.Changes, err = packChanges(old, files)
	return l, err
}

func packChanges(old, fresh fs.FS) (out []stock.Change, err error) {
	before, err := shelf.Parts(old)
	if err != nil {
		return nil, err
	}
	after, err := shelf.Parts(fresh)
	if err != nil {
		return nil, err
	}
	for _, c := range shelf.Compare(before, after) {
		out = append(out, stock.Change(c))
	}
	return out, nil
}

// readyPacks are those another may require: the installed ones, then those that come
// with the program.
func (n *Site) readyPacks() ([]shelf.Folder, error) {
	var out []shelf.Folder
	j := n.Content.Now()
	for _, i := range j.Packs {
		files, err := j.Files(i.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, shelf.Folder{Name: i.ID, Files: files, Meta: matter.Meta{ID: i.ID}})
	}
	shipped, err := shelf.Shipped()
	return append(out, shipped...), err
}

// installStaged installs a staged pack.
func (n *Site) installStaged(ctx context.Context, who gov.Actor, key string, id gov.ID) error {
	files, err := n.Content.Staged(ctx, id)
	if err != nil {
		return err
	}
	return n.Install(ctx, who, key, files)
}
