package casework

import (
	"context"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/caseview"
	"holon.example/holon/internal/business/casework/delivery"
	"holon.example/holon/internal/business/casework/extension"
	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/business/casework/recount"
	"holon.example/holon/internal/business/casework/seats"
	"holon.example/holon/internal/business/flow"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/org"
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
	Org      func(ctx context.Context) (*org.Snapshot, error) // for pages; never inside a command
	// OrgIn is the organisation as the command's own snapshot has it. To open a second
	// snapshot inside a command lets commands that hold one wait for each other.
	OrgIn func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
	// Known asks data/exchange for what government holds: field name → value.
	Known func(ctx context.Context, who gov.Actor, about apply.About, lookups []form.Lookup) (map[string]any, error)
	// Firm tells whether a subject is a firm, Firms which ones a person is the head of.
	Firm  func(ctx context.Context, q *act.Q, subject gov.ID) (bool, error)
	Firms func(ctx context.Context, q *act.Q, person gov.ID) ([]gov.ID, error)
	// Read records, in the reader's own command, whose data a case page shows.
	Read func(p *act.Prep, about apply.About, subjects []gov.ID, groups []string) error
	// Name gives the name of a person or firm for a letter, and records the read.
	Name func(ctx context.Context, p *act.Prep, subject gov.ID) (string, error)
	// File finds a file handed in with a draft (0: none), or for whom the actor acts for;
	// of another one it says not found.
	File apply.Finder
	// Progress is the address at which the holder of a receipt sees how far his case is.
	Progress func(no, code string) string
	// Slip ties the paper receipt of an outage to the case that is received on it, and
	// gives the true time of receipt. Only the window has such papers.
	Slip func(ctx context.Context, p *act.Prep, slip, caseID gov.ID, division string) (gov.Time, error)
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
	*caseview.Desk
	*recount.Keeper
	*delivery.Clerk
	*extension.Approver
	desk *apply.Desk
	seat seats.Plans
	pace paper.Pace // of printing receipts
}

// New makes the service and registers what processes may call.
func New(c Config) *Service {
	s := &Service{Config: c, Desk: caseview.New(caseview.Config{Act: c.Act, Flow: c.Flow, Library: c.Library, Calendar: c.Calendar, Read: c.Read}), desk: &apply.Desk{Act: c.Act, Library: c.Library, Known: c.Known, Firm: c.Firm, Firms: c.Firms, Name: c.Name}}
	s.Keeper = recount.New(recount.Config{Act: c.Act, Calendar: c.Calendar, Amend: s.Amend})
	s.Approver = &extension.Approver{Config: extension.Config{Amend: s.Amend, Calendar: c.Calendar}}
	s.Clerk = &delivery.Clerk{AtStep: s.atStep}
	s.desk.First = s.First
	s.register()
	return s
}

// Drafts is the desk where applications are begun.
func (s *Service) Drafts() *apply.Desk { return s.desk }

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
func (s *Service) department(ctx context.Context, p *act.Prep, division string, it *matter.Item) (gov.ID, error) {
	region := s.Library().Region(division)
	if region == nil {
		return 0, gov.NotFound("case.unknown_division").With("division", division)
	}
	d := region.For(it.Authority)
	if d == nil {
		return 0, gov.NotFound("case.no_department").With("item", it.ID)
	}
	plan, err := s.plan(ctx, p)
	if err != nil {
		return 0, err
	}
	if id, ok := plan.ByCode[d.USCC]; ok {
		return id, nil
	}
	return 0, gov.NotFound("case.no_department").With("item", it.ID)
}

// firstContact is who receives the case and owns it until it is handed over: the
// service hall of the division if it has windows, else the leading authority.
func (s *Service) firstContact(ctx context.Context, p *act.Prep, c *casefile.Case, lead *casefile.Matter) (gov.ID, error) {
	plan, err := s.plan(ctx, p)
	if err != nil {
		return 0, err
	}
	if hall, ok := plan.Halls[c.Division]; ok {
		return hall, nil
	}
	return lead.Department, nil
}

// plan is who sits where, as submissions ask for it.
func (s *Service) plan(ctx context.Context, p *act.Prep) (*seats.Plan, error) {
	snap, err := s.OrgIn(ctx, p)
	if err != nil {
		return nil, err
	}
	return s.seat.On(snap, p.Now().Date()), nil
}
