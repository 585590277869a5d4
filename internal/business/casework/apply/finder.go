package apply

import (
	"context"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet"
)

// maxGiven bounds the files of one submission.
const maxGiven = 200

// Finder finds a file handed in with a draft (0: none), or for whom the actor acts for;
// of another one it says not found.
type Finder func(ctx context.Context, who gov.Actor, draft gov.ID, blob string) (cabinet.Handed, error)

// HandedIn checks that each file was really handed in with the draft, or by whom the
// actor acts for; type, size and key are those of the file, whatever is said of it. It
// looks before the command begins, on its own snapshot; the caller tells its error when
// the policies have allowed the command.
func (find Finder) HandedIn(ctx context.Context, who gov.Actor, draft gov.ID, given []Given) ([]Given, error) {
	if len(given) > maxGiven {
		return given, gov.Invalid("case.material").At("materials", "case.material.too_many")
	}
	out := make([]Given, len(given))
	for i, g := range given {
		f, err := find(ctx, who, draft, g.Blob)
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
