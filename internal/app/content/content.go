package content

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/matter/reword"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock/limit"
	"holon.example/holon/internal/rule/law"
)

// PackInstalled is the event of an installation; its data name the pack.
const PackInstalled = "pack.installed"

// stream is the one history of all installations.
const stream = "packs/site"

// Joined is all installed packs together. It never changes.
type Joined struct {
	Library   *matter.Library
	Laws      *law.Library
	Limits    *limit.Table // nil while no law pack has one
	Resources []Resource
	Packs     []*Installed

	words []*reword.Wording
	own   map[string]*matter.Letter // letters as their packs brought them, by PACK/ID
	mark  int64
}

// Store keeps the packs of a site.
type Store struct {
	eng *act.Engine
	now atomic.Pointer[Joined]
	mu  sync.Mutex // one reload at a time
}

// Open reads what is installed.
func Open(ctx context.Context, eng *act.Engine) (*Store, error) {
	s := &Store{eng: eng}
	return s, s.Reload(ctx)
}

// Now gives the content as it stands.
func (s *Store) Now() *Joined { return s.now.Load() }

// Reload joins the installed packs anew when something was installed since.
func (s *Store) Reload(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var packs []*Installed
	var words []*reword.Wording
	var n int64
	have := s.now.Load()
	err := s.eng.Read(ctx, func(q *sqldb.Q) (err error) {
		if n, err = mark(ctx, q); err != nil || have != nil && have.mark == n {
			return err
		}
		if packs, err = readPacks(ctx, q); err != nil {
			return err
		}
		words, err = readWordings(ctx, q)
		return err
	})
	if err != nil || have != nil && have.mark == n {
		return err
	}
	j, findings, err := join(packs, words)
	if err != nil {
		return err
	}
	if bad := matter.Errors(findings); len(bad) > 0 {
		return fmt.Errorf("installed packs do not fit together: %s", bad[0])
	}
	j.mark = n
	s.now.Store(j)
	return nil
}

// Install checks packs and installs them together (action installPack), each in
// the place of the one of the same id. The findings are given in any case; one of
// severity "error" forbids it.
func (s *Store) Install(ctx context.Context, who gov.Actor, key string, packs ...fs.FS) ([]*Installed, []matter.Finding, error) {
	var fresh []*Installed
	digests := []string{}
	for _, fsys := range packs {
		one, err := packed(fsys)
		if err != nil {
			return nil, nil, err
		}
		fresh, digests = append(fresh, one), append(digests, one.Digest)
	}
	var joined *Joined
	var findings []matter.Finding
	cmd := act.Command{Action: "installPack", Actor: who, Key: key, Input: digests, Claims: []string{stream}}
	got, err := act.Do(ctx, s.eng, cmd, func(p *act.Prep) (out []*Installed, err error) {
		for _, one := range fresh {
			if err := p.Authorise(act.Resource{Type: "Pack", ID: one.ID}); err != nil {
				return nil, err
			}
			c := *one
			out = append(out, &c)
		}
		joined, findings, err = s.put(ctx, p, out)
		return out, err
	})
	if err != nil {
		return nil, findings, err
	}
	if joined == nil { // the same key again
		return got, nil, s.Reload(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Store(joined)
	return got, findings, nil
}

// put checks the packs together with those that are there, and writes them.
func (s *Store) put(ctx context.Context, p *act.Prep, fresh []*Installed) (*Joined, []matter.Finding, error) {
	packs, err := readPacks(ctx, p.Q())
	if err != nil {
		return nil, nil, err
	}
	words, err := readWordings(ctx, p.Q())
	if err != nil {
		return nil, nil, err
	}
	sum := int64(len(fresh) + len(words))
	for _, old := range packs {
		sum += old.rev
	}
	for _, one := range fresh {
		one.Installed = p.Now()
		packs = place(packs, one)
	}
	j, findings, err := join(packs, words)
	if err != nil {
		return nil, findings, err
	}
	j.mark = sum
	findings = append(findings, j.lint(p.Now().Date())...)
	if bad := matter.Errors(findings); len(bad) > 0 {
		return nil, findings, refused(bad)
	}
	for _, one := range fresh {
		if one.rev == 0 {
			err = p.Insert(packTable, one.row())
		} else {
			err = p.Update(packTable, one.row(), one.rev)
		}
		if err != nil {
			return nil, findings, err
		}
		if err := p.Event(PackInstalled, stream, seal.Data{"pack": one.ID, "version": one.Version, "digest": one.Digest}); err != nil {
			return nil, findings, err
		}
	}
	return j, findings, nil
}

// place puts a pack where the one of its id stood, else behind the others.
func place(packs []*Installed, one *Installed) []*Installed {
	one.place = 1
	for i, old := range packs {
		if old.ID == one.ID {
			one.place, one.rev = old.place, old.rev
			packs[i] = one
			return packs
		}
		one.place = max(one.place, old.place+1)
	}
	return append(packs, one)
}

// refused tells the findings that forbid a pack, each with its place.
func refused(bad []matter.Finding) error {
	e := gov.Invalid("pack.refused").With("n", len(bad))
	for i, f := range bad {
		if i == 50 {
			break
		}
		e.Fields = append(e.Fields, gov.Field{Path: f.Where, Key: f.Code, Args: f.Args})
	}
	return e
}
