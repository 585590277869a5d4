package procedure

import (
	"context"

	"holon.example/holon/internal/business/casework/caseclock"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/rule/clock"
)

// File is a case in the hands of one command.
type File interface {
	Docket
	Letters
	Clocks
	// Event records what happened, under the case's stream.
	Event(name string, data seal.Data) error
	// At is the same case, with another matter in hand.
	At(matter gov.ID) File
	// Changed marks the matter to be written.
	Changed()
	// Progress tells where the case stands now.
	Progress() *Progress
	// TakeBack ends what is open of the case, with the reason.
	TakeBack(ctx context.Context, reason string) error
}

// Docket is what lies in the case.
type Docket interface {
	Prep() *act.Prep
	Case() *casefile.Case
	Matter() *casefile.Matter // that the command is about; nil: the whole case
	Matters() []*casefile.Matter
	Item(m *casefile.Matter) (*matter.Item, error)
	// Answer reads one answer of the form.
	Answer(field string) (string, error)
	// Keep files a paper that the actor handed in, under a code, and gives its material.
	Keep(ctx context.Context, code, blob string) (gov.ID, error)
}

// Letters are written in the name of the authority.
type Letters interface {
	// Letter issues a letter; a pack without the template is an error.
	Letter(ctx context.Context, kind string, to Addressee, more map[string]string) (gov.ID, error)
	// LetterIf issues a letter to the applicant where the packs have a template for it.
	LetterIf(ctx context.Context, kind string, more map[string]string) error
}

// Clocks are those of the matter in hand, and of the whole case.
type Clocks interface {
	Deciding
	// SetOff starts the clock of a step by a rule of the table, Promise that of an item's
	// deferral; Running finds an open one by its kind, Finish ends it.
	SetOff(rule string, from gov.Time) (*caseclock.Timer, error)
	Promise(it *matter.Item) (*caseclock.Timer, error)
	Running(kind string) *caseclock.Timer
	Finish(kind string) error
	// Clock gives a clock by its id; Signalled waits for its next signal, Reschedule
	// brings it, and what hangs on it, to the calendar as it is now.
	Clock(id gov.ID) *caseclock.Timer
	Signalled(t *caseclock.Timer, at gov.Time) error
	Reschedule(ctx context.Context, t *caseclock.Timer) error
}

// Deciding is the clock of the decision.
type Deciding interface {
	// Main is the open clock; Do takes it through an act, and what hangs on it with it.
	Main() *caseclock.Timer
	Do(ctx context.Context, t *caseclock.Timer, a clock.Act) error
	// Stop stands it still on a lawful ground, with the written notice; Resume lets it run on.
	Stop(ctx context.Context, ground string, until gov.Date) error
	Resume(ctx context.Context) error
}

// Addressee is whom a letter is for; the zero value is the applicant.
type Addressee struct {
	Party gov.ID
	Name  string
}

// Amendment is a command on a case.
type Amendment struct {
	Action string
	Who    gov.Actor
	Key    string
	Input  any
	Case   gov.ID
	Matter gov.ID // 0: the whole case
	// Resource may name another resource than the matter for the policies, such as for a
	// third party who has no right to the case itself.
	Resource func(ctx context.Context, f File, r act.Resource) (act.Resource, error)
	// Papers are the files that the command may file, found before it begins.
	Papers []string
}

// Amend performs a command on a case.
type Amend func(ctx context.Context, a Amendment, fn func(ctx context.Context, f File) error) error
