package caseview

import (
	"context"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
)

// queryCode names the code of the receipt among the facts of a case.
const queryCode = "queryCode"

// Config is what reading a case needs.
type Config struct {
	Act      *act.Engine
	Flow     *flow.Runner
	Library  func() *matter.Library
	Calendar func() *calendar.Calendar
	// Read records, in the reader's own command, whose data a case page shows.
	Read func(p *act.Prep, about apply.About, subjects []gov.ID, groups []string) error
}

// Desk opens cases for reading.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) *Desk { return &Desk{c} }

// file is a case that is being read.
type file struct {
	d      *Desk
	p      *act.Prep
	c      *casefile.Case
	ms     []*casefile.Matter
	clocks []*caseclock.Timer
}

func (d *Desk) open(ctx context.Context, p *act.Prep, id gov.ID) (*file, error) {
	w := &file{d: d, p: p}
	var err error
	if w.c, err = casefile.Load(ctx, p.Q(), id); err != nil {
		return nil, err
	}
	if w.ms, err = casefile.MattersOf(ctx, p.Q(), id); err != nil {
		return nil, err
	}
	w.clocks, err = caseclock.Of(ctx, p.Q(), id)
	return w, err
}
