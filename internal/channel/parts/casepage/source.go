package casepage

import (
	"context"
	"sync"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
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
	// Letter fetches a printed letter by its content's address.
	Letter func(ctx context.Context, blob string) ([]byte, error)
	// Material fetches what was handed in, in plain.
	Material func(ctx context.Context, c *casefile.Case, m *casefile.Material) ([]byte, error)

	parsed sync.Map // version of a process → *bpmn.Definitions
}

// LetterFile opens a letter of a case (action getLetter). The reading is
// recorded.
func (s *Source) LetterFile(ctx context.Context, who gov.Actor, caseID, id gov.ID) (File, error) {
	l, err := casefile.OpenLetter(ctx, s.Cases.Act, who, caseID, id)
	if err != nil {
		return File{}, err
	}
	body, err := s.Letter(ctx, l.Blob)
	return File{Name: l.ID.String() + ".pdf", Type: "application/pdf", Body: body}, err
}

// MaterialFile opens a material of a case (action getCase). Opening the case
// records the reading.
func (s *Source) MaterialFile(ctx context.Context, who gov.Actor, caseID, id gov.ID) (File, error) {
	v, err := s.Cases.Open(ctx, who, caseID)
	if err != nil {
		return File{}, err
	}
	for _, m := range v.Materials {
		if m.ID == id && m.Blob != "" {
			body, err := s.Material(ctx, v.Case, m)
			return File{Name: m.Name, Type: m.Type, Body: body}, err
		}
	}
	return File{}, gov.NotFound("page.material_none")
}
