package ident

import (
	"context"
	"embed"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of accounts and sessions.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	accountTable    = sqldb.NewTable("account", "person", "id", "kind", "person", "subject", "division", "login_ix", "login", "name", "state", "opened")
	credentialTable = sqldb.NewTable("credential", "person", "account", "person", "hash", "since")
	codeTable       = sqldb.NewTable("credential_code", "person", "account", "person", "digest", "expires")
	sessionTable    = sqldb.NewTable("session", "person", "id", "kind", "hash", "account", "person", "post", "channel", "label", "scopes", "opened", "expires", "closed")
)

var (
	putTry          = sqldb.NewStmt("signin_try.put", "INSERT INTO signin_try (login_ix, failures, until, last) VALUES ($1, $2, $3, $4) ON CONFLICT (login_ix) DO UPDATE SET failures = excluded.failures, until = excluded.until, last = excluded.last WHERE signin_try.failures = $5 AND signin_try.last = $6")
	dropTry         = sqldb.NewStmt("signin_try.drop", "DELETE FROM signin_try WHERE login_ix = $1")
	purgeTry        = sqldb.NewStmt("signin_try.purge", "DELETE FROM signin_try WHERE last < $1")
	putSeen         = sqldb.NewStmt("session_seen.put", "INSERT INTO session_seen (id, at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET at = excluded.at WHERE session_seen.at < excluded.at")
	dropSeen        = sqldb.NewStmt("session_seen.drop", "DELETE FROM session_seen WHERE id = $1")
	textOfRevisions = "SELECT s.rev, a.rev, COALESCE(n.at, 0) FROM session s JOIN account a ON a.id = s.account LEFT JOIN session_seen n ON n.id = s.id WHERE s.hash = $1"
	textOfTry       = "SELECT failures, until, last FROM signin_try WHERE login_ix = $1"
)

func (a Account) row() []any {
	return []any{a.ID, a.Kind, a.Person, a.Subject, a.Division, a.index, a.login, a.name, a.State, a.Opened}
}

func scanAccount(s sqldb.Scanner) (a Account, err error) {
	return a, s.Scan(&a.ID, &a.Kind, &a.Person, &a.Subject, &a.Division, &a.index, &a.login, &a.name, &a.State, &a.Opened, &a.rev)
}

func readAccount(ctx context.Context, q *sqldb.Q, id gov.ID) (Account, bool, error) {
	return sqldb.One(ctx, q, scanAccount, accountTable.Select("id = $1"), id)
}

func readLogin(ctx context.Context, q *sqldb.Q, index string) (Account, bool, error) {
	return sqldb.One(ctx, q, scanAccount, accountTable.Select("login_ix = $1"), index)
}

func readPerson(ctx context.Context, q *sqldb.Q, person gov.ID) ([]Account, error) {
	return sqldb.All(ctx, q, scanAccount, accountTable.Select("person = $1 ORDER BY id"), person)
}

// credential is the password of an account.
type credential struct {
	account gov.ID
	person  gov.ID
	hash    []byte // encrypted under the person's key
	since   gov.Time
	rev     int64
}

func (c credential) row() []any { return []any{c.account, c.person, c.hash, c.since} }

func readCredential(ctx context.Context, q *sqldb.Q, account gov.ID) (credential, bool, error) {
	scan := func(s sqldb.Scanner) (c credential, err error) {
		return c, s.Scan(&c.account, &c.person, &c.hash, &c.since, &c.rev)
	}
	return sqldb.One(ctx, q, scan, credentialTable.Select("account = $1"), account)
}

func (c oneTime) row() []any { return []any{c.account, c.person, c.digest, c.expires} }

func readCode(ctx context.Context, q *sqldb.Q, account gov.ID) (oneTime, bool, error) {
	scan := func(s sqldb.Scanner) (c oneTime, err error) {
		return c, s.Scan(&c.account, &c.person, &c.digest, &c.expires, &c.rev)
	}
	return sqldb.One(ctx, q, scan, codeTable.Select("account = $1"), account)
}

func (s Session) row() []any {
	return []any{s.ID, s.Kind, s.hash, s.Account, s.person, s.Post, s.Channel, s.Label, strings.Join(s.Scopes, " "), s.Opened, s.Expires, s.Closed}
}

func scanSession(r sqldb.Scanner) (s Session, err error) {
	var scopes string
	err = r.Scan(&s.ID, &s.Kind, &s.hash, &s.Account, &s.person, &s.Post, &s.Channel, &s.Label, &scopes, &s.Opened, &s.Expires, &s.Closed, &s.rev)
	s.Scopes = strings.Fields(scopes)
	return s, err
}

func readSession(ctx context.Context, q *sqldb.Q, id gov.ID) (Session, bool, error) {
	return sqldb.One(ctx, q, scanSession, sessionTable.Select("id = $1"), id)
}

func readHash(ctx context.Context, q *sqldb.Q, hash string) (Session, bool, error) {
	return sqldb.One(ctx, q, scanSession, sessionTable.Select("hash = $1"), hash)
}

// unchanged asks in one question whether a session and its account are still at the
// revisions that are known, and when the session was last noted as seen.
func unchanged(ctx context.Context, q *sqldb.Q, hash string, known *entry) (seen gov.Time, same bool, err error) {
	var session, account int64
	_, err = q.Row(ctx, textOfRevisions, []any{hash}, &session, &account, &seen)
	return seen, session == known.session.rev && account == known.account.rev, err
}

// readOpen gives the sessions and tokens of an account that have not ended.
func readOpen(ctx context.Context, q *sqldb.Q, account gov.ID, now gov.Time) ([]Session, error) {
	return sqldb.All(ctx, q, scanSession, sessionTable.Select("account = $1 AND closed = 0 AND expires > $2 ORDER BY id LIMIT 500"), account, now)
}

func readExpired(ctx context.Context, q *sqldb.Q, before gov.Time, limit int) ([]Session, error) {
	return sqldb.All(ctx, q, scanSession, sessionTable.Select("expires < $1 ORDER BY expires LIMIT $2"), before, limit)
}

func readSeen(ctx context.Context, q *sqldb.Q, id gov.ID) (at gov.Time, err error) {
	_, err = q.Row(ctx, "SELECT at FROM session_seen WHERE id = $1", []any{id}, &at)
	return at, err
}

// try is the record of failed sign-ins under one login name, known or not.
type try struct {
	failures int64
	until    gov.Time
	last     gov.Time
}

func readTry(ctx context.Context, q *sqldb.Q, index string) (t try, err error) {
	_, err = q.Row(ctx, textOfTry, []any{index}, &t.failures, &t.until, &t.last)
	return t, err
}

// OfficerPeople lists the people who have an officer's account that is open.
func OfficerPeople(ctx context.Context, q *sqldb.Q, most int) (out []gov.ID, err error) {
	err = q.Each(ctx, "SELECT DISTINCT person FROM account WHERE kind = $1 AND state = $2 ORDER BY person LIMIT $3", []any{gov.Officer, Active, most}, func(s sqldb.Scanner) error {
		var id gov.ID
		if err := s.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	})
	return out, err
}
