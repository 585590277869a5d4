package casework_test

import (
	"context"
	"slices"
	"testing"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/todo"
)

func (b *bench) orgIn(context.Context, *act.Prep) (*org.Snapshot, error) { return b.org, nil }

// begun brings a restaurant to where three authorities work on it.
func (b *bench) begun() gov.ID {
	b.t.Helper()
	in := restaurant()
	in.Answers = answers
	r, err := b.svc.Submit(b.t.Context(), b.owner(), "", in)
	if err != nil {
		b.t.Fatal(err)
	}
	b.intake(r.ID)
	return r.ID
}

func (b *bench) wants(err error, kind gov.Kind, what string) {
	b.t.Helper()
	if gov.KindOf(err) != kind {
		b.t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

func (b *bench) item(id gov.ID) (i *todo.Item) {
	b.t.Helper()
	if err := b.DB.Read(b.t.Context(), func(q *sqldb.Q) (err error) {
		i, err = todo.Get(b.t.Context(), q, id)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return i
}

// Another department is asked: it answers in its own words within an internal limit,
// which stops no clock; what nobody answered lapses with the decision.
func TestAnotherDepartmentIsAsked(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		id := b.begun()
		desk := assist.Desk{Engine: b.Engine, Calendar: func() *calendar.Calendar { return b.cal }, Org: b.orgIn}
		food := b.matterOf(id, "food-permit")
		due := food.Clocks[0].Due.Governing().On
		police, urban := b.as("police-data").Department, b.as("urban-handler").Department
		handler := b.as("market-handler")
		for path, q := range map[string]assist.Question{
			"to":       {Matter: food.ID, To: food.Department, Text: "?", Days: 3},
			"days":     {Matter: food.ID, To: urban, Text: "?", Days: 21},
			"question": {Matter: food.ID, To: urban, Text: " ", Days: 3},
		} {
			_, err := desk.Ask(ctx, handler, "", id, q)
			b.wants(err, gov.KindInvalid, path)
		}
		ask := assist.Question{Matter: food.ID, To: urban, Text: "该址是否属于禁设餐饮的区域？", Cites: []string{"行政许可法§34.1"}, Days: 3}
		r, err := desk.Ask(ctx, handler, "k", id, ask)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := desk.Ask(ctx, handler, "k", id, ask); err != nil || again.ID != r.ID {
			t.Fatalf("the same key asked twice: %v", err)
		}
		_, err = desk.Ask(ctx, handler, "other", id, ask)
		b.wants(err, gov.KindConflict, "asked while it is being asked")
		if r.Due.Date() != "2026-09-30" || b.item(r.Task).Department != urban || b.item(r.Task).Role != org.Handler { // 25 September is 中秋, 26 and 27 its weekend
			t.Fatalf("due %s: %+v", r.Due.Date(), b.item(r.Task))
		}
		if b.matterOf(id, "food-permit").Clocks[0].Due.Governing().On != due {
			t.Error("asking stopped a clock")
		}
		_, err = desk.Answer(ctx, b.as("urban-handler"), "", r.ID, assist.Reply{Rev: 1, Result: "object", Text: "不同意"})
		b.wants(err, gov.KindInvalid, "an objection without ground")
		_, err = desk.Answer(ctx, b.as("urban-handler"), "", r.ID, assist.Reply{Rev: 7, Result: "agree", Text: "同意"})
		b.wants(err, gov.KindConflict, "an old form")
		b.to("2026-10-08", 9)
		got, err := desk.Answer(ctx, b.as("urban-handler"), "a", r.ID, assist.Reply{Rev: 1, Result: "conditional", Text: "须加装油烟净化", Cites: []string{"行政许可法§38.1"}})
		if err != nil || got.State != assist.Answered || !got.Late(b.Clock.Time()) {
			t.Fatalf("%+v %v", got, err)
		}
		_, err = desk.Answer(ctx, b.as("urban-handler"), "b", r.ID, assist.Reply{Rev: 2, Result: "agree", Text: "同意"})
		b.wants(err, gov.KindConflict, "answered twice")
		if b.item(r.Task).State != todo.StateDone {
			t.Error("the task of the asked department is still open")
		}
		if _, err := desk.Ask(ctx, handler, "", id, assist.Question{Matter: food.ID, To: police, Text: "请协查", Days: 1}); err != nil {
			t.Fatal(err)
		}
		b.decideFood(id, "market-approver")
		v := b.view(id)
		if len(v.Asked) != 2 || v.Asked[0].Answer != "须加装油烟净化" || v.Asked[1].State != assist.Lapsed {
			t.Fatalf("%+v", v.Asked)
		}
		b.MustVerify(t)
	})
}

// decideFood carries the food permit to its decision.
func (b *bench) decideFood(id gov.ID, approver string) {
	b.t.Helper()
	ctx := b.t.Context()
	b.ok(b.svc.GiveOpinion(ctx, b.as("market-handler"), "", id, casework.Step{Task: b.task(id, "food-permit", "handle")}))
	b.ok(b.svc.GiveOpinion(ctx, b.as("market-handler"), "", id, casework.Step{Task: b.task(id, "food-permit", "opinion"), Result: "grant"}))
	_, err := b.svc.GiveOpinion(ctx, b.as("market-reviewer"), "", id, casework.Step{Task: b.task(id, "food-permit", "review"), Result: "return"})
	b.wants(err, gov.KindInvalid, "a return without reasons")
	b.ok(b.svc.GiveOpinion(ctx, b.as("market-reviewer"), "", id, casework.Step{Task: b.task(id, "food-permit", "review"), Result: "return", Text: "请补充布局图意见"}))
	b.ok(b.svc.GiveOpinion(ctx, b.as("market-handler"), "", id, casework.Step{Task: b.task(id, "food-permit", "opinion"), Result: "grant", Text: "布局合理"}))
	b.ok(b.svc.GiveOpinion(ctx, b.as("market-reviewer"), "", id, casework.Step{Task: b.task(id, "food-permit", "review"), Result: "agree"}))
	_, err = b.svc.Decide(ctx, b.as("market-reviewer"), "", id, casework.Step{Task: b.task(id, "food-permit", "decide"), Result: "grant"})
	b.wants(err, gov.KindForbidden, "the reviewer decides")
	if approver != "" {
		b.ok(b.svc.Decide(ctx, b.as(approver), "", id, casework.Step{Task: b.task(id, "food-permit", "decide"), Result: "grant"}))
	}
}

// A task is handed on, urged; a matter leaves the shared visit. Limits stay.
func TestWorkIsHandedOn(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		id := b.begun()
		desk := relay.Desk{Engine: b.Engine, Org: b.orgIn}
		handler, second := b.as("market-handler"), b.as("market-handler2")
		task := b.item(b.task(id, "food-permit", "handle"))
		for name, c := range map[string]struct {
			kind gov.Kind
			in   relay.Handing
		}{
			"no reason":          {gov.KindInvalid, relay.Handing{Task: task.ID, Rev: task.Rev, To: second.Post}},
			"another department": {gov.KindInvalid, relay.Handing{Task: task.ID, Rev: task.Rev, To: b.as("urban-handler").Post, Reason: "r"}},
			"another role":       {gov.KindInvalid, relay.Handing{Task: task.ID, Rev: task.Rev, To: b.as("market-reviewer").Post, Reason: "r"}},
			"an old form":        {gov.KindConflict, relay.Handing{Task: task.ID, Rev: task.Rev + 1, To: second.Post, Reason: "r"}},
		} {
			_, err := desk.HandOn(ctx, handler, "", id, c.in)
			b.wants(err, c.kind, name)
		}
		in := relay.Handing{Task: task.ID, Rev: task.Rev, To: second.Post, Reason: "回避"}
		for range 2 { // sent twice
			if m, err := desk.HandOn(ctx, handler, "k", id, in); err != nil || m.To != second.Post {
				t.Fatalf("%+v %v", m, err)
			}
		}
		after := b.item(task.ID)
		if after.Post != second.Post || after.Due != task.Due {
			t.Fatalf("%+v", after)
		}
		_, err := desk.HandOn(ctx, handler, "", id, relay.Handing{Task: task.ID, Rev: after.Rev, To: handler.Post, Reason: "r"})
		b.wants(err, gov.KindForbidden, "somebody else's task")
		register, ok := b.org.Find(org.Section, handler.Department, "register", b.Clock.Time().Date())
		if !ok {
			t.Fatal("no second section")
		}
		m, err := desk.HandOn(ctx, second, "", id, relay.Handing{Task: task.ID, Rev: after.Rev, To: register.ID, Reason: "属于登记注册科"})
		if err != nil {
			t.Fatal(err)
		}
		if post, _ := b.org.Unit(m.To, b.Clock.Time().Date()); post.Parent != register.ID || !slices.Contains(post.Roles, org.Handler) {
			t.Fatalf("%+v", post)
		}
		if _, err := desk.Urge(ctx, b.as("operator"), "", id, relay.Urging{Task: task.ID, Reason: "申请人来电"}); err != nil || b.item(task.ID).Urged != 1 {
			t.Fatalf("%v, urged %d", err, b.item(task.ID).Urged)
		}
		sign := b.matterOf(id, "signboard")
		if sign.Joint == "" {
			t.Fatal("the signboard shares no visit")
		}
		if _, err := desk.SplitOff(ctx, b.as("urban-handler"), "", id, relay.Splitting{Matter: sign.ID, Reason: "招牌图纸还在修改"}); err != nil {
			t.Fatal(err)
		}
		_, err = desk.SplitOff(ctx, b.as("urban-handler"), "", id, relay.Splitting{Matter: sign.ID, Reason: "再一次"})
		b.wants(err, gov.KindConflict, "split off twice")
		if b.matterOf(id, "signboard").Joint != "" || len(b.view(id).Moves) != 4 || b.view(id).Moves[0].Reason != "回避" {
			t.Fatalf("%+v", b.view(id).Moves)
		}
		b.MustVerify(t)
	})
}

