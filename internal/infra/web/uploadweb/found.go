package uploadweb

import (
	"context"
	"errors"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/blob/inspect"
)

// Found tells media type and size of a file that was handed in for whom the actor
// acts for, as the file itself says. Of anything else, also somebody else's file,
// it says not found.
func (d Desk) Found(ctx context.Context, who gov.Actor, address string) (kind string, size int64, err error) {
	none := gov.NotFound("blob.not_found")
	ref, err := blob.ParseRef(address)
	if err != nil {
		return "", 0, none
	}
	key, err := d.key(ctx, who)
	if err != nil {
		return "", 0, err
	}
	f, err := d.Blobs.GetSealed(ctx, ref, key)
	if k := gov.KindOf(err); err != nil && (k == gov.KindNotFound || k == gov.KindConflict) {
		return "", 0, none
	}
	if err != nil {
		return "", 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	found, err := inspect.Content(ctx, f, f.Size(), inspect.Defaults())
	return found.Type, f.Size(), err
}
