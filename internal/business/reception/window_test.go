package reception_test

import (
	"fmt"
	"sync"
	"testing"

	"holon.example/holon/internal/business/reception/checklist"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

func TestTwoWindowsNeverGetTheSameNumber(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		for i := range 20 {
			kind := []queue.Kind{queue.Person, queue.Firm}[i%2]
			tk := must(b.queue.Take(ctx, nobody, fmt.Sprint("take", i), b.hall, kind))(t)
			if want := fmt.Sprintf("%c%03d", "AB"[i%2], i/2+1); tk.No() != want {
				t.Fatalf("number %s, want %s", tk.No(), want)
			}
		}
		_, err := b.queue.Call(ctx, b.clerk(0), "early", 0)
		refused(t, 0, err, gov.KindConflict, "reception.no_shift")
		must(b.shift.Start(ctx, b.clerk(0), "s0"))(t)
		must(b.shift.Start(ctx, b.clerk(1), "s1"))(t)
		var mu sync.Mutex
		seen := map[string]int{}
		var wg sync.WaitGroup
		for w := range 2 {
			wg.Go(func() {
				for i := range 10 {
					tk, err := b.queue.Call(ctx, b.clerk(w), fmt.Sprint("c", w, "-", i), 0)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					seen[tk.No()]++
					mu.Unlock()
					if _, err := b.queue.Move(ctx, b.clerk(w), fmt.Sprint("m", w, "-", i), tk.ID, queue.Move{Do: "served"}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		for no, n := range seen {
			if n != 1 {
				t.Errorf("%s was called %d times", no, n)
			}
		}
		if len(seen) != 20 {
			t.Errorf("%d of 20 numbers called", len(seen))
		}
		_, err = b.queue.Call(ctx, b.clerk(0), "none", 0)
		refused(t, 0, err, gov.KindNotFound, "reception.nobody_waits")
	})
}

func TestTheSameNumberIsCalledOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		must(b.shift.Start(ctx, b.clerk(0), "s0"))(t)
		must(b.shift.Start(ctx, b.clerk(1), "s1"))(t)
		tk := must(b.queue.Take(ctx, nobody, "t", b.hall, queue.Person))(t)
		var wg sync.WaitGroup
		var won, lost int
		var mu sync.Mutex
		for w := range 2 {
			wg.Go(func() {
				_, err := b.queue.Call(ctx, b.clerk(w), "same", tk.ID)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if gov.KindOf(err) == gov.KindConflict {
					lost++
				} else {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || lost != 1 {
			t.Fatalf("%d called it, %d were refused", won, lost)
		}
		f := must(b.queue.Look(ctx, b.hall))(t)
		if len(f.Called) != 1 || f.Total != 0 {
			t.Fatalf("%+v", f)
		}
	})
}

func TestOrderPassAndTransfer(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		one, two := b.clerk(0), b.clerk(1)
		must(b.shift.Start(ctx, one, "s0"))(t)
		must(b.shift.Start(ctx, two, "s1"))(t)
		for i, k := range []queue.Kind{queue.Person, queue.Firm, queue.Green} {
			must(b.queue.Take(ctx, nobody, fmt.Sprint(i), b.hall, k))(t)
			b.Clock.Set(b.Clock.Time() + 1000)
		}
		green := must(b.queue.Call(ctx, one, "1", 0))(t)
		if green.No() != "C001" {
			t.Fatalf("the green lane goes first, got %s", green.No())
		}
		again := must(b.queue.Call(ctx, one, "1", 0))(t) // sent twice
		if again.ID != green.ID {
			t.Fatal("the same key called another number")
		}
		_, err := b.queue.Call(ctx, one, "2", 0)
		refused(t, 0, err, gov.KindConflict, "reception.window_busy")
		_, err = b.queue.Move(ctx, two, "x", green.ID, queue.Move{Do: "served"})
		refused(t, 0, err, gov.KindConflict, "reception.ticket_elsewhere")
		_, err = b.queue.Move(ctx, one, "y", green.ID, queue.Move{Do: "transfer", To: b.windows[2]})
		refused(t, 0, err, gov.KindInvalid, "to")
		must(b.queue.Move(ctx, one, "z", green.ID, queue.Move{Do: "transfer", To: two.Post}))(t)
		if a := must(b.queue.Call(ctx, one, "3", 0))(t); a.No() != "A001" {
			t.Fatalf("a number sent to another window was called here: %s", a.No())
		}
		if c := must(b.queue.Call(ctx, two, "4", 0))(t); c.No() != "C001" {
			t.Fatalf("the window it was sent to calls it first, got %s", c.No())
		}
		a := must(b.queue.Mine(ctx, one))(t)
		must(b.queue.Move(ctx, one, "p1", a.ID, queue.Move{Do: "pass"}))(t)
		b.Clock.Set(b.Clock.Time() + 1000)
		if f := must(b.queue.Call(ctx, one, "5", 0))(t); f.No() != "B001" {
			t.Fatalf("a number passed goes behind, got %s", f.No())
		}
		must(b.queue.Move(ctx, one, "e", must(b.queue.Mine(ctx, one))(t).ID, queue.Move{Do: "served"}))(t)
		for i := range 2 {
			a = must(b.queue.Call(ctx, one, fmt.Sprint("6", i), 0))(t)
			a = must(b.queue.Move(ctx, one, fmt.Sprint("p2", i), a.ID, queue.Move{Do: "pass"}))(t)
		}
		if a.State != queue.Absent {
			t.Fatalf("passed three times it is %s", a.State)
		}
		_, err = b.queue.Move(ctx, one, "late", a.ID, queue.Move{Do: "served"})
		refused(t, 0, err, gov.KindConflict, "reception.ticket_state")
	})
}

func TestAnotherHallIsRefused(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		far, near := b.clerk(2), b.clerk(0)
		must(b.shift.Start(ctx, far, "sf"))(t)
		s := must(b.shift.Start(ctx, near, "sn"))(t)
		tk := must(b.queue.Take(ctx, nobody, "t", b.hall, queue.Person))(t)
		_, err := b.queue.Call(ctx, far, "c", tk.ID)
		refused(t, 0, err, gov.KindForbidden, "")
		m := must(checklist.Put(ctx, b.eng, near, "m", checklist.Mark{Target: 77, Code: "HT-1", Original: true, Grade: checklist.Seen}))(t)
		_, err = checklist.Put(ctx, b.eng, far, "m", checklist.Mark{Target: 77, Code: "HT-1", Grade: checklist.Copy})
		refused(t, m, err, gov.KindForbidden, "")
		o := must(b.shift.Keep(ctx, near, "o", shift.Deposit{Target: 77, Code: "HT-1", Copies: 1}))(t)
		_, err = b.shift.GiveBack(ctx, far, "o", o.ID)
		refused(t, 0, err, gov.KindForbidden, "")
		must(b.shift.HandOver(ctx, near, "h", shift.Offer{Originals: 1, Signed: true}))(t)
		_, err = b.shift.TakeOver(ctx, far, "h", s.ID, shift.Offer{Originals: 1, Signed: true})
		refused(t, 0, err, gov.KindForbidden, "")
		block := must(b.outage.Reserve(ctx, near, "b", outage.Reservation{Window: near.Post, Size: 2}))(t)
		rep := must(b.outage.Report(ctx, near, block.ID))(t)
		_, err = b.outage.Report(ctx, far, block.ID)
		refused(t, 0, err, gov.KindForbidden, "")
		_, err = b.outage.Enter(ctx, far, "e", outage.Entry{Number: rep.Slips[0].Number, Received: b.Clock.Time(), Reason: "power"})
		refused(t, 0, err, gov.KindForbidden, "")
		_, err = b.outage.VoidSlips(ctx, far, "v", outage.Cancel{Block: block.ID, Reason: "unused"})
		refused(t, 0, err, gov.KindForbidden, "")
		officer := far
		officer.Roles = []string{org.Handler}
		_, err = b.shift.See(ctx, officer)
		refused(t, 0, err, gov.KindForbidden, "")
	})
}

func TestHandOverTakesTwo(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		one, two := b.clerk(0), b.clerk(1)
		s := must(b.shift.Start(ctx, one, "s"))(t)
		_, err := b.shift.Start(ctx, one, "s2")
		refused(t, 0, err, gov.KindConflict, "reception.window_open")
		o := must(b.shift.Keep(ctx, one, "o", shift.Deposit{Target: 9, Code: "HT-1", Copies: 2}))(t)
		_, err = b.shift.End(ctx, one, "end")
		refused(t, 0, err, gov.KindConflict, "reception.originals_left")
		_, err = b.shift.HandOver(ctx, one, "h", shift.Offer{Originals: 0})
		refused(t, 0, err, gov.KindInvalid, "originals")
		refused(t, 0, err, gov.KindInvalid, "signed")
		off := must(b.shift.HandOver(ctx, one, "h1", shift.Offer{Originals: 1, Signed: true, Note: "苏奶奶下午再来"}))(t)
		if off.Drafts != 2 || off.Originals != 1 || off.State != shift.Offered {
			t.Fatalf("%+v", off)
		}
		_, err = b.shift.TakeOver(ctx, one, "self", s.ID, shift.Offer{Originals: 1, Signed: true})
		refused(t, 0, err, gov.KindForbidden, "second-person")
		_, err = b.shift.TakeOver(ctx, two, "bad", s.ID, shift.Offer{Originals: 2, Signed: true})
		refused(t, 0, err, gov.KindInvalid, "originals")
		board := must(b.shift.See(ctx, two))(t)
		if board.Notes[s.ID] != "苏奶奶下午再来" || len(board.Held[s.ID]) != 1 {
			t.Fatalf("%+v", board)
		}
		fresh := must(b.shift.TakeOver(ctx, two, "take", s.ID, shift.Offer{Originals: 1, Signed: true}))(t)
		if fresh.After != s.ID || fresh.Person != two.Person {
			t.Fatalf("%+v", fresh)
		}
		board = must(b.shift.See(ctx, two))(t)
		if len(board.Held[fresh.ID]) != 1 || board.Own == nil || board.Own.ID != fresh.ID {
			t.Fatalf("the originals did not go over: %+v", board)
		}
		must(b.shift.GiveBack(ctx, two, "back", o.ID))(t)
		_, err = b.shift.GiveBack(ctx, two, "back2", o.ID)
		refused(t, 0, err, gov.KindConflict, "reception.original_back")
		must(b.shift.End(ctx, two, "end2"))(t)
		must(b.shift.Start(ctx, one, "s3"))(t)
		must(b.shift.HandOver(ctx, one, "h3", shift.Offer{Signed: true}))(t)
		if r := must(b.shift.Recall(ctx, one, "r"))(t); r.State != shift.Opened {
			t.Fatalf("%+v", r)
		}
	})
}
