package casework

import (
	"context"
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

// firstContact is who receives the case and owns it until it is handed over: the
// service hall of the division if it has windows, else the leading authority.
func (s *Service) firstContact(ctx context.Context, c *Case, lead *Matter, on gov.Date) (gov.ID, error) {
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

// resource is a case, or one matter of it, as the policies see it.
func (c *Case) resource(m *Matter) act.Resource {
	a := map[string]any{"applicant": c.Applicant, "division": c.Division, "state": string(c.State)}
	if m == nil {
		return act.Resource{Type: "Case", ID: c.ID.String(), Attrs: a}
	}
	a["department"], a["handlers"], a["item"], a["state"] = m.Department, m.hands(), m.Item, string(m.State)
	return act.Resource{Type: "Matter", ID: m.ID.String(), Attrs: a}
}

// hands lists who worked on the matter: none of them decides it.
func (m *Matter) hands() (out []gov.ID) {
	for _, id := range []gov.ID{m.Handler, m.Reviewer} {
		if id != 0 {
			out = append(out, id)
		}
	}
	return out
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
