package casework_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/delivery"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/todo"
)

// handled is a case whose applicant wants his result in a way, with the food permit
// decided on Monday 28 September 2026.
func (f *family) handled(way string, result string) gov.ID {
	f.t.Helper()
	ctx, in := f.t.Context(), restaurant()
	in.Answers = maps.Clone(answers)
	in.Answers["deliveryWay"] = way
	if way == delivery.Post {
		in.Answers["deliveryAddress"] = "海棠市海东区听雨街18号1铺"
	}
	r, err := f.svc.Submit(ctx, citizen(granny), "", in)
	if err != nil {
		f.t.Fatal(err)
	}
	f.ok(f.svc.AcceptCase(ctx, f.as("clerk"), "", r.ID, casework.Step{Task: f.precheck(r.ID)}))
	f.ok(f.svc.GiveOpinion(ctx, f.as("market-handler"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "handle"), Result: "agree"}))
	f.ok(f.svc.GiveOpinion(ctx, f.as("market-handler"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "opinion"), Result: result, Text: "x", Cites: []string{"行政许可法§38.1"}}))
	f.ok(f.svc.GiveOpinion(ctx, f.as("market-reviewer"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "review"), Result: "agree"}))
	f.to("2026-09-28", 9)
	f.ok(f.svc.Decide(ctx, f.as("market-approver"), "", r.ID, casework.Step{Task: f.task(r.ID, "food-permit", "decide"), Result: result, Text: "x", Cites: []string{"行政许可法§38.1"}}))
	return r.ID
}

// item is the open step of delivery.
func (f *family) item(id gov.ID) *todo.Item {
	f.t.Helper()
	task := f.task(id, "food-permit", "deliver")
	v := f.view(id)
	return v.Tasks[slices.IndexFunc(v.Tasks, func(x *todo.Item) bool { return x.ID == task })]
}

func (f *family) deliver(id gov.ID, way string, h *delivery.Handover) error {
	f.t.Helper()
	_, err := f.svc.Deliver(f.t.Context(), f.as("clerk"), "", id, casework.Step{Task: f.task(id, "food-permit", "deliver"), Result: way, Handover: h})
	return err
}

// Ten working days from the decision, across 国庆 and the worked Saturday: 16 October.
// Handed over against a signature by the delegate who is there and may collect.
func TestCollectedByDelegate(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		id := f.handled("counter", "grant")
		if got := f.item(id); got.Due.Date() != "2026-10-16" || got.Warn.Date() != "2026-10-15" {
			t.Fatalf("delivery due %s, reminded %s", got.Due.Date(), got.Warn.Date())
		}
		if c := f.matterOf(id, "food-permit").Clocks; len(c) != 2 || c[1].Rule != "T8" || c[1].Due.Governing().On != "2026-10-16" {
			t.Fatalf("%+v", c)
		}
		if err := f.deliver(id, "electronic", nil); !fields(err, "handover.consent") {
			t.Fatalf("without consent: %v", err)
		}
		if err := f.deliver(id, "counter", nil); !fields(err, "handover.receiver", "handover.signature") {
			t.Fatalf("unsigned: %v", err)
		}
		if err := f.deliver(id, "pigeon", nil); !fields(err, "result") {
			t.Fatalf("an unknown way: %v", err)
		}
		h := &delivery.Handover{Receiver: delivery.ByDelegate, Delegate: grandson, Signature: "00"}
		if err := f.deliver(id, "counter", h); !ruled(err, "helper-needs-presence") {
			t.Fatalf("who is not there: %v", err)
		}
		if _, err := f.mandates.Identify(ctx, f.as("clerk"), mandate.Party{Number: "990102198804122155", Name: "姚禾川"}); err != nil {
			t.Fatal(err)
		}
		if err := f.deliver(id, "counter", h); !ruled(err, "delegate-needs-mandate") {
			t.Fatalf("without mandate: %v", err)
		}
		f.trusted() // may apply, supplement and read, not collect
		if err := f.deliver(id, "counter", h); !ruled(err, "delegate-needs-mandate") {
			t.Fatalf("who may not collect: %v", err)
		}
		m := f.collects()
		if err := f.deliver(id, "counter", h); err != nil {
			t.Fatal(err)
		}
		v := f.view(id)
		if len(v.Delivered) != 1 || v.Delivered[0].Person != grandson || v.Delivered[0].Mandate != m || v.Delivered[0].Late || v.Delivered[0].Signature == 0 {
			t.Fatalf("%+v", v.Delivered[0])
		}
		if !slices.ContainsFunc(v.Letters, func(l *letter.Letter) bool { return l.Template == "delivery_receipt" && l.Party == granny }) {
			t.Error("no receipt of delivery")
		}
		if x := f.matterOf(id, "food-permit"); x.State != casefile.Ended || x.Clocks[1].State != "done" {
			t.Errorf("%+v", x)
		}
	})
}

