package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// A command is prepared at most so many times before the client is asked to try
// later; a lost database connection is waited for a little longer.
const (
	maxTries = 12
	lostWait = 50 * time.Millisecond
)

var (
	pointPrepared = fault.New("act.prepared")
	pointAnswer   = fault.New("act.before_answer")
)

// Engine performs commands.
type Engine struct {
	db     *sqldb.DB
	writer *sqldb.Writer
	mint   *gov.Mint
	now    func() gov.Time
	vault  *vault.Vault
	auth   Authoriser
	claims *claims
	log    *slog.Logger
}

// Config is what an engine needs.
type Config struct {
	DB         *sqldb.DB
	Writer     *sqldb.Writer
	Mint       *gov.Mint
	Now        func() gov.Time
	Vault      *vault.Vault
	Authoriser Authoriser
	Log        *slog.Logger
}

// New makes an engine.
func New(c Config) *Engine {
	return &Engine{db: c.DB, writer: c.Writer, mint: c.Mint, now: c.Now, vault: c.Vault, auth: c.Authoriser, claims: newClaims(), log: c.Log}
}

// Read opens a snapshot for pages and lists that hold nothing personal; personal
// data are read by a command, so that the reading is sealed.
func (e *Engine) Read(ctx context.Context, fn func(q *sqldb.Q) error) error {
	return e.db.Read(ctx, fn)
}

// Ask is Read for one question, which costs half.
func (e *Engine) Ask(ctx context.Context, fn func(q *sqldb.Q) error) error {
	return e.db.Ask(ctx, fn)
}

// Now is the time of the site.
func (e *Engine) Now() gov.Time { return e.now() }

// Vault gives the site's vault, for decrypting what a command has read.
func (e *Engine) Vault() *vault.Vault { return e.vault }

// Command says who wants to do what to which streams.
type Command struct {
	Action string    // the use case, also the action the policies speak of
	Actor  gov.Actor // who
	Key    string    // idempotency key given by the client; empty: none
	Input  any       // what the client sent, compared when a key is used again
	Claims []string  // streams the command will change
}

// Do performs a command: prepare collects the change, and its value is the
// answer, given when everything is durable. The value must survive JSON.
func Do[T any](ctx context.Context, e *Engine, cmd Command, prepare func(p *Prep) (T, error)) (T, error) {
	var zero T
	if cmd.Actor.Kind == "" {
		return zero, errors.New("act: " + cmd.Action + " has no actor")
	}
	idem, err := newIdem(cmd)
	if err != nil {
		return zero, err
	}
	release, err := e.claims.take(ctx, idem.claims(cmd.Claims))
	if err != nil {
		return zero, err
	}
	defer release()
	for try := 0; ; try++ {
		v, err := attempt(ctx, e, &cmd, idem, prepare)
		if err == nil || !sqldb.Retryable(err) {
			return v, err
		}
		if try == maxTries || ctx.Err() != nil {
			return zero, (&gov.Error{Kind: gov.KindBusy, Key: "error.busy"}).Because(err)
		}
		if errors.Is(err, sqldb.ErrLost) {
			select {
			case <-time.After(lostWait * time.Duration(try+1)):
			case <-ctx.Done():
			}
		}
	}
}

// attempt prepares once and applies. A refusal is applied too, as an event.
func attempt[T any](ctx context.Context, e *Engine, cmd *Command, idem *idem, prepare func(p *Prep) (T, error)) (v T, err error) {
	if done, err := idem.seen(ctx, e, &v); done || err != nil {
		return v, err
	}
	p := &Prep{eng: e, ctx: ctx, cmd: cmd, now: e.now()}
	v, batch, refused, err := prepared(ctx, p, idem, prepare)
	if err != nil || refused != nil {
		// Another process may have answered the same key between the question and the
		// snapshot: then what was prepared stood on its effect.
		var given T
		if done, lost := idem.seen(ctx, e, &given); done || lost != nil {
			return given, lost
		}
	}
	if err == nil && batch == nil && refused != nil {
		err = refused.err // it could not be recorded, and stands all the same
	}
	if err != nil || batch == nil {
		return v, err
	}
	if err := e.apply(batch); err != nil {
		return v, err
	}
	if refused != nil {
		var zero T
		return zero, refused.err
	}
	for _, fn := range p.after {
		fn()
	}
	return v, pointAnswer.Hit()
}

