package standard

import (
	"context"
	"strconv"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Imported is the event of an import; its data count what was written.
const Imported = "standard.imported"

const stream = "standard/site"

// One command writes so many rows: the event with the marks of its rows must stay under
// 64 KB.
const batchRows = 200

// Desk keeps the standard of the site. It is safe for concurrent use.
type Desk struct {
	Engine *act.Engine

	mu   sync.Mutex
	book *Book
	mark int64
}

// Book gives the standard as it stands.
func (d *Desk) Book(ctx context.Context) (b *Book, err error) {
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		b, err = d.In(ctx, q)
		return err
	})
	return b, err
}

// In gives the standard as a snapshot of the store has it.
func (d *Desk) In(ctx context.Context, q *sqldb.Q) (*Book, error) {
	n, err := mark(ctx, q)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	b := d.book
	fresh := b != nil && d.mark == n
	d.mu.Unlock()
	if fresh {
		return b, nil
	}
	if b, err = readBook(ctx, q); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if n >= d.mark { // rows are only added: an older snapshot never replaces a newer one
		d.book, d.mark = b, n
	}
	return b, nil
}

// Rehearse tells what a draft would change and what is wrong with it; nothing is written.
func (d *Desk) Rehearse(ctx context.Context, draft Draft) (*Plan, error) {
	b, err := d.Book(ctx)
	if err != nil {
		return nil, err
	}
	return b.Plan(draft), nil
}

// Report counts what an import wrote.
type Report struct {
	Elements int `json:"elements"`
	Lists    int `json:"lists"`
}

// Import writes a draft (action importStandard). With a fault nothing is written, and the
// error names the first. More than one command's worth of rows is written in several,
// lists before the elements that refer to them; one that broke off is completed by
// importing the same draft again.
func (d *Desk) Import(ctx context.Context, who gov.Actor, key string, draft Draft) (rep Report, err error) {
	b, err := d.Book(ctx)
	if err != nil {
		return rep, err
	}
	if plan := b.changes(draft); plan.Empty() && len(plan.Faults) == 0 {
		return rep, nil
	}
	for part := 0; ; part++ {
		name := key
		if key != "" && part > 0 {
			name = key + "/" + strconv.Itoa(part)
		}
		wrote, more, err := d.write(ctx, who, name, draft)
		rep.Elements += wrote.Elements
		rep.Lists += wrote.Lists
		if err != nil || !more {
			return rep, err
		}
	}
}

// written is the answer of one command.
type written struct {
	Report Report `json:"report"`
	More   bool   `json:"more"`
}

func (d *Desk) write(ctx context.Context, who gov.Actor, key string, draft Draft) (Report, bool, error) {
	cmd := act.Command{Action: "importStandard", Actor: who, Key: key, Input: draft, Claims: []string{stream}}
	out, err := act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (w written, err error) {
		if err := p.Authorise(act.Resource{Type: "Standard", ID: "site"}); err != nil {
			return w, err
		}
		b, err := d.In(ctx, p.Q())
		if err != nil {
			return w, err
		}
		plan := b.changes(draft)
		if len(plan.Faults) > 0 {
			return w, refused(plan.Faults)
		}
		for _, e := range plan.editions {
			row, err := e.row(p.Now(), who.Person)
			if err != nil {
				return w, err
			}
			if err := p.Insert(editionTable, row); err != nil {
				return w, err
			}
			w.Report.Lists++
		}
		for _, v := range plan.fresh {
			if w.Report.Elements*2+w.Report.Lists >= batchRows {
				w.More = true
				break
			}
			if err := put(ctx, p, v); err != nil {
				return w, err
			}
			w.Report.Elements++
		}
		return w, p.Event(Imported, stream, seal.Data{"elements": w.Report.Elements, "lists": w.Report.Lists})
	})
	return out.Report, out.More, err
}

// put writes a version in the place of the latest.
func put(ctx context.Context, p *act.Prep, v Version) error {
	old, found, err := currentRow(ctx, p.Q(), v.Code)
	if err != nil {
		return err
	}
	if found {
		row, err := old.row(false)
		if err != nil {
			return err
		}
		if err := p.Update(elementTable, row, old.rev); err != nil {
			return err
		}
	}
	v.At, v.By = p.Now(), p.Who().Person
	row, err := v.row(true)
	if err != nil {
		return err
	}
	return p.Insert(elementTable, row)
}

// maxTold bounds the faults an error carries.
const maxTold = 50

func refused(list []Placed) error {
	e := gov.Invalid("standard.refused").With("n", len(list))
	for _, f := range list[:min(len(list), maxTold)] {
		e.Fields = append(e.Fields, gov.Field{Path: f.Field, Key: f.Key, Args: f.Args})
	}
	return e
}

// Retire ends the use of an element (action importStandard): it stays readable, and its
// versions are kept.
func (d *Desk) Retire(ctx context.Context, who gov.Actor, key, code string) error {
	b, err := d.Book(ctx)
	if err != nil {
		return err
	}
	v, ok := b.Element(code)
	if !ok {
		return gov.NotFound("standard.no_element").With("code", clip(code))
	}
	v.Retired = true
	_, err = d.Import(ctx, who, key, Draft{Elements: []Element{v.Element}})
	return err
}
