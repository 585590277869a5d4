package casepage

import (
	"context"
	"sync"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// Source is where scenes come from.
type Source struct {
	Cases  *casework.Service
	Office *licence.Office
	Org    func(ctx context.Context) (*org.Snapshot, error)
	// Name gives the name of the applicant of a case and records the read.
	Name func(ctx context.Context, who gov.Actor, c *casefile.Case) (string, error)
	// Papers opens letters and materials; each reading is recorded.
	Papers *paper.Desk

	parsed sync.Map // version of a process → *bpmn.Definitions
}
