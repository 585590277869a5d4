package catalog

import (
	"context"
	"errors"
	"io/fs"
	"reflect"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/lang/plainyaml"
)

// Planned is what an import would do with one resource.
type Planned struct {
	Resource Resource
	Change   string // added changed unchanged
	Fields   []standard.Field
	Faults   []Fault
}

// Plan tells what a list of resources would change in the catalogue, and what is wrong
// with each. Nothing is written.
func Plan(entries []*Entry, list []Resource, a Against) []Planned {
	byKey, byCode := map[string]*Entry{}, map[string]string{}
	for _, e := range entries {
		byKey[e.key], byCode[e.code] = e, e.key
	}
	seen := map[string]bool{}
	out := make([]Planned, 0, len(list))
	for _, r := range list {
		p := Planned{Resource: r, Change: standard.Added}
		f := faults(r.Faults(a))
		f.need(!seen[r.Key], "key", "catalog.fault.twice", "value", clip(r.Key))
		other := byCode[r.Code]
		f.need(other == "" || other == r.Key, "code", "catalog.fault.code_taken")
		seen[r.Key], byCode[r.Code] = true, r.Key
		if e := byKey[r.Key]; e != nil && e.Version != nil {
			p.Change = "unchanged"
			if !reflect.DeepEqual(clean(e.Version.Resource), clean(r)) {
				p.Change, p.Fields = standard.Changed, standard.Compare(e.Version.Resource, r)
			}
		}
		p.Faults = f
		out = append(out, p)
	}
	return out
}

// clean brings empty lists to one form.
func clean(r Resource) Resource {
	if len(r.Related) == 0 {
		r.Related = nil
	}
	if len(r.Columns) == 0 {
		r.Columns = nil
	}
	return r
}

// Report counts what an import wrote.
type Report struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// Import writes resources as drafts (action importResources), each in a command of its
// own; with publish they are published at once, which only the site itself may when it
// is set up. A fault in any of them forbids all. One that broke off is completed by
// importing the same list again.
func (d *Desk) Import(ctx context.Context, who gov.Actor, key string, list []Resource, publish bool) (rep Report, err error) {
	plan, err := d.Rehearse(ctx, who, list)
	if err != nil {
		return rep, err
	}
	var bad []Fault
	for _, p := range plan {
		bad = append(bad, p.Faults...)
	}
	if len(bad) > 0 {
		return rep, refused(bad)
	}
	for _, p := range plan {
		switch p.Change {
		case "unchanged":
			rep.Unchanged++
			continue
		case standard.Added:
			rep.Added++
		default:
			rep.Changed++
		}
		name := key
		if name != "" {
			name += "/" + p.Resource.Key
		}
		if err := d.bring(ctx, who, name, p.Resource, publish); err != nil {
			return rep, err
		}
	}
	return rep, nil
}

// Rehearse tells what an import would do (action importResources); nothing is written
// but that somebody was refused.
func (d *Desk) Rehearse(ctx context.Context, who gov.Actor, list []Resource) (plan []Planned, err error) {
	cmd := act.Command{Action: "importResources", Actor: who}
	_, err = act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (bool, error) {
		a, err := d.against(ctx, p)
		if err != nil {
			return false, err
		}
		snap, err := d.Org(ctx, p)
		if err != nil {
			return false, err
		}
		for _, r := range list {
			if err := may(p, snap, r); err != nil {
				return false, err
			}
		}
		entries, err := All(ctx, p.Q())
		if err != nil {
			return false, err
		}
		if len(list) == 0 {
			return false, gov.Invalid("catalog.empty").At("file", "catalog.empty")
		}
		plan = Plan(entries, list, a)
		p.Note("catalog.rehearsed", "catalog-import", seal.Data{"resources": len(list)})
		return true, nil
	})
	return plan, err
}

// may asks whether the actor may catalogue for the provider of a resource; one that does
// not exist is a fault of the resource and refused later.
func may(p *act.Prep, snap *org.Snapshot, r Resource) error {
	e := &Entry{Department: p.Who().Department, Division: p.Who().Division}
	if u, ok := provider(snap, r.Provider, p.Now().Date()); ok {
		e.Department, e.Division = u.ID, u.Division
	}
	return p.Authorise(e.Policy(nil))
}

// bring writes one resource.
func (d *Desk) bring(ctx context.Context, who gov.Actor, key string, r Resource, publish bool) error {
	cmd := act.Command{Action: "importResources", Actor: who, Key: key, Input: r, Claims: []string{"catalog/" + r.Key}}
	_, err := act.Do(ctx, d.Engine, cmd, func(p *act.Prep) (bool, error) {
		e, v, err := d.prepare(ctx, p, r)
		if err != nil {
			return false, err
		}
		if !publish {
			return true, d.told(p, e, v, "catalog.drafted")
		}
		if who.Kind != gov.System {
			return false, p.Refuse(gov.Forbidden("catalogue-second-person"), e.Policy(v))
		}
		for _, s := range []Step{Submit, Review, Publish} {
			if err := d.step(ctx, p, e, v, s); err != nil {
				return false, err
			}
		}
		return true, d.told(p, e, v, "catalog.published")
	})
	return err
}

// Folder of a pack that brings resources, and bounds of what stands in it.
const (
	folder   = "catalogue"
	maxFiles = 100
)

// Load reads the resources of a pack: catalogue/*.yaml, each a list. A pack without them
// gives none.
func Load(fsys fs.FS) (out []Resource, err error) {
	bad := func(name string, err error) error {
		return gov.Invalid("catalog.pack").With("file", name).With("cause", err.Error())
	}
	names, err := fs.Glob(fsys, folder+"/*.yaml")
	if err != nil || len(names) > maxFiles {
		return nil, bad(folder, errors.Join(err, fs.ErrInvalid))
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, bad(name, err)
		}
		var list []Resource
		if err := plainyaml.Decode(raw, &list); err != nil {
			return nil, bad(name, err)
		}
		out = append(out, list...)
	}
	return out, nil
}
