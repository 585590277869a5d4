package show_test

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/licence/show"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/access"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/org/epoch"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	owner = gov.ID(101)
	other = gov.ID(102)
	firm  = gov.ID(201)
)

func citizen(id gov.ID) gov.Actor {
	return gov.Actor{Kind: gov.Citizen, Account: id + 1000, Person: id, Subject: id, Channel: "portal"}
}

type bench struct {
	*acttest.Spine
	t     *testing.T
	w     *show.Wallet
	reads []string // purpose and fields of the recorded reads
	own   gov.ID   // certificate of owner
	firms gov.ID   // certificate of the firm
}

func each(t *testing.T, fn func(b *bench)) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		acc, err := access.New(&epoch.Signal{})
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{Spine: s, t: t}
		eng := act.New(act.Config{DB: s.DB, Writer: s.Writer, Mint: s.Mint, Now: s.Clock.Time, Vault: s.Vault, Authoriser: acc, Log: slog.New(slog.DiscardHandler)})
		b.w = show.New(show.Config{
			Act: eng, Base: "https://hall.example", Key: []byte("a key of a site, of thirty-two b"),
			Firms: func(_ context.Context, _ *sqldb.Q, person gov.ID) ([]gov.ID, error) {
				if person == owner {
					return []gov.ID{firm}, nil
				}
				return nil, nil
			},
			Record: func(p *act.Prep, h *licence.Held, purpose string, fields []string) error {
				p.Note("data.read", "read", seal.Data{"subject": h.Holder})
				b.reads = append(b.reads, purpose+" "+strings.Join(fields, ","))
				return nil
			},
		})
		b.own, b.firms = b.issue(owner, "赵小满", true), b.issue(firm, "听雨面馆", false)
		fn(b)
		s.MustVerify(t)
	}, access.Migrations, licence.Migrations, show.Migrations)
}

// issue grants a certificate, as a decision does.
func (b *bench) issue(holder gov.ID, name string, natural bool) gov.ID {
	b.t.Helper()
	o := licence.Order{Pattern: "T{year:4}-{seq:4}", Type: "11100000MB03271699022", Licence: licence.Licence{
		Kind: "food", Title: "食品经营许可证", Case: 9, Item: "food-permit", Division: "990102", Holder: holder, Natural: natural, HolderName: name, HolderCode: "990102198001020012",
		Organ: 4, OrganName: "海棠市市场监督管理局", OrganCode: "11430000006122244L",
		Entries: []licence.Entry{{Label: "经营场所", Value: "海棠路17号"}}, Until: "2031-12-01",
	}}
	id, err := act.Do(b.t.Context(), b.Engine, act.Command{Action: "decide", Actor: acttest.Officer(11)}, func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return 0, err
		}
		return licence.Issue(b.t.Context(), p, o)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *bench) show(who gov.Actor, o show.Offer) (*show.Code, string) {
	b.t.Helper()
	c, err := b.w.Make(b.t.Context(), who, "", o)
	if err != nil {
		b.t.Fatal(err)
	}
	u, err := url.Parse(c.Address)
	if err != nil || u.Path != "/s/"+c.ID.String() {
		b.t.Fatal(c.Address, err)
	}
	return c, u.Query().Get("k")
}

func (b *bench) scan(who gov.Actor, id gov.ID, secret string) *show.Seen {
	b.t.Helper()
	seen, err := b.w.Scan(b.t.Context(), who, id, secret)
	if err != nil {
		b.t.Fatal(err)
	}
	return seen
}

var stranger = gov.Actor{Kind: gov.Nobody, Channel: "portal"}