// A chief representative decides at the window what his warrant names, on the days it
// holds, and never what he handled; a deputy's word is recorded as a deputy's.
func TestChiefRepresentativeDecidesByWarrant(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		id := b.begun()
		b.decideFood(id, "")
		desk := warrant.Desk{Engine: b.Engine, Org: b.orgIn, Items: func(org.Unit) []string { return []string{"food-permit", "licence-check"} }}
		chief, approver := b.as("market-chief"), b.as("market-approver")
		decide := func(key string) error {
			_, err := b.svc.Decide(ctx, chief, key, id, casework.Step{Task: b.task(id, "food-permit", "decide"), Result: "grant"})
			return err
		}
		b.wants(decide("1"), gov.KindForbidden, "no warrant")
		today := b.Clock.Time().Date()
		for path, g := range map[string]warrant.Grant{
			"post":  {Post: b.as("market-handler").Post, Items: []string{"food-permit"}, From: today, Basis: "x"},
			"items": {Post: chief.Post, Items: []string{"signboard"}, From: today, Basis: "x"},
			"from":  {Post: chief.Post, Items: []string{"food-permit"}, From: today.AddDays(-1), Basis: "x"},
			"until": {Post: chief.Post, Items: []string{"food-permit"}, From: today, Until: today, Basis: "x"},
			"basis": {Post: chief.Post, Items: []string{"food-permit"}, From: today},
		} {
			_, err := desk.Give(ctx, approver, "", g)
			b.wants(err, gov.KindInvalid, path)
		}
		grant := warrant.Grant{Post: chief.Post, Items: []string{"food-permit"}, From: today.AddDays(1), Basis: "海市监授〔2026〕1号"}
		ws, err := desk.Give(ctx, approver, "g", grant)
		if err != nil || len(ws) != 1 {
			t.Fatal(err)
		}
		_, err = desk.Give(ctx, approver, "", grant)
		b.wants(err, gov.KindConflict, "the same once more")
		b.wants(decide("2"), gov.KindForbidden, "before the first day")
		b.to("2026-09-25", 9)
		if w, err := desk.Revoke(ctx, approver, "", ws[0].ID); err != nil || w.Until != "2026-09-25" {
			t.Fatalf("%+v %v", w, err)
		}
		b.wants(decide("3"), gov.KindForbidden, "revoked")
		grant.From = "2026-09-25"
		if _, err := desk.Give(ctx, approver, "", grant); err != nil {
			t.Fatal(err)
		}
		chief.For = b.people["market-approver"] // as infra/org seats the deputy of one who is away
		if err := decide("4"); err != nil {
			t.Fatal(err)
		}
		v := b.view(id)
		if o := v.Opinions[len(v.Opinions)-1]; o.Page != "decide" || o.For != chief.For || b.matterOf(id, "food-permit").Outcome != casefile.Granted {
			t.Fatalf("%+v", o)
		}
		b.MustVerify(t)
	})
}

// The letter of a pause is shown before the clock stops, and changes nothing.
func TestPauseIsPreviewed(t *testing.T) {
	each(t, func(b *bench) {
		t, ctx := b.t, b.t.Context()
		id := b.begun()
		fire := b.matterOf(id, "fire-check-general").ID
		_, err := b.svc.Preview(ctx, b.as("fire-handler"), id, fire, "pause", casework.Step{Ground: "site_visit", Until: "2026-10-12"})
		b.wants(err, gov.KindInvalid, "no lawful ground")
		s, err := b.svc.Preview(ctx, b.as("fire-handler"), id, fire, "pause", casework.Step{Ground: "expert_review", Until: "2026-10-12"})
		if err != nil || len(s.Missing) > 0 || !slices.ContainsFunc(s.Body, func(p string) bool { return len(p) > 20 }) {
			t.Fatalf("%+v %v", s, err)
		}
		if m := b.matterOf(id, "fire-check-general"); m.State != casefile.Open {
			t.Fatal("a preview stopped the clock")
		}
		b.MustVerify(t)
	})
}
