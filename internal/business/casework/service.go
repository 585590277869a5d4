package casework

import (
	"context"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"slices"

	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/rule/clock/limit"
)

// Migrations are the tables of the case files.
var Migrations = casefile.Migrations

// Config is what casework needs from the floors below; app wires it.
type Config struct {
	Act      *act.Engine
	Flow     *flow.Runner
	Library  func() *matter.Library
	Calendar func() *calendar.Calendar
	Limits   func() *limit.Table
	Org      func(ctx context.Context) (*org.Snapshot, error)
	// Known asks data/exchange for what government holds: field name → value.
	Known func(ctx context.Context, who gov.Actor, about apply.About, lookups []form.Lookup) (map[string]any, error)
	// Read records, in the reader's own command, whose data a case page shows.
	Read func(p *act.Prep, about apply.About, subjects []gov.ID, groups []string) error
	// Name gives the name of a person or firm for a letter, and records the read.
	Name func(ctx context.Context, p *act.Prep, subject gov.ID) (string, error)
	// Licence issues and revokes certificates in the transaction of the step.
	Licence func(ctx context.Context, p *act.Prep, g Grant) (gov.ID, error)
	Revoke  func(ctx context.Context, p *act.Prep, licence gov.ID, reason string) error
	// Verify checks a resource of the subject: yes, no, or unknown.
	Verify func(ctx context.Context, p *act.Prep, about apply.About, item string, subject gov.ID) (string, error)
}

// Grant is a certificate to be issued.
type Grant struct {
	Case   *casefile.Case
	Matter *casefile.Matter
	Item   *matter.Item
}

// Service performs the use cases of casework.
type Service struct {
	Config
	desk *apply.Desk
}

// New makes the service and registers what processes may call.
func New(c Config) *Service {
	s := &Service{Config: c, desk: &apply.Desk{Act: c.Act, Library: c.Library, Known: c.Known}}
	s.register()
	return s
}

// Drafts is the desk where applications are begun.
func (s *Service) Drafts() *apply.Desk { return s.desk }

// Read opens a snapshot for lists that hold nothing personal.
func (s *Service) read(ctx context.Context, fn func(q *sqldb.Q) error) error {
	return s.Act.Read(ctx, fn)
}

// owner gives the item or package of a case as its division handles it.
func (s *Service) owner(c *casefile.Case) (any, error) {
	lib := s.Library()
	if c.Thing != "" {
		if t := lib.Thing(c.Thing); t != nil {
			return t, nil
		}
	} else if it := lib.Item(c.Division, c.Item); it != nil {
		return it, nil
	}
	return nil, gov.NotFound("case.unknown_item").With("item", c.Name())
}

// department finds the implementing body of an item in the organisation, by the
// credit code the region's overlay gives it.
func (s *Service) department(ctx context.Context, division string, it *matter.Item, on gov.Date) (gov.ID, error) {
	region := s.Library().Region(division)
	if region == nil {
		return 0, gov.NotFound("case.unknown_division").With("division", division)
	}
	d := region.For(it.Authority)
	if d == nil {
		return 0, gov.NotFound("case.no_department").With("item", it.ID)
	}
	snap, err := s.Org(ctx)
	if err != nil {
		return 0, err
	}
	for _, u := range snap.All(org.Department, on) {
		if u.USCC == d.USCC {
			return u.ID, nil
		}
	}
	return 0, gov.NotFound("case.no_department").With("item", it.ID)
}

// firstContact is who receives the case and owns it until it is handed over: the
// service hall of the division if it has windows, else the leading authority.
func (s *Service) firstContact(ctx context.Context, c *casefile.Case, lead *casefile.Matter, on gov.Date) (gov.ID, error) {
	snap, err := s.Org(ctx)
	if err != nil {
		return 0, err
	}
	for _, u := range snap.All(org.Department, on) {
		if u.Form != org.Centre || u.Division != c.Division {
			continue
		}
		for _, post := range snap.Posts(u.ID, on) {
			if slices.Contains(post.Roles, org.Clerk) {
				return u.ID, nil
			}
		}
	}
	return lead.Department, nil
}
