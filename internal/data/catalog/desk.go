package catalog

import (
	"context"
	"unicode/utf8"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/law"
)

// Desk keeps the catalogue; app wires it.
type Desk struct {
	Engine   *act.Engine
	Standard *standard.Desk
	Org      func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
	Laws     func() *law.Library
}

func stream(id gov.ID) string { return "catalog/" + id.String() }

// Policy is the resource as the policies see it, with a version of it or none.
func (e *Entry) Policy(v *Version) act.Resource {
	r := act.Resource{Type: "Catalogued", ID: e.ID.String(), Attrs: map[string]any{"department": e.Department, "division": e.Division}}
	if v != nil {
		r.Attrs["author"], r.Attrs["submitter"] = v.Author, v.Submitter
	}
	return r
}

// against gathers what a resource is held against, in the snapshot of a command.
func (d *Desk) against(ctx context.Context, p *act.Prep) (Against, error) {
	snap, err := d.Org(ctx, p)
	if err != nil {
		return Against{}, err
	}
	book, err := d.Standard.In(ctx, p.Q())
	laws := d.Laws()
	return Against{
		Standard: book, Cites: func(cite string) bool { return Cites(laws, cite) },
		Provider: func(key string) bool {
			_, ok := provider(snap, key, p.Now().Date())
			return ok
		},
	}, err
}

// Cites tells whether a citation resolves in a law library.
func Cites(laws *law.Library, cite string) bool {
	c, err := law.Parse(cite)
	if err != nil {
		return false
	}
	_, err = laws.Resolve(c)
	return err == nil
}

// Save writes a draft (action draftResource): a new resource, the next version of one
// that is published or withdrawn, or the draft that is under way. A draft may have
// faults.
func (d *Desk) Save(ctx context.Context, who gov.Actor, key string, r Resource) (gov.ID, error) {
	cmd := act.Command{Action: "draftResource", Actor: who, Key: key, Input: r, Claims: []string{"catalog/" + r.Key}}
	return act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (gov.ID, error) {
		e, v, err := d.prepare(ctx, p, r)
		if err != nil {
			return 0, err
		}
		return e.ID, d.told(p, e, v, "catalog.drafted")
	})
}

