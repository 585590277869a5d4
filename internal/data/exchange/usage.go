package exchange

import (
	"context"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/seal"
)

// Usage is one line of the record of uses (用数记录): who, as a unit, read what of
// a subject and why. It names no clerk and no other person.
type Usage struct {
	Seq        int64    `json:"seq,string"` // leaf that proves it
	At         gov.Time `json:"at"`
	By         string   `json:"by"`                   // citizen, agent, officer or system; delegate or helper, who acted for the person
	Department gov.ID   `json:"department,omitempty"` // the unit; 0: none
	Purpose    string   `json:"purpose"`
	Basis      string   `json:"basis,omitempty"`
	Resource   string   `json:"resource"`
	Fields     []string `json:"fields"`
	Case       gov.ID   `json:"case,omitempty"`
	Own        bool     `json:"own"`     // the person himself looked
	Checked    bool     `json:"checked"` // compared only; no value left the register
}

// UsageProjection computes the record of uses from the events of reads; app
// registers it with the bus.
func UsageProjection() *bus.Projection {
	return &bus.Projection{Name: "exchange.usage", Tables: []*bus.Table{usageTable}, Prefixes: []string{ReadEvent, CheckEvent}, Apply: applyUsage}
}

func applyUsage(ev bus.Event, st bus.State) error {
	subjects := []gov.ID{ev.Data.ID("subject")}
	if list := ev.Data.Strings("subjects"); len(list) > 0 {
		subjects = subjects[:0]
		for _, s := range list {
			id, err := gov.ParseID(s)
			if err != nil {
				return err
			}
			subjects = append(subjects, id)
		}
	}
	by := string(ev.Actor.Kind)
	if as := ev.Data.Str("as"); as != "" {
		by = as
	}
	for _, id := range subjects {
		if id == 0 {
			continue
		}
		row := bus.Row{
			id.String() + "." + strconv.FormatInt(ev.Seq, 10), id, ev.Seq, ev.At, by, ev.Data.ID("department"),
			ev.Data.Str("purpose"), ev.Data.Str("basis"), ev.Data.Str("resource"), strings.Join(ev.Data.Strings("fields"), ","),
			ev.Data.ID("case"), Own(ev.Actor, id), ev.Name == CheckEvent,
		}
		if err := st.Put(usageTable, row); err != nil {
			return err
		}
	}
	return nil
}

// UsageQuery asks for a page of a subject's record, newest first.
type UsageQuery struct {
	Subject gov.ID
	Before  int64 // leaf where the last page ended; 0: from the newest
	Limit   int   // 50 when 0, at most 200
}

// UsagePage is one page; Next is 0 at its end.
type UsagePage struct {
	Lines []Usage `json:"lines"`
	Next  int64   `json:"next,string"`
}

// WhoUsedMyData gives a page of the record of uses. Citizens and agents see their
// own and their firm's only; officers as far as the policies allow.
func (x *Exchange) WhoUsedMyData(ctx context.Context, who gov.Actor, q UsageQuery) (UsagePage, error) {
	if q.Subject <= 0 || q.Before < 0 {
		return UsagePage{}, gov.Invalid("exchange.usage")
	}
	return act.Do(ctx, x.Engine, act.Command{Action: "whoUsedMyData", Actor: who}, func(p *act.Prep) (UsagePage, error) {
		own := Own(who, q.Subject)
		what := act.Resource{Type: "Person", ID: q.Subject.String(), Attrs: map[string]any{"subject": q.Subject}}
		if !own && who.Kind != gov.Officer {
			return UsagePage{}, p.Refuse(gov.Forbidden("usage-own-only"), what)
		}
		if err := p.Authorise(what); err != nil {
			return UsagePage{}, err
		}
		page, err := readUsage(ctx, p, q)
		p.Note("usage.listed", "usage", seal.Data{"subject": q.Subject})
		return page, err
	})
}

// Delay is a lawful decision not to tell yet, for one case of one subject.
type Delay struct {
	Subject gov.ID
	Case    gov.ID
	Article string // the article that allows it
	Until   gov.Time
}

// maxDelay bounds the term of a delay, in days; it can be decided anew.
const maxDelay = 366

// Withhold seals a lawful delay: until its term the lines of the case are not
// shown to the subject. The officer who acts is its approver.
func (x *Exchange) Withhold(ctx context.Context, who gov.Actor, key string, d Delay) (gov.ID, error) {
	cmd := act.Command{Action: "withholdUsage", Actor: who, Key: key, Input: d}
	return act.Do(ctx, x.Engine, cmd, func(p *act.Prep) (gov.ID, error) {
		last := p.Now().Date().AddDays(maxDelay).End()
		if d.Subject <= 0 || d.Case <= 0 || d.Article == "" || len(d.Article) > maxBasis || d.Until <= p.Now() || d.Until > last {
			return 0, gov.Invalid("exchange.delay")
		}
		what := act.Resource{Type: "Person", ID: d.Subject.String(), Attrs: map[string]any{"subject": d.Subject}}
		if who.Kind != gov.Officer || who.Post == 0 {
			return 0, p.Refuse(gov.Forbidden("withhold-officers-only"), what)
		}
		if err := p.Authorise(what); err != nil {
			return 0, err
		}
		id := p.NewID()
		if err := p.Insert(withheldTable, []any{id, d.Subject, d.Case, d.Article, who.Post, d.Until, p.Now()}); err != nil {
			return 0, err
		}
		p.Note("usage.withheld", "withheld", seal.Data{"subject": d.Subject, "case": d.Case, "article": d.Article, "until": d.Until})
		return id, nil
	})
}
