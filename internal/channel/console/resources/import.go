package resources

import (
	"net/url"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/console"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/catalog/book"
	"holon.example/holon/internal/data/standard/grid"
	"holon.example/holon/internal/gov"
)

// rehearsal is the page of the import.
type rehearsal struct {
	*room.Request
	Done    bool
	Faults  []grid.Fault
	More    int
	Plan    []catalog.Planned
	Changes int
	Carried string
	Fault   *parts.Fault
	Again   parts.Form
}

func (p *pages) importPage(rq *room.Request) error {
	return p.showImport(rq, &rehearsal{Request: rq})
}

func (p *pages) showImport(rq *room.Request, r *rehearsal) error {
	return p.Render(rq, room.Show{Here: "catalogue", Title: rq.T("console.import_catalogue"), Back: home, Fault: r.Fault, Show: show(importPage(r))})
}

func (p *pages) rehearse(rq *room.Request, _ url.Values, file []byte) error {
	r := &rehearsal{Request: rq}
	if err := p.look(rq, r, file); err != nil {
		if r.Fault, r.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
	}
	return p.showImport(rq, r)
}

// look reads a workbook and plans it; nothing is written.
func (p *pages) look(rq *room.Request, r *rehearsal, file []byte) error {
	if len(file) == 0 {
		return gov.Invalid("admin.import_refused").At("file", "admin.file_missing")
	}
	b, err := book.Read(file)
	if err != nil {
		return err
	}
	r.Done, r.Faults, r.More = true, b.Faults, b.More
	if len(r.Faults) > 0 {
		return nil
	}
	if r.Plan, err = p.Desk.Rehearse(rq.R.Context(), rq.Who, b.Resources); err != nil {
		return err
	}
	b.Place(r.Plan)
	if r.Faults, r.More = b.Faults, b.More; len(r.Faults) > 0 {
		return nil
	}
	for _, x := range r.Plan {
		if x.Change != "unchanged" {
			r.Changes++
		}
	}
	r.Carried, err = console.Pack(b.Resources)
	return err
}

// apply does what a rehearsal has shown; everything is checked again.
func (p *pages) apply(rq *room.Request, form url.Values) error {
	list, err := console.Unpack[[]catalog.Resource](form.Get("draft"))
	if err == nil {
		_, err = p.Desk.Import(rq.R.Context(), rq.Who, form.Get("key"), list, false)
	}
	if err != nil {
		r := &rehearsal{Request: rq}
		if r.Fault, r.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
		return p.showImport(rq, r)
	}
	return rq.Go(home + "?view=mine&done=imported")
}