// prepared collects the change on one snapshot.
func prepared[T any](ctx context.Context, p *Prep, idem *idem, prepare func(p *Prep) (T, error)) (v T, batch *sqldb.Batch, refused *refusal, err error) {
	err = p.eng.db.Read(ctx, func(q *sqldb.Q) error {
		p.q = q
		if v, err = prepare(p); err != nil {
			if errors.As(err, &refused) {
				batch = p.refused(refused)
				return nil
			}
			return err
		}
		if batch, err = p.batch(); err != nil {
			return err
		}
		return idem.remember(batch, v, p.now)
	})
	return v, batch, refused, err
}

func (e *Engine) apply(b *sqldb.Batch) error {
	if err := pointPrepared.Hit(); err != nil {
		return err
	}
	return e.writer.Apply(b)
}

// refused is the batch that records a refusal: an event and nothing else.
func (p *Prep) refused(r *refusal) *sqldb.Batch {
	id := p.eng.mint.New()
	ev := &seal.Event{
		ID: id, At: p.now, Name: "access.refused", Action: p.cmd.Action, Stream: "refused/" + id.String(), Ver: 1,
		Actor: p.cmd.Actor, Outcome: seal.Refused, Rule: r.err.Rule, Data: seal.Data{"type": r.what.Type, "resource": r.what.ID, "key": r.err.Key},
	}
	w, leaf, err := ev.Write()
	if err != nil { // only an over-long id could do that; the refusal stands anyway
		p.eng.log.Error("refusal not recorded", "err", err)
		return nil
	}
	return &sqldb.Batch{ID: id, Writes: []sqldb.Write{w}, Leaves: []sqldb.Leaf{leaf}}
}

// idem is the idempotency key of a command, bound to its actor and action.
type idem struct {
	id     string
	digest []byte
}

func newIdem(cmd Command) (*idem, error) {
	if cmd.Key == "" {
		return &idem{}, nil
	}
	if len(cmd.Key) > 200 {
		return nil, gov.Invalid("error.idempotency_key")
	}
	input, err := json.Marshal(cmd.Input)
	if err != nil {
		return nil, fmt.Errorf("act: input: %w", err)
	}
	id := sha256.Sum256([]byte(cmd.Actor.Account.String() + "\x00" + cmd.Action + "\x00" + cmd.Key))
	digest := sha256.Sum256(input)
	return &idem{id: hex.EncodeToString(id[:16]), digest: digest[:]}, nil
}

func (i *idem) claims(streams []string) []string {
	out := append([]string(nil), streams...)
	if i.id != "" {
		out = append(out, "idem/"+i.id)
	}
	return out
}

// seen looks for the answer given to the same key before.
func (i *idem) seen(ctx context.Context, e *Engine, v any) (bool, error) {
	if i.id == "" {
		return false, nil
	}
	var digest, answer []byte
	var found bool
	err := e.db.Ask(ctx, func(q *sqldb.Q) (err error) {
		digest, answer, found, err = readIdem(ctx, q, i.id)
		return err
	})
	if err != nil || !found {
		return false, err
	}
	if string(digest) != string(i.digest) {
		return false, gov.Conflict("error.idempotency_reuse")
	}
	return true, json.Unmarshal(answer, v)
}

func (i *idem) remember(b *sqldb.Batch, v any, now gov.Time) error {
	if i.id == "" {
		return nil
	}
	answer, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("act: answer: %w", err)
	}
	b.Writes = append(b.Writes, sqldb.Write{Stmt: insertIdem, Args: []any{i.id, i.digest, answer, int64(b.ID), int64(now)}, Want: 1})
	return nil
}

// Q is a snapshot of the store, as sqldb gives it.
type Q = sqldb.Q
