package ident

import (
	"context"

	"holon.example/holon/internal/gov"
)

// Confirm asks somebody who is signed in for his password once more, before he puts his
// name to something (电子签名法§13: 由电子签名人控制). A wrong one is ident.wrong
// (unauthenticated), counts like a failed sign-in and is recorded like one.
func (i *Ident) Confirm(ctx context.Context, who gov.Actor, password string) error {
	if len(password) > 1024 {
		return wrong()
	}
	a, k, err := i.credentialOf(ctx, who.Account)
	if err != nil {
		return err
	}
	if err := i.locked(k.try); err != nil {
		return err
	}
	ok, err := i.hasher.matches(ctx, k.plain, password)
	if err != nil {
		return err
	}
	if !ok || a.State != Active {
		return i.failed(ctx, SignIn{Channel: who.Channel, Request: who.Request}, a.index, k)
	}
	return nil
}
