package reception_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/booking"
	"holon.example/holon/internal/business/reception/checklist"
	"holon.example/holon/internal/business/reception/collect"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
)

func TestNoSeatIsBookedTwice(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		operator := gov.Actor{Kind: gov.Officer, Account: 1, Person: 1, Post: 1, Department: 99, Division: city, Roles: []string{org.Operator}}
		_, err := b.booking.SetPlan(ctx, b.clerk(0), "p", booking.Plan{Hall: b.hall, Hours: "09:00-10:00", Minutes: 30, Seats: 3, Ahead: 7})
		refused(t, 0, err, gov.KindForbidden, "")
		_, err = b.booking.SetPlan(ctx, operator, "p0", booking.Plan{Hall: b.hall, Hours: "10:00-09:00", Minutes: 30, Seats: 3, Ahead: 7})
		refused(t, 0, err, gov.KindInvalid, "hours")
		must(b.booking.SetPlan(ctx, operator, "p1", booking.Plan{Hall: b.hall, Hours: "09:00-10:00", Minutes: 30, Seats: 3, Ahead: 7}))(t)
		slots := must(b.booking.Slots(ctx, b.hall, "2026-11-24"))(t)
		if len(slots) != 2 || slots[0].Free != 3 {
			t.Fatalf("%+v", slots)
		}
		if off := must(b.booking.Slots(ctx, b.hall, "2026-11-28"))(t); len(off) != 0 {
			t.Fatalf("a Saturday offers %+v", off)
		}
		at := slots[0].Starts
		for i := range 10 {
			b.subject(gov.ID(400 + i))
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := 0
		for i := range 10 {
			wg.Go(func() {
				_, err := b.booking.Book(ctx, citizen(gov.ID(400+i)), "b", booking.Wish{Hall: b.hall, Starts: at})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					got++
				case gov.KindOf(err) != gov.KindConflict:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got != 3 {
			t.Fatalf("%d booked 3 seats", got)
		}
		if s := must(b.booking.Slots(ctx, b.hall, "2026-11-24"))(t); s[0].Free != 0 {
			t.Fatalf("%+v", s)
		}
	})
}

func TestAppointmentFromBookingToNumber(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		at := func(h int) gov.Time { return gov.Date("2026-11-24").Start().Add(time.Duration(h) * time.Hour) }
		b.subject(granny)
		b.subject(grandson)
		_, err := b.booking.Book(ctx, citizen(granny), "past", booking.Wish{Hall: b.hall, Starts: gov.Date("2026-11-23").Start().Add(9 * time.Hour)})
		refused(t, 0, err, gov.KindInvalid, "starts")
		first := must(b.booking.Book(ctx, citizen(granny), "b1", booking.Wish{Hall: b.hall, Starts: at(9)}))(t)
		_, err = b.booking.Book(ctx, citizen(granny), "b2", booking.Wish{Hall: b.hall, Starts: at(10)})
		refused(t, 0, err, gov.KindConflict, "reception.booked_already")
		_, err = b.booking.Book(ctx, citizen(grandson), "steal", booking.Wish{Hall: b.hall, Starts: at(10), Instead: first.ID})
		refused(t, 0, err, gov.KindForbidden, "")
		moved := must(b.booking.Book(ctx, citizen(granny), "b3", booking.Wish{Hall: b.hall, Starts: at(10), Instead: first.ID}))(t)
		_, err = b.booking.Cancel(ctx, citizen(granny), "c", first.ID)
		refused(t, 0, err, gov.KindConflict, "reception.booking_state")
		_, err = b.booking.Cancel(ctx, citizen(grandson), "c", moved.ID)
		refused(t, 0, err, gov.KindForbidden, "")
		b.Clock.Set(at(10) - 60_000)
		_, err = b.booking.CheckIn(ctx, nobody, "k0", b.hall, first.Code)
		refused(t, 0, err, gov.KindInvalid, "code")
		must(b.queue.Take(ctx, nobody, "t", b.hall, queue.Person))(t)
		tk := must(b.booking.CheckIn(ctx, nobody, "k1", b.hall, strings.ToLower(moved.Code)))(t)
		if tk.No() != "Y001" {
			t.Fatalf("%s", tk.No())
		}
		must(b.shift.Start(ctx, b.clerk(0), "s"))(t)
		if called := must(b.queue.Call(ctx, b.clerk(0), "c", 0))(t); called.No() != "Y001" {
			t.Fatalf("an appointment that is due goes first, got %s", called.No())
		}
		_, err = b.booking.CheckIn(ctx, nobody, "k2", b.hall, moved.Code)
		refused(t, 0, err, gov.KindConflict, "reception.booking_state")
	})
}