// prepare makes a draft of a resource; the caller writes it and names the event.
func (d *Desk) prepare(ctx context.Context, p *act.Prep, r Resource) (*Entry, *Version, error) {
	snap, err := d.Org(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	if err := writable(r); err != nil {
		return nil, nil, err
	}
	u, ok := provider(snap, r.Provider, p.Now().Date())
	if !ok {
		return nil, nil, gov.Invalid("catalog.refused").At("provider", "catalog.fault.provider").With("n", 1)
	}
	e, err := ByKey(ctx, p.Q(), r.Key)
	if gov.KindOf(err) == gov.KindNotFound {
		e, err = &Entry{ID: p.NewID(), key: r.Key}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if e.rev != 0 { // who may change it now, before whom it is given to
		if err := p.Authorise(e.Policy(nil)); err != nil {
			return nil, nil, err
		}
	}
	e.Department, e.Division = u.ID, u.Division
	if err := p.Authorise(e.Policy(nil)); err != nil {
		return nil, nil, err
	}
	if other, err := taken(ctx, p.Q(), r.Code, e.ID); err != nil || other {
		return nil, nil, codeTaken(err)
	}
	v, err := d.draft(ctx, p, e)
	if err != nil {
		return nil, nil, err
	}
	e.code = r.Code
	v.Resource, v.Author = r, p.Who().Person
	return e, v, nil
}

// provider finds a department by its key.
func provider(snap *org.Snapshot, key string, on gov.Date) (org.Unit, bool) {
	return snap.Find(org.Department, 0, key, on)
}

func codeTaken(err error) error {
	if err != nil {
		return err
	}
	return gov.Invalid("catalog.refused").At("code", "catalog.fault.code_taken").With("n", 1)
}

// writable refuses what cannot even be kept as a draft.
func writable(r Resource) error {
	e := gov.Invalid("catalog.refused").With("n", 1)
	switch {
	case !keyForm.MatchString(r.Key):
		e.Fields = append(e.Fields, gov.Field{Path: "key", Key: "catalog.fault.key", Args: map[string]any{"value": clip(r.Key)}})
	case !codeForm.MatchString(r.Code):
		e.Fields = append(e.Fields, gov.Field{Path: "code", Key: "catalog.fault.code", Args: map[string]any{"value": clip(r.Code)}})
	case !fits(r.Abstract, maxLong) || !fits(r.Name, maxText) || len(r.Columns) > maxColumns || len(r.Related) > maxRelated:
		e.At("name_zh", "catalog.fault.long")
	default:
		return nil
	}
	return e
}

// draft gives the version to write in: the draft under way, or a new one.
func (d *Desk) draft(ctx context.Context, p *act.Prep, e *Entry) (*Version, error) {
	if e.Newest > 0 {
		v, err := version(ctx, p.Q(), e.ID, e.Newest)
		if err != nil {
			return nil, err
		}
		switch v.State {
		case Draft:
			return v, nil
		case Submitted, Reviewed:
			return nil, gov.Conflict("catalog.step").With("state", string(v.State))
		case Published, Superseded, Withdrawn:
		}
	}
	e.Newest++
	return &Version{Of: e.ID, No: e.Newest, State: Draft, Made: p.Now()}, nil
}

// put writes an entry and a version of it.
func put(p *act.Prep, e *Entry, v *Version) error {
	row, err := v.row()
	if err != nil {
		return err
	}
	if v.rev == 0 {
		err = p.Insert(versionTable, row)
	} else {
		err = p.Update(versionTable, row, v.rev)
	}
	if err != nil {
		return err
	}
	if e.rev == 0 {
		return p.Insert(resourceTable, e.row())
	}
	return p.Update(resourceTable, e.row(), e.rev)
}

// actions are what the policies call the steps, and events what happened.
var actions = map[Step]struct{ action, event string }{
	Submit: {"submitResource", "catalog.submitted"}, Return: {"reviewResource", "catalog.returned"}, Review: {"reviewResource", "catalog.reviewed"},
	Publish: {"publishResource", "catalog.published"}, Withdraw: {"withdrawResource", "catalog.withdrawn"},
}

const maxNote = 500

// Take takes a step with the newest version of a resource, or withdraws the published
// one. To return and to withdraw need a note. What is handed in and what is published is
// without faults: the error is Invalid and names them.
func (d *Desk) Take(ctx context.Context, who gov.Actor, key string, id gov.ID, step Step, note string) error {
	what, ok := actions[step]
	if !ok || utf8.RuneCountInString(note) > maxNote {
		return gov.Invalid("catalog.refused").At("note", "catalog.fault.long").With("n", 1)
	}
	if note == "" && (step == Return || step == Withdraw) {
		return gov.Invalid("catalog.refused").At("note", "catalog.fault.note").With("n", 1)
	}
	cmd := act.Command{Action: what.action, Actor: who, Key: key, Input: []string{id.String(), string(step), note}, Claims: []string{stream(id)}}
	_, err := act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (bool, error) {
		e, err := Get(ctx, p.Q(), id)
		if err != nil {
			return false, err
		}
		v := e.Version
		if step != Withdraw && e.Newest != v.No {
			if v, err = version(ctx, p.Q(), id, e.Newest); err != nil {
				return false, err
			}
		}
		if err := p.Authorise(e.Policy(v)); err != nil {
			return false, err
		}
		if err := d.step(ctx, p, e, v, step); err != nil {
			return false, err
		}
		if note != "" {
			v.Note = note
		}
		return true, d.told(p, e, v, what.event)
	})
	return err
}

// told writes a version and what happened to it.
func (d *Desk) told(p *act.Prep, e *Entry, v *Version, event string) error {
	if err := put(p, e, v); err != nil {
		return err
	}
	return p.Event(event, stream(e.ID), seal.Data{"resource": v.Key, "version": v.No})
}

// step moves a version and what depends on it.
func (d *Desk) step(ctx context.Context, p *act.Prep, e *Entry, v *Version, step Step) error {
	if step == Submit || step == Publish {
		a, err := d.against(ctx, p)
		if err != nil {
			return err
		}
		if bad := v.Faults(a); len(bad) > 0 {
			return refused(bad)
		}
	}
	if err := v.step(step, p.Who().Person, p.Now()); err != nil {
		return err
	}
	switch step {
	case Publish:
		return d.publish(ctx, p, e, v)
	case Withdraw:
		e.Published = 0
	case Submit, Return, Review, Replace:
	}
	return nil
}

// publish puts a version in the place of the one that stood.
func (d *Desk) publish(ctx context.Context, p *act.Prep, e *Entry, v *Version) error {
	if e.Published != 0 {
		old, err := version(ctx, p.Q(), e.ID, e.Published)
		if err != nil {
			return err
		}
		if err := old.step(Replace, p.Who().Person, p.Now()); err != nil {
			return err
		}
		row, err := old.row()
		if err != nil {
			return err
		}
		if err := p.Update(versionTable, row, old.rev); err != nil {
			return err
		}
	}
	e.Published = v.No
	if e.Updated == 0 {
		e.Updated = p.Now()
	}
	return nil
}

func refused(list []Fault) error {
	e := gov.Invalid("catalog.refused").With("n", len(list))
	for _, f := range list[:min(len(list), 50)] {
		e.Fields = append(e.Fields, gov.Field{Path: f.Field, Key: f.Key, Args: f.Args})
	}
	return e
}

// Report records that the data of a published resource were brought up to date (action
// reportUpdate).
func (d *Desk) Report(ctx context.Context, who gov.Actor, key string, id gov.ID) error {
	cmd := act.Command{Action: "reportUpdate", Actor: who, Key: key, Input: id, Claims: []string{stream(id)}}
	_, err := act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (bool, error) {
		e, err := Get(ctx, p.Q(), id)
		if err != nil {
			return false, err
		}
		if err := p.Authorise(e.Policy(nil)); err != nil {
			return false, err
		}
		if e.Published == 0 {
			return false, gov.Conflict("catalog.step").With("state", string(e.Version.State))
		}
		e.Updated = p.Now()
		if err := p.Update(resourceTable, e.row(), e.rev); err != nil {
			return false, err
		}
		return true, p.Event("catalog.updated", stream(e.ID), seal.Data{"resource": e.key})
	})
	return err
}

// List reads the whole catalogue.
func (d *Desk) List(ctx context.Context) (list []*Entry, err error) {
	err = d.Engine.Read(ctx, func(q *sqldb.Q) error {
		list, err = All(ctx, q)
		return err
	})
	return list, err
}
