package inventory

import (
	"context"
	"io/fs"
	"slices"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/console/resources"
	"holon.example/holon/internal/channel/console/standards"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/rule/law"
)

// House is the data standard and the catalogue of a site.
type House struct {
	Standard *standard.Desk
	Data     *catalog.Desk // the catalogue
}

// New makes the house of a site; laws gives the law library as it stands.
func New(eng *act.Engine, o *org.Org, laws func() *law.Library) House {
	s := &standard.Desk{Engine: eng}
	return House{s, &catalog.Desk{Engine: eng, Standard: s, Org: o.In, Laws: laws}}
}

// InstallStandard brings in the elements and code lists of a pack, if it has some.
func (h House) InstallStandard(ctx context.Context, who gov.Actor, fsys fs.FS) error {
	draft, err := standard.LoadDraft(fsys)
	if err != nil {
		return err
	}
	_, err = h.Standard.Import(ctx, who, "", draft)
	return err
}

// ImportCatalogue brings in the resources of a city's packs, published: what a city is
// set up with has been decided before.
func (h House) ImportCatalogue(ctx context.Context, who gov.Actor, folders []fs.FS) (rep catalog.Report, err error) {
	for _, f := range folders {
		list, err := catalog.Load(f)
		if err != nil {
			return rep, err
		}
		if len(list) == 0 {
			continue
		}
		got, err := h.Data.Import(ctx, who, "", list, true)
		if err != nil {
			return rep, err
		}
		rep.Added += got.Added
		rep.Changed += got.Changed
		rep.Unchanged += got.Unchanged
	}
	return rep, nil
}

// Mount mounts the pages of data officers.
func (h House) Mount(r *room.Room, clocks func() catalog.Clocks) {
	office := admin.Office{Room: r, Action: "listDatasets", Type: "Dataset"}
	standards.Mount(standards.Config{Office: office, Desk: h.Standard, Users: h.holding})
	resources.Mount(resources.Config{Office: office, Desk: h.Data, Clocks: clocks})
}

// holding lists the resources that hold an element.
func (h House) holding(ctx context.Context, element string) (out []standards.Used, err error) {
	list, err := h.Data.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if slices.ContainsFunc(e.Version.Columns, func(c catalog.Column) bool { return c.Element == element }) {
			out = append(out, standards.Used{ID: e.ID, Name: e.Version.Resource.Name})
		}
	}
	return out, nil
}