func TestSlips(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		one, two := b.clerk(0), b.clerk(1)
		issued := b.Clock.Time()
		block := must(b.outage.Reserve(ctx, one, "b", outage.Reservation{Window: one.Post, Size: 5}))(t)
		rep := must(b.outage.Report(ctx, one, block.ID))(t)
		if got := outage.Spaced(rep.Slips[0].Number); got != "990100-261123-001-001-5" && !strings.HasPrefix(got, "990100-261123-001-001-") {
			t.Fatalf("%s", got)
		}
		b.Clock.Set(issued + 4*3600_000)
		enter := func(key, no string, at gov.Time, reason string) (*outage.Slip, error) {
			return b.outage.Enter(ctx, one, key, outage.Entry{Number: no, Received: at, Reason: reason})
		}
		no := rep.Slips[0].Number
		wrong := no[:18] + map[bool]string{true: "0", false: "1"}[no[18] != '0']
		_, err := enter("w", wrong, issued+1000, "power")
		refused(t, 0, err, gov.KindInvalid, "number")
		_, err = enter("f", no, b.Clock.Time()+1, "power")
		refused(t, 0, err, gov.KindInvalid, "reception.received_future")
		_, err = enter("p", no, issued-1, "power")
		refused(t, 0, err, gov.KindInvalid, "reception.received_early")
		_, err = enter("r", no, issued+1, "")
		refused(t, 0, err, gov.KindInvalid, "reason")
		full := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return r
			}
			return r - '0' + '０'
		}, strings.ToLower(outage.Spaced(no)))
		s := must(enter("ok", full, issued+3600_000, "power"))(t)
		_, err = enter("again", no, issued+3600_000, "power")
		refused(t, 0, err, gov.KindConflict, "reception.slip_again")
		_, err = b.outage.Confirm(ctx, one, "self", s.ID, true)
		refused(t, 0, err, gov.KindForbidden, "second-person")
		_, err = b.use(one, s.ID, 500)
		refused(t, 0, err, gov.KindConflict, "reception.slip_state")
		if back := must(b.outage.Confirm(ctx, two, "no", s.ID, false))(t); back.State != outage.Issued {
			t.Fatalf("%+v", back)
		}
		s = must(enter("ok2", no, issued+1800_000, "network"))(t)
		must(b.outage.Confirm(ctx, two, "yes", s.ID, true))(t)
		_, err = b.use(b.clerk(2), s.ID, 500)
		refused(t, 0, err, gov.KindForbidden, "hall-own-slips")
		if at := must(b.use(one, s.ID, 500))(t); at != issued+1800_000 {
			t.Fatalf("true time %s", at)
		}
		_, err = b.use(one, s.ID, 501)
		refused(t, 0, err, gov.KindConflict, "reception.slip_state")
		_, err = b.outage.VoidSlips(ctx, one, "v0", outage.Cancel{Block: block.ID, Slips: []gov.ID{s.ID}, Reason: "unused"})
		refused(t, 0, err, gov.KindConflict, "reception.slip_state")
		if n := must(b.outage.VoidSlips(ctx, one, "v", outage.Cancel{Block: block.ID, Reason: "unused"}))(t); n != 4 {
			t.Fatalf("%d void", n)
		}
		rep = must(b.outage.Report(ctx, two, block.ID))(t)
		if !rep.Done || rep.Counts[outage.Used] != 1 || rep.Counts[outage.Void] != 4 {
			t.Fatalf("%+v", rep)
		}
	})
}

// use ties a slip to a case as a submission does.
func (b *bench) use(who gov.Actor, slip, caseID gov.ID) (gov.Time, error) {
	cmd := act.Command{Action: "seeHall", Actor: who, Claims: []string{"slip/" + slip.String()}}
	return act.Do(b.t.Context(), b.eng, cmd, func(p *act.Prep) (gov.Time, error) {
		if err := p.Authorise(reception.Of(0, who.Department, city, 0, 0)); err != nil {
			return 0, err
		}
		return outage.Use(b.t.Context(), p, slip, caseID, city)
	})
}

