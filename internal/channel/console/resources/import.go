package resources

import (
	"holon.example/holon/internal/channel/console"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/data/catalog"
	"holon.example/holon/internal/data/catalog/book"
)

// planned are the changes an import would make.
type planned struct {
	List    []catalog.Planned
	Changes int
}

type rehearsal = console.Rehearsal[planned]

// look reads a workbook and plans it; nothing is written.
func (p *pages) look(rq *room.Request, r *rehearsal, file []byte) error {
	b, err := book.Read(file)
	if err != nil {
		return err
	}
	r.Read, r.Faults, r.More = true, b.Faults, b.More
	if len(r.Faults) > 0 {
		return nil
	}
	if r.Plan.List, err = p.Desk.Rehearse(rq.R.Context(), rq.Who, b.Resources); err != nil {
		return err
	}
	b.Place(r.Plan.List)
	if r.Faults, r.More = b.Faults, b.More; len(r.Faults) > 0 {
		return nil
	}
	for _, x := range r.Plan.List {
		if x.Change != "unchanged" {
			r.Plan.Changes++
		}
	}
	r.Carried, err = console.Pack(b.Resources)
	return err
}

func (p *pages) apply(rq *room.Request, key, carried string) error {
	list, err := console.Unpack[[]catalog.Resource](carried)
	if err == nil {
		_, err = p.Desk.Import(rq.R.Context(), rq.Who, key, list, false)
	}
	return err
}
