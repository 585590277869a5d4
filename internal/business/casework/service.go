package casework

import (
	"context"

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

// Config is what casework needs from the floors below; app wires it.
type Config struct {
	Act      *act.Engine
	Flow     *flow.Runner
	Library  func() *matter.Library
	Calendar func() *calendar.Calendar
	Limits   func() *limit.Table
	Org      func(ctx context.Context) (*org.Snapshot, error)
	// Known asks data/exchange for what government holds: field name → value.
	Known func(ctx context.Context, who gov.Actor, about About, lookups []form.Lookup) (map[string]any, error)
	// Read records, in the reader's own command, whose data a case page shows.
	Read func(p *act.Prep, about About, subjects []gov.ID, groups []string) error
	// Name gives the name of a person or firm for a letter, and records the read.
	Name func(ctx context.Context, p *act.Prep, subject gov.ID) (string, error)
	// Licence issues and revokes certificates in the transaction of the step.
	Licence func(ctx context.Context, p *act.Prep, g Grant) (gov.ID, error)
	Revoke  func(ctx context.Context, p *act.Prep, licence gov.ID, reason string) error
	// Verify checks a resource of the subject: yes, no, or unknown.
	Verify func(ctx context.Context, p *act.Prep, about About, item string, subject gov.ID) (string, error)
}

// About says for what a datum is read.
type About struct {
	Case    gov.ID
	Subject gov.ID // the applicant
	Person  gov.ID // the natural person at the keys
	Purpose string // a code, such as apply or handle
	Basis   string // citation
}

// Grant is a certificate to be issued.
type Grant struct {
	Case   *Case
	Matter *Matter
	Item   *matter.Item
}

// Service performs the use cases of casework.
type Service struct{ Config }

// New makes the service and registers what processes may call.
func New(c Config) *Service {
	s := &Service{Config: c}
	s.register()
	return s
}

// Read opens a snapshot for lists that hold nothing personal.
func (s *Service) read(ctx context.Context, fn func(q *sqldb.Q) error) error {
	return s.Act.Read(ctx, fn)
}

// owner gives the item or package of a case as its division handles it.
func (s *Service) owner(c *Case) (any, error) {
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

// resource is a case as the policies see it.
func (c *Case) resource(m *Matter) act.Resource {
	a := map[string]any{"applicant": c.Applicant, "person": c.Person, "division": c.Division, "state": string(c.State), "owner": c.Owner}
	if m != nil {
		a["department"], a["handler"], a["reviewer"] = m.Department, m.Handler, m.Reviewer
	}
	return act.Resource{Type: "Case", ID: c.ID.String(), Attrs: a}
}

// resourceOf adds the departments of all matters: who may open the whole file.
func resourceOf(c *Case, ms []*Matter) act.Resource {
	r := c.resource(nil)
	seen := map[gov.ID]bool{}
	var departments []gov.ID
	for _, m := range ms {
		if !seen[m.Department] {
			seen[m.Department] = true
			departments = append(departments, m.Department)
		}
	}
	r.Attrs["departments"] = departments
	return r
}