func TestMarks(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx, one := t.Context(), b.clerk(0)
		put := func(key string, m checklist.Mark) (*checklist.Mark, error) {
			return checklist.Put(ctx, b.eng, one, key, m)
		}
		_, err := put("1", checklist.Mark{Target: 5, Code: "X", Grade: checklist.Seen})
		refused(t, 0, err, gov.KindInvalid, "original")
		_, err = put("2", checklist.Mark{Target: 5, Code: "X", Original: true, Grade: checklist.Copy})
		refused(t, 0, err, gov.KindInvalid, "grade")
		must(put("3", checklist.Mark{Target: 5, Code: "X", Grade: checklist.Copy, Blob: "abc", Type: "image/png", Size: 3}))(t)
		m := must(put("4", checklist.Mark{Target: 5, Code: "X", Original: true, Grade: checklist.Seen}))(t)
		if m.Blob != "abc" {
			t.Fatal("the scan was lost")
		}
		err = b.eng.Read(ctx, func(q *sqldb.Q) error {
			all, err := checklist.Of(ctx, q, 5)
			if len(all) != 1 || !all["X"].Original || all["X"].Size != 3 {
				t.Errorf("%+v", all["X"])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestCollection(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx, one := t.Context(), b.clerk(0)
		for _, id := range []gov.ID{granny, grandson, head, firm} {
			b.subject(id)
		}
		b.cases[900] = collect.Whose{Applicant: granny, Name: "old-age-card", Division: city, Matters: []gov.ID{901}}
		b.cases[910] = collect.Whose{Applicant: firm, Name: "food", Division: city, Matters: []gov.ID{911}}
		hand := func(key string, who gov.Actor, h collect.Handing) (*collect.Collection, error) {
			return b.collect.Record(ctx, who, key, h)
		}
		h := collect.Handing{Case: 900, Matter: 901, Recipient: granny, Method: "card", Signed: true}
		_, err := hand("absent", one, h)
		refused(t, 0, err, gov.KindForbidden, "collect-needs-presence")
		b.identify(one, "990104195502080489", "苏念慈")
		bad := h
		bad.Signed, bad.Method, bad.Matter = false, "look", 902
		_, err = hand("bad", one, bad)
		refused(t, 0, err, gov.KindInvalid, "signed")
		refused(t, 0, err, gov.KindInvalid, "method")
		refused(t, 0, err, gov.KindInvalid, "matter")
		b.identify(one, "990102198804122155", "姚禾川")
		other := h
		other.Recipient = grandson
		_, err = hand("grandson", one, other)
		refused(t, 0, err, gov.KindForbidden, "collect-needs-mandate")
		_, err = hand("far", b.clerk(2), h)
		refused(t, 0, err, gov.KindForbidden, "collect-needs-presence")
		c := must(hand("ok", one, h))(t)
		if c.Quality != collect.Holder {
			t.Fatalf("%+v", c)
		}
		_, err = hand("twice", one, h)
		refused(t, 0, err, gov.KindConflict, "reception.collected")
		b.identify(one, "990103197511203113", "陆景")
		c = must(hand("head", one, collect.Handing{Case: 910, Matter: 911, Recipient: head, Method: "electronic", Signed: true}))(t)
		if c.Quality != collect.Head {
			t.Fatalf("%+v", c)
		}
	})
}

func (b *bench) identify(who gov.Actor, number, name string) {
	b.t.Helper()
	if _, err := b.mandates.Identify(b.t.Context(), who, mandate.Party{Number: number, Name: name}); err != nil {
		b.t.Fatal(err)
	}
}

// subject makes the key of somebody.
func (b *bench) subject(id gov.ID) {
	b.t.Helper()
	_, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "importPeople", Actor: gov.Job("setup")}, func(p *act.Prep) (bool, error) {
		if err := p.Authorise(act.Resource{Type: "Site"}); err != nil {
			return false, err
		}
		p.Note("test.subject", "subject-made", nil)
		return true, p.NewSubject(id)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
