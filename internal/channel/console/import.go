package console

import (
	"net/url"

	"github.com/a-h/templ"

	"holon.example/holon/internal/channel/admin"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/data/standard/grid"
	"holon.example/holon/internal/gov"
)

// Import is the pages by which a workbook is handed in: what it would change is shown
// first, and only what was shown is done. P is the plan of the changes.
type Import[P any] struct {
	Office admin.Office
	Home   string // the address it imports into; its own pages are below
	Here   string // the place in the rail
	Title  string // catalogue key
	Done   string // query of the address that is shown when it is done
	// Look reads a workbook and plans it; nothing is written.
	Look func(rq *room.Request, r *Rehearsal[P], file []byte) error
	// Apply does what a rehearsal has carried on; everything is checked again.
	Apply func(rq *room.Request, key, carried string) error
	Body  func(*Rehearsal[P]) templ.Component
}

// Rehearsal is an import that is shown before it is done.
type Rehearsal[P any] struct {
	*room.Request
	Read    bool // the workbook was read: there are faults, or a plan
	Faults  []grid.Fault
	More    int // faults that are not shown
	Plan    P
	Carried string // the draft, packed
	Fault   *parts.Fault
	Again   parts.Form
}

// Mount registers the pages.
func (i Import[P]) Mount() {
	i.Office.Page("GET "+i.Home+"/import", func(rq *room.Request) error { return i.show(rq, &Rehearsal[P]{Request: rq}) })
	i.Office.File("POST "+i.Home+"/import", MaxWorkbook, i.rehearse)
	i.Office.Form("POST "+i.Home+"/import/apply", i.apply)
}

func (i Import[P]) show(rq *room.Request, r *Rehearsal[P]) error {
	return i.Office.Render(rq, room.Show{Here: i.Here, Title: rq.T(i.Title), Back: i.Home, Fault: r.Fault, Show: admin.Show(i.Body(r))})
}

func (i Import[P]) rehearse(rq *room.Request, _ url.Values, file []byte) (err error) {
	r := &Rehearsal[P]{Request: rq}
	if len(file) == 0 {
		err = gov.Invalid("admin.import_refused").At("file", "admin.file_missing")
	} else {
		err = i.Look(rq, r, file)
	}
	return i.answer(rq, r, err)
}

func (i Import[P]) apply(rq *room.Request, form url.Values) error {
	if err := i.Apply(rq, form.Get("key"), form.Get("draft")); err != nil {
		return i.answer(rq, &Rehearsal[P]{Request: rq}, err)
	}
	return rq.Go(i.Home + "?" + i.Done)
}

// answer shows the page, with what was refused beside it.
func (i Import[P]) answer(rq *room.Request, r *Rehearsal[P], err error) error {
	if err != nil {
		r.Read = false
		if r.Fault, r.Again, err = admin.Refused(rq, err); err != nil {
			return err
		}
	}
	return i.show(rq, r)
}
