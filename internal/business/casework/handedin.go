package casework

import (
	"context"
	"strconv"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/gov"
)

// maxGiven bounds the files of one submission.
const maxGiven = 200

// handedIn checks that each file was really handed in by whom the applicant acts
// for; type and size are those of the file, whatever is said of it. It looks
// before the command begins, on its own snapshot; the caller tells its error when
// the policies have allowed the command.
func (s *Service) handedIn(ctx context.Context, who gov.Actor, given []apply.Given) ([]apply.Given, error) {
	if len(given) > maxGiven {
		return given, gov.Invalid("case.material").At("materials", "case.material.too_many")
	}
	out := make([]apply.Given, len(given))
	for i, g := range given {
		kind, size, err := s.File(ctx, who, g.Blob)
		if gov.KindOf(err) == gov.KindNotFound && err != nil {
			return given, gov.Invalid("case.material").At("materials."+strconv.Itoa(i)+".blob", "blob.not_found")
		}
		if err != nil {
			return given, err
		}
		g.Type, g.Size = kind, size
		out[i] = g
	}
	return out, nil
}
