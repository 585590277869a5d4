package casepage

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet"
)

// CertificateFile opens the printed file of a certificate; the reading is recorded.
func (s *Source) CertificateFile(ctx context.Context, who gov.Actor, _, id gov.ID) (*cabinet.File, error) {
	return s.Office.File(ctx, who, id)
}

// Opener opens a file of a case by its own id; the reading is recorded.
type Opener func(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*cabinet.File, error)

// LetterFile opens a printed letter of a case (action getLetter).
func (s *Source) LetterFile(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*cabinet.File, error) {
	return s.Papers.Letter(ctx, who, caseID, id)
}

// MaterialFile opens a material of a case (action getMaterial).
func (s *Source) MaterialFile(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*cabinet.File, error) {
	return s.Papers.Material(ctx, who, caseID, id)
}