// collects lets the grandson collect too.
func (f *family) collects() gov.ID {
	f.t.Helper()
	v, err := f.mandates.Create(f.t.Context(), citizen(granny), "", mandate.Offer{
		Delegate: mandate.Party{Number: "990102198804122155", Name: "姚禾川"}, Kind: mandate.Family, Until: "2026-12-31", May: []mandate.Power{mandate.Collect},
	})
	if err == nil {
		_, err = f.mandates.Accept(f.t.Context(), citizen(grandson), "", v.ID, mandate.Answer{})
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return v.ID
}

// A parcel is delivered on the day of its slip; that day was too late, and the lamp
// said so before. A refusal is delivered like a permit.
func TestPosted(t *testing.T) {
	eachFamily(t, func(f *family) {
		t, ctx := f.t, f.t.Context()
		id := f.handled("post", "refuse")
		task := f.task(id, "food-permit", "deliver")
		if _, err := f.svc.Dispatch(ctx, f.as("clerk"), "", id, delivery.Dispatch{Task: task}); !fields(err, "number") {
			t.Fatalf("without number: %v", err)
		}
		if _, err := f.svc.Dispatch(ctx, f.as("clerk"), "", id, delivery.Dispatch{Task: task, Number: "EMS1234567890"}); err != nil {
			t.Fatal(err)
		}
		if _, err := f.svc.Dispatch(ctx, f.as("clerk"), "", id, delivery.Dispatch{Task: task, Number: "EMS1234567890"}); gov.KindOf(err) != gov.KindConflict {
			t.Fatalf("posted twice: %v", err)
		}
		if m := f.matterOf(id, "food-permit"); m.State != casefile.Decided || m.Delivered != 0 {
			t.Fatal("posted is not delivered")
		}
		f.to("2026-10-20", 9)
		if got := f.item(id); got.Lamp(f.Clock.Time()) != todo.Red {
			t.Errorf("lamp %s", got.Lamp(f.Clock.Time()))
		}
		for _, day := range []gov.Date{"", "2026-09-27", "2026-10-21"} {
			if err := f.deliver(id, "post", &delivery.Handover{Received: day}); !fields(err, "handover.received") {
				t.Errorf("received on %q: %v", day, err)
			}
		}
		if err := f.deliver(id, "post", &delivery.Handover{Received: "2026-10-19"}); err != nil {
			t.Fatal(err)
		}
		if d := f.view(id).Delivered[0]; d.Number != "EMS1234567890" || d.Received.Date() != "2026-10-19" || !d.Late {
			t.Errorf("%+v", d)
		}
	})
}

// What was signed for at the counter need not be signed for again.
func TestCollectedAtTheCounter(t *testing.T) {
	eachFamily(t, func(f *family) {
		id := f.handled("counter", "grant")
		var asked gov.ID
		f.svc.Collected = func(_ context.Context, _ *act.Q, caseID, matter gov.ID) (*delivery.Signatory, error) {
			if asked = matter; caseID != id {
				return nil, nil
			}
			return &delivery.Signatory{Person: grandson, Mandate: 77}, nil
		}
		if err := f.deliver(id, "counter", nil); err != nil || asked != f.matterOf(id, "food-permit").ID {
			f.t.Fatal(asked, err)
		}
		if d := f.view(id).Delivered[0]; d.Receiver != delivery.ByDelegate || d.Person != grandson || d.Mandate != 77 {
			f.t.Fatalf("%+v", d)
		}
	})
}
