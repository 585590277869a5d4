package seal_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
	"holon.example/holon/internal/infra/seal"
)

// workload is a random use of the platform; whatever happens, verify holds.
type workload struct {
	t     *testing.T
	s     *acttest.Spine
	next  int
	live  []gov.ID
	saved []string
}

func (w *workload) pick(r *rapid.T) gov.ID {
	return w.live[rapid.IntRange(0, len(w.live)-1).Draw(r, "thing")]
}

func (w *workload) make(*rapid.T) {
	w.next++
	id := gov.ID(1000 + 10*w.next)
	_, err := testtable.Make(w.t.Context(), w.s.Engine, who, fmt.Sprint("k", w.next), id, fmt.Sprint("n", w.next))
	must(w.t, err)
	w.live = append(w.live, id)
}

func (w *workload) drop(id gov.ID) {
	for i, x := range w.live {
		if x == id {
			w.live = append(w.live[:i], w.live[i+1:]...)
			return
		}
	}
}

func (w *workload) step(r *rapid.T) {
	ctx := w.t.Context()
	if len(w.live) == 0 {
		w.make(r)
	}
	switch rapid.SampledFrom([]string{"make", "make", "count", "count", "crowd", "remove", "again", "erase", "refuse", "seal", "restart", "minute", "save", "collide"}).Draw(r, "step") {
	case "make":
		w.make(r)
	case "count":
		_, err := testtable.Count(ctx, w.s.Engine, who, "", w.pick(r))
		must(w.t, err)
	case "crowd":
		w.crowd(ctx, w.pick(r))
	case "remove":
		id := w.pick(r)
		must(w.t, remove(ctx, w.s, id))
		w.drop(id)
	case "again":
		must(w.t, w.again(ctx, w.pick(r)))
	case "erase":
		id := w.pick(r)
		must(w.t, erase(ctx, w.s, id))
		w.drop(id) // its row stays and can be read by nobody
	case "refuse":
		w.s.Auth.Deny = "test-deny"
		_, err := testtable.Count(ctx, w.s.Engine, who, "", w.pick(r))
		w.s.Auth.Deny = ""
		if gov.KindOf(err) != gov.KindForbidden {
			w.t.Fatal(err)
		}
	case "collide": // a name that exists
		w.next++
		if _, err := testtable.Make(ctx, w.s.Engine, who, "", gov.ID(1000+10*w.next), fmt.Sprint("n", w.next-1)); err == nil {
			w.t.Log("the earlier name is free again")
			w.live = append(w.live, gov.ID(1000+10*w.next))
		}
	default:
		w.service(r)
	}
}

func (w *workload) service(r *rapid.T) {
	ctx := w.t.Context()
	switch rapid.SampledFrom([]string{"seal", "restart", "minute", "save"}).Draw(r, "service") {
	case "seal":
		must(w.t, w.s.Sealer.Flush(ctx))
	case "restart":
		w.s.Restart(w.t)
	case "minute":
		w.s.Clock.Set(w.s.Clock.Time() + 60_000)
	case "save":
		text, err := seal.Newest(ctx, w.s.DB)
		must(w.t, err)
		if text != "" {
			w.saved = append(w.saved, text)
		}
	}
}

func (w *workload) crowd(ctx context.Context, id gov.ID) {
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if _, err := testtable.Count(ctx, w.s.Engine, who, "", id); err != nil {
				w.t.Error(err)
			}
		})
	}
	wg.Wait()
}

// again removes a row and makes it anew under the same key, in two commands.
func (w *workload) again(ctx context.Context, id gov.ID) error {
	var was testtable.Thing
	err := change(ctx, w.s, id, func(p *act.Prep, t testtable.Thing) error {
		was = t
		p.Delete(testtable.Table, t.ID, t.Rev)
		return p.Event("thing.removed", testtable.Stream(id), nil)
	})
	if err != nil {
		return err
	}
	_, err = act.Do(ctx, w.s.Engine, act.Command{Action: "makeAgain", Actor: who}, func(p *act.Prep) (int, error) {
		if err := p.Authorise(act.Resource{Type: "Thing"}); err != nil {
			return 0, err
		}
		if err := p.Insert(testtable.Table, []any{was.ID, was.Owner, was.Name, []byte("x"), was.N}); err != nil {
			return 0, err
		}
		return 0, p.Event("thing.made", testtable.Stream(id), seal.Data{"again": true})
	})
	return err
}

func TestNoFalseAlarm(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		w := &workload{t: t, s: s}
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				w.step(r)
			}
			saved := ""
			if len(w.saved) > 0 {
				saved = rapid.SampledFrom(w.saved).Draw(r, "saved")
			}
			// Not everything is sealed yet: that is no alarm either.
			if rep := w.s.VerifyOnly(t, saved); !rep.OK {
				t.Fatalf("before sealing: %+v", rep.Findings)
			}
		})
		s.MustVerify(t)
	})
}

// A verification of a store at work sees one moment of it.
func TestVerifyWhileOthersWrite(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		things(t, s, 0, 32)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for c := range 4 {
			wg.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					id := gov.ID(1000 + 10*(c+4*(i%8)))
					if _, err := testtable.Count(t.Context(), s.Engine, who, "", id); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := gov.ID(50_000 + 10*i)
				if _, err := testtable.Make(t.Context(), s.Engine, who, "", id, fmt.Sprint("e", i)); err != nil {
					t.Error(err)
				}
				if err := erase(t.Context(), s, id); err != nil {
					t.Error(err)
				}
			}
		})
		for range 15 {
			if rep := s.Verify(t, ""); !rep.OK {
				t.Errorf("%+v", rep.Findings)
			}
		}
		stop()
		wg.Wait()
		s.MustVerify(t)
	})
}
