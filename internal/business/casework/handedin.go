package casework

import (
	"context"
	"strconv"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// maxGiven bounds the files of one submission.
const maxGiven = 200

// handedIn checks that each file was really handed in with the draft, or by whom the
// applicant acts for; type, size and key are those of the file, whatever is said of it. It looks
// before the command begins, on its own snapshot; the caller tells its error when
// the policies have allowed the command.
func (s *Service) handedIn(ctx context.Context, who gov.Actor, draft gov.ID, given []apply.Given) ([]apply.Given, error) {
	if len(given) > maxGiven {
		return given, gov.Invalid("case.material").At("materials", "case.material.too_many")
	}
	out := make([]apply.Given, len(given))
	for i, g := range given {
		f, err := s.File(ctx, who, draft, g.Blob)
		if gov.KindOf(err) == gov.KindNotFound && err != nil {
			return given, gov.Invalid("case.material").At("materials."+strconv.Itoa(i)+".blob", "blob.not_found")
		}
		if err != nil {
			return given, err
		}
		g.Type, g.Size, g.Key = f.Type, f.Size, f.Key
		out[i] = g
	}
	return out, nil
}

// file adds a material to the case, with the key of its file under the case's own.
func file(p *act.Prep, c *casefile.Case, g apply.Given) (gov.ID, error) {
	keys, err := p.Keys(c.ID)
	if err != nil {
		return 0, err
	}
	m := &casefile.Material{ID: p.NewID(), Case: c.ID, Code: g.Code, Name: g.Name, Blob: g.Blob, Type: g.Type, Size: g.Size, State: "given", At: p.Now(), By: p.Who().Account}
	m.Lock(keys, g.Key)
	return m.ID, p.Insert(casefile.Materials, m.Row(keys))
}
