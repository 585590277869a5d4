package uploadweb

import (
	"context"
	"errors"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/blob/inspect"
	"holon.example/holon/internal/infra/cabinet"
)

// Found tells media type and size of a file that was handed in for whom the actor
// acts for, as the file itself says. Of anything else, also somebody else's file,
// it says not found.
func (d Desk) Found(ctx context.Context, who gov.Actor, address string) (kind string, size int64, err error) {
	h, err := d.HandIn(ctx, who, address)
	return h.Type, h.Size, err
}

// HandIn finds an upload of whom the actor acts for, for a case that takes it over. Of
// anything else, also somebody else's file, it says not found.
func (d Desk) HandIn(ctx context.Context, who gov.Actor, address string) (h cabinet.Handed, err error) {
	subject, err := concerns(who)
	if err != nil {
		return h, err
	}
	return d.under(ctx, subject, address)
}

// OfDraft finds an upload that was handed in with a draft by whoever wrote it, or by the
// actor without it. The caller lets only those ask who may write the draft.
func (d Desk) OfDraft(ctx context.Context, who gov.Actor, draft gov.ID, address string) (h cabinet.Handed, err error) {
	if draft != 0 {
		if h, err = d.under(ctx, draft, address); err == nil || gov.KindOf(err) != gov.KindNotFound {
			return h, err
		}
	}
	return d.HandIn(ctx, who, address)
}

func (d Desk) under(ctx context.Context, subject gov.ID, address string) (h cabinet.Handed, err error) {
	none := gov.NotFound("blob.not_found")
	if _, err := blob.ParseRef(address); err != nil {
		return h, none
	}
	c := d.cabinet()
	key, err := c.Own(ctx, subject, address)
	if k := gov.KindOf(err); err != nil && (k == gov.KindNotFound || k == gov.KindConflict) {
		return h, none
	}
	if err != nil {
		return h, err
	}
	f, err := c.OpenOwn(ctx, key, address)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	found, err := inspect.Content(ctx, f, f.Size(), inspect.Defaults())
	return cabinet.Handed{Type: found.Type, Size: f.Size(), Key: key}, err
}
