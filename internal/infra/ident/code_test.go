package ident_test

import (
	"testing"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
)

func (b *town) administrator() gov.Actor {
	b.t.Helper()
	who, err := b.ident.As(b.t.Context(), b.admin.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return who
}

func (b *town) redeem(login, code, fresh string) (ident.Ticket, error) {
	return b.ident.Redeem(b.t.Context(), ident.SignIn{Login: login, Password: code, Channel: "portal"}, fresh)
}

func TestACodeIsUsedOnce(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		before := b.signIn("wang")
		code, err := b.ident.IssueCode(t.Context(), b.administrator(), b.officer.ID)
		if err != nil || len(code.Secret) != 11 {
			t.Fatalf("%+v %v", code, err)
		}
		if _, err := b.ident.Resolve(t.Context(), before.Secret); gov.KindOf(err) != gov.KindUnauthenticated {
			t.Errorf("the session goes on: %v", err)
		}
		_, err = b.ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: password})
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		_, err = b.redeem("wang", "AAAAA-AAAAA", "blue-lantern-43")
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		_, err = b.redeem("nobody", code.Secret, "blue-lantern-43")
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		_, err = b.redeem("wang", code.Secret, "short")
		wants(t, err, gov.KindInvalid, "ident.password")
		ticket, err := b.redeem(" WANG ", " "+code.Secret[:3]+" "+code.Secret[3:], "blue-lantern-43")
		if err != nil || ticket.Actor.Account != b.officer.ID {
			t.Fatalf("%+v %v", ticket.Actor, err)
		}
		_, err = b.redeem("wang", code.Secret, "green-lantern-44")
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		if _, err := b.ident.SignIn(t.Context(), ident.SignIn{Login: "wang", Password: "blue-lantern-43"}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestACodeIsVoidInTheEnd(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		first, err := b.ident.IssueCode(t.Context(), b.administrator(), b.officer.ID)
		if err != nil {
			t.Fatal(err)
		}
		second, err := b.ident.IssueCode(t.Context(), b.administrator(), b.officer.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.redeem("wang", first.Secret, "blue-lantern-43")
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		b.advance(25 * time.Hour)
		_, err = b.redeem("wang", second.Secret, "blue-lantern-43")
		wants(t, err, gov.KindUnauthenticated, "ident.wrong")
		for range 8 {
			_, err = b.redeem("wang", second.Secret, "blue-lantern-43")
		}
		wants(t, err, gov.KindTooMany, "ident.locked")
	})
}

func TestWhoGetsNoCode(t *testing.T) {
	each(t, func(t *testing.T, b *town) {
		admin := b.administrator()
		for name, c := range map[string]struct {
			who     gov.Actor
			account gov.ID
		}{
			"from an officer":       {b.signIn("wang").Actor, b.officer.ID},
			"from a citizen":        {b.signIn("zhang").Actor, b.officer.ID},
			"from nobody":           {gov.Actor{Kind: gov.Nobody}, b.officer.ID},
			"for a citizen":         {admin, b.citizen.ID},
			"for the administrator": {admin, b.admin.ID},
		} {
			if _, err := b.ident.IssueCode(t.Context(), c.who, c.account); gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := b.ident.IssueCode(t.Context(), admin, 404); gov.KindOf(err) != gov.KindNotFound {
			t.Errorf("for no account: %v", err)
		}
		if n, err := b.ident.RevokeAll(t.Context(), admin, b.officer.ID); err != nil || n != 1 {
			t.Errorf("an administrator ends an officer's sessions: %d %v", n, err)
		}
		if _, err := b.ident.RevokeAll(t.Context(), admin, b.citizen.ID); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("an administrator ends a citizen's sessions: %v", err)
		}
		if err := b.ident.Shut(t.Context(), admin, b.admin.ID); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("an administrator closes his own account: %v", err)
		}
		if err := b.ident.Shut(t.Context(), admin, b.citizen.ID); gov.KindOf(err) != gov.KindForbidden {
			t.Errorf("an administrator closes a citizen's account: %v", err)
		}
		for _, account := range []gov.ID{b.citizen.ID, b.officer.ID} {
			if err := b.ident.SetPassword(t.Context(), admin, account, "", "blue-lantern-43"); gov.KindOf(err) != gov.KindForbidden {
				t.Errorf("an administrator sets the password of %v: %v", account, err)
			}
		}
		if err := b.ident.Shut(t.Context(), admin, b.officer.ID); err != nil {
			t.Errorf("an administrator closes an officer's account: %v", err)
		}
	})
}
