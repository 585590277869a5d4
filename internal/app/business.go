package app

import (
	"context"
	"sync/atomic"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/app/inventory"
	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/letter"
	"holon.example/holon/internal/infra/pdf/sign"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
	"holon.example/holon/internal/infra/web/uploadweb"
	"holon.example/holon/internal/rule/clock/limit"
	"holon.example/holon/internal/rule/law"
)

// calendars keeps the newest edition at hand for callers without a context of
// their own.
type calendars struct {
	now atomic.Pointer[calendar.Calendar]
}

// openBusiness wires data and business, and what runs in the background.
func (n *Node) openBusiness(ctx context.Context) error {
	n.Data = inventory.New(n.Engine, n.Org, func() *law.Library { return n.Content.Now().Laws })
	n.Exchange = exchange.New(exchange.Config{
		Engine: n.Engine, Resources: n.shared, Themes: map[string]exchange.Theme{"person": theme.Person, "firm": theme.Firm},
		Departments: caseDepartments,
	})
	if err := n.followCalendar(ctx); err != nil {
		return err
	}
	k := &register.Desk{Exchange: n.Exchange, Engine: n.Engine}
	printer := &printer{authority: n.Keys.Authority, org: n.Org, now: n.Clock.Time, seals: map[string]sign.Signer{}}
	n.openMandates(k)
	if err := n.openMine(); err != nil {
		return err
	}
	issuer, err := n.openCertificates(k, printer)
	if err != nil {
		return err
	}
	n.Casework = casework.New(casework.Config{
		Act: n.Engine, Flow: flow.NewRunner(),
		Library:  func() *matter.Library { return n.Content.Now().Library },
		Calendar: func() *calendar.Calendar { return n.days.now.Load() },
		Limits:   func() *limit.Table { return n.Content.Now().Limits },
		Org:      n.Org.Snapshot, OrgIn: n.Org.In,
		Firm: register.IsFirm, Firms: theme.Firms,
		Known: k.Known, Read: k.Read, Name: k.Name, Verify: k.Verify,
		File: uploadweb.Desk{Engine: n.Engine, Blobs: n.Blobs}.OfDraft, Progress: n.progress,
		Slip:    outage.Use,
		Licence: issuer.Issue, Revoke: issuer.Revoke,
	})
	press := &letter.Press{Engine: n.Engine, Render: printer.render, Keep: n.Files.Keep}
	n.Casework.Collected = collected
	n.openProcedures(k)
	n.steward().Handle()
	n.Jobs.HandleIn(jobs.Timers, flow.TimerJob, n.Casework.TimerJob)
	n.Jobs.HandleIn(jobs.Timers, caseclock.SignalJob, n.Casework.SignalJob)
	n.Jobs.Handle(apply.ExpireJob, n.Casework.Drafts().Expire)
	n.Jobs.HandleIn(jobs.Papers, letter.JobRender, press.Handle)
	n.Jobs.HandleIn(jobs.Papers, casework.ReceiptJob, n.Casework.WriteReceipt)
	n.Papers = &paper.Desk{Act: n.Engine, Files: n.Files, Read: k.Read, Write: n.Casework.Receipt}
	for _, p := range projections() {
		n.Bus.Project(p)
	}
	n.Bus.Consume(bus.Consumer{Name: "casework.calendar", Prefixes: []string{calendar.Changed}, Handle: n.recompute})
	return nil
}

// caseDepartments lists the authorities that take part in a case, and who owns it.
func caseDepartments(ctx context.Context, q *sqldb.Q, id gov.ID) ([]gov.ID, error) {
	c, err := casefile.Load(ctx, q, id)
	if gov.KindOf(err) == gov.KindNotFound {
		return nil, nil // a draft has none yet
	}
	if err != nil {
		return nil, err
	}
	out := []gov.ID{c.Owner}
	ms, err := casefile.MattersOf(ctx, q, id)
	for _, m := range ms {
		out = append(out, m.Department)
	}
	return out, err
}

func (n *Node) shared(id string) (exchange.Resource, bool) { return n.Content.Now().Shared(id) }

// followCalendar takes the stored calendar into memory. Where none is installed an
// empty one answers every limit with an error.
func (n *Node) followCalendar(ctx context.Context) error {
	cal, err := n.Calendar.Current(ctx)
	if gov.KindOf(err) == gov.KindConflict {
		cal, err = &calendar.Calendar{}, nil
	}
	if err == nil {
		n.days.now.Store(cal)
	}
	return err
}

// recompute moves the running clocks to an edited calendar.
func (n *Node) recompute(ctx context.Context, evs []bus.Event) error {
	if err := n.followCalendar(ctx); err != nil {
		return err
	}
	for _, e := range evs {
		moved, err := n.Casework.Recompute(ctx, e.ID.String())
		if err != nil {
			return err
		}
		if moved > 0 {
			n.Log.Info("clocks follow the calendar", "moved", moved, "event", e.ID)
		}
	}
	return nil
}

// follow keeps what this process holds in memory of packs and calendars current
// with what another one installed.
func (n *Node) follow(ctx context.Context) {
	from, err := n.Bus.Head(ctx)
	if err != nil {
		n.Log.Error("content does not follow", "err", err)
		return
	}
	err = n.Bus.Subscribe(ctx, from, []string{content.PackInstalled, content.WordingChanged, calendar.Changed, vault.Erased}, func(e bus.Event) error {
		if e.Name == vault.Erased { // another node destroyed the key; forget it here too
			n.Vault.Forget(e.Data.ID("subject"))
			return nil
		}
		if err := n.Content.Reload(ctx); err != nil {
			return err
		}
		return n.followCalendar(ctx)
	})
	if err != nil && ctx.Err() == nil {
		n.Log.Error("content does not follow", "err", err)
	}
}