func TestAScanShowsWhatWasChosenAndNothingElse(t *testing.T) {
	each(t, func(b *bench) {
		t := b.t
		c, secret := b.show(citizen(owner), show.Offer{Licence: b.own, Purpose: "inspection", Fields: []string{"content", "holder"}})
		if c.Until != c.Made.Add(5*time.Minute) {
			t.Fatalf("%+v", c.Show)
		}
		seen := b.scan(stranger, c.ID, secret)
		want := []show.Line{{Field: "holder", Value: "赵小满"}, {Field: "content", Label: "经营场所", Value: "海棠路17号"}}
		if d := cmp.Diff(want, seen.Lines); d != "" || !seen.Good || seen.State != licence.Valid || seen.Purpose != "inspection" {
			t.Fatal(d, seen)
		}
		officer := acttest.Officer(11)
		b.scan(officer, c.ID, secret)
		log, err := b.w.Uses(b.t.Context(), citizen(owner), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(log.Open) != 1 || len(log.Uses) != 2 || log.Uses[0].Department != officer.Department || log.Uses[0].By != "officer" || log.Uses[1].By != "nobody" {
			t.Fatalf("%+v", log)
		}
		if want := []string{"show holder,content", "show holder,content"}; !slices.Equal(b.reads, want) {
			t.Fatal(b.reads)
		}
	})
}

func TestAnEndedShowLetsNothingOut(t *testing.T) {
	each(t, func(b *bench) {
		t := b.t
		o := show.Offer{Licence: b.own, Purpose: "service", Fields: []string{"number"}}
		late, lateSecret := b.show(citizen(owner), o)
		gone, goneSecret := b.show(citizen(owner), o)
		worn, wornSecret := b.show(citizen(owner), o)
		if b.scan(stranger, late.ID, goneSecret).Good || b.scan(stranger, late.ID, "").Good || b.scan(stranger, 4711, lateSecret).Good {
			t.Fatal("a wrong code opens")
		}
		if _, err := b.w.Revoke(t.Context(), citizen(owner), "", gone.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.w.Revoke(t.Context(), citizen(owner), "", gone.ID); gov.KindOf(err) != gov.KindConflict {
			t.Fatal(err)
		}
		for range 20 {
			if !b.scan(stranger, worn.ID, wornSecret).Good {
				t.Fatal("refused too early")
			}
		}
		b.Clock.Set(late.Until - 1)
		if !b.scan(stranger, late.ID, lateSecret).Good {
			t.Fatal("over before its time")
		}
		b.Clock.Set(late.Until)
		for _, c := range []struct {
			id     gov.ID
			secret string
		}{{late.ID, lateSecret}, {gone.ID, goneSecret}, {worn.ID, wornSecret}} {
			if seen := b.scan(stranger, c.id, c.secret); seen.Good || seen.Title != "" || len(seen.Lines) != 0 {
				t.Fatalf("%+v", seen)
			}
		}
		again, err := b.w.Get(t.Context(), citizen(owner), late.ID)
		if err != nil || again.Address != "" {
			t.Fatalf("%+v %v", again, err)
		}
	})
}

func TestOnlyTheHolderShows(t *testing.T) {
	each(t, func(b *bench) {
		t := b.t
		ctx := t.Context()
		o := show.Offer{Licence: b.own, Purpose: "service", Fields: []string{"number"}}
		c, _ := b.show(citizen(owner), o)
		stranger := citizen(other)
		_, e1 := b.w.Make(ctx, stranger, "", o)
		_, e2 := b.w.Get(ctx, stranger, c.ID)
		_, e3 := b.w.Revoke(ctx, stranger, "", c.ID)
		_, e4 := b.w.Open(ctx, stranger, b.own)
		_, e5 := b.w.Uses(ctx, stranger, owner, 0)
		_, e6 := b.w.Make(ctx, acttest.Officer(11), "", o)
		for i, err := range []error{e1, e2, e3, e4, e5, e6} {
			if gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("%d: %v", i+1, err)
			}
		}
		pack, err := b.w.Pack(ctx, citizen(owner), 0)
		if err != nil || len(pack) != 2 || pack[0].ID != b.firms || pack[1].ID != b.own {
			t.Fatalf("%+v %v", pack, err)
		}
		if pack, err = b.w.Pack(ctx, stranger, 0); err != nil || len(pack) != 0 {
			t.Fatalf("%+v %v", pack, err)
		}
		if _, err := b.w.Open(ctx, citizen(owner), b.firms); err != nil {
			t.Fatalf("the legal representative: %v", err)
		}
		clerk := gov.Actor{Kind: gov.Agent, Account: 5, Person: other, Subject: firm}
		if _, err := b.w.Open(ctx, clerk, b.firms); err != nil {
			t.Fatalf("who acts for the firm: %v", err)
		}
	})
}

func TestOffersAreChecked(t *testing.T) {
	each(t, func(b *bench) {
		t := b.t
		good := show.Offer{Licence: b.own, Purpose: "service", Fields: []string{"number"}}
		for name, spoil := range map[string]func(o *show.Offer){
			"no purpose":      func(o *show.Offer) { o.Purpose = "" },
			"unknown purpose": func(o *show.Offer) { o.Purpose = "x" },
			"other unsaid":    func(o *show.Offer) { o.Purpose = "other" },
			"long note":       func(o *show.Offer) { o.Note = strings.Repeat("字", 101) },
			"no field":        func(o *show.Offer) { o.Fields = nil },
			"unknown field":   func(o *show.Offer) { o.Fields = []string{"number", "case"} },
			"too long":        func(o *show.Offer) { o.Minutes = 31 },
			"negative":        func(o *show.Offer) { o.Minutes = -1 },
		} {
			o := good
			spoil(&o)
			if _, err := b.w.Make(t.Context(), citizen(owner), "", o); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		o := good
		o.Licence = 4711
		if _, err := b.w.Make(t.Context(), citizen(owner), "", o); gov.KindOf(err) != gov.KindNotFound {
			t.Error(err)
		}
	})
}
