package act

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// Resource is what an action is done to, as the policies see it.
type Resource struct {
	Type  string
	ID    string
	Attrs map[string]any // string, int64, bool, []string, gov.ID
}

// Verdict is the answer of the access policies.
type Verdict struct {
	Allow bool
	Rule  string // the policy that allowed, or forbade; empty: none allowed
	Epoch int64  // the state of the policies it was given under
}

// Authoriser decides; infra/access implements it and app injects it, so that
// organisation, accounts and policies too are changed only through act.
type Authoriser interface {
	Authorise(ctx context.Context, q *sqldb.Q, who gov.Actor, action string, what Resource) (Verdict, error)
}

// Prep is the preparation of one command: what it reads, and what it will write.
type Prep struct {
	eng    *Engine
	ctx    context.Context
	q      *sqldb.Q
	cmd    *Command
	now    gov.Time
	epoch  int64
	rule   string
	allow  bool
	writes []sqldb.Write
	marks  []seal.RowMark
	events []*seal.Event
	heads  map[string]head
	fresh  map[gov.ID]*vault.Keys
	after  []func()
}

type head struct {
	ver  int64
	last gov.ID
}

// Q reads the snapshot the command is prepared on.
func (p *Prep) Q() *sqldb.Q { return p.q }

// Now is the instant of the command.
func (p *Prep) Now() gov.Time { return p.now }

// Who is the actor of the command.
func (p *Prep) Who() gov.Actor { return p.cmd.Actor }

// NewID makes an identifier for a new row.
func (p *Prep) NewID() gov.ID { return p.eng.mint.New() }

// Authorise asks the policies. A refusal comes back as a Forbidden error and is
// recorded by Do; the command must return it unchanged.
func (p *Prep) Authorise(what Resource) error {
	v, err := p.eng.auth.Authorise(p.ctx, p.q, p.cmd.Actor, p.cmd.Action, what)
	if err != nil {
		return fmt.Errorf("authorise %s: %w", p.cmd.Action, err)
	}
	if p.epoch == 0 {
		p.epoch = v.Epoch
	}
	if !v.Allow {
		rule := v.Rule
		if rule == "" {
			rule = "default-deny"
		}
		return &refusal{err: gov.Forbidden(rule), what: what}
	}
	p.allow = true
	if p.rule == "" {
		p.rule = v.Rule
	}
	return nil
}

// Refuse is a refusal by a rule other than a policy, such as an article of law;
// it is recorded like one.
func (p *Prep) Refuse(e *gov.Error, what Resource) error { return &refusal{err: e, what: what} }

// refusal is an error that Do records as an event before it answers.
type refusal struct {
	err  *gov.Error
	what Resource
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// Insert adds a row of a sealed table; Update writes the whole row over the
// revision that was read; Delete removes it.
func (p *Prep) Insert(t *sqldb.Table, row []any) error {
	return p.put(t, row, 0, t.Insert(row))
}

// Update writes the whole row over revision rev.
func (p *Prep) Update(t *sqldb.Table, row []any, rev int64) error {
	return p.put(t, row, rev, t.Update(row, rev))
}

// Delete removes the row at revision rev.
func (p *Prep) Delete(t *sqldb.Table, key any, rev int64) {
	p.writes = append(p.writes, t.Delete(key, rev))
	p.marks = append(p.marks, seal.RowMark{Table: t.Name, Key: seal.KeyText(key)})
}

func (p *Prep) put(t *sqldb.Table, row []any, rev int64, w sqldb.Write) error {
	keys, err := p.Keys(t.SubjectOf(row))
	if err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	key := seal.KeyText(row[0])
	salt := seal.Salt(keys.SaltKey(), t.Name, key, rev+1)
	p.writes = append(p.writes, w)
	p.marks = append(p.marks, seal.RowMark{Table: t.Name, Key: key, Rev: rev + 1, Hash: seal.RowHash(salt, t, row, rev+1)})
	return nil
}

// Exec adds a named statement over a table that is not sealed, such as a
// projection or a cursor.
func (p *Prep) Exec(st *sqldb.Stmt, want int64, args ...any) {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = sqldb.Norm(a)
	}
	p.writes = append(p.writes, sqldb.Write{Stmt: st, Args: out, Want: want})
}

// Keys gives the vault keys of a subject, also of one made in this command.
func (p *Prep) Keys(subject gov.ID) (*vault.Keys, error) {
	if k := p.fresh[subject]; k != nil {
		return k, nil
	}
	return p.eng.vault.Open(p.ctx, p.q, subject)
}

// NewSubject makes the key of a new subject.
func (p *Prep) NewSubject(subject gov.ID) error {
	k, w, err := p.eng.vault.Create(subject, p.now)
	if err != nil {
		return err
	}
	if p.fresh == nil {
		p.fresh = map[gov.ID]*vault.Keys{}
	}
	p.fresh[subject] = k
	p.writes = append(p.writes, w)
	return nil
}

// Erase destroys a subject's key and lists it in the log.
func (p *Prep) Erase(subject gov.ID) error {
	p.writes = append(p.writes, p.eng.vault.Destroy(subject, p.now))
	p.after = append(p.after, func() { p.eng.vault.Forget(subject) })
	return p.Event(vault.Erased, "subject/"+subject.String(), seal.Data{"subject": subject})
}

// BlindIndex finds equal personal values; see vault.BlindIndex.
func (p *Prep) BlindIndex(kind, value string) string { return p.eng.vault.BlindIndex(kind, value) }

// Event records what happened to a stream. The first event of a command carries
// the marks of all its rows.
func (p *Prep) Event(name, stream string, data seal.Data) error {
	h, ok := p.heads[stream]
	if !ok && !p.isNew(stream) {
		var err error
		if h.ver, h.last, err = seal.Head(p.ctx, p.q, stream); err != nil {
			return err
		}
	}
	h.ver++
	h.last = p.eng.mint.After(h.last)
	if p.heads == nil {
		p.heads = map[string]head{}
	}
	p.heads[stream] = h
	p.events = append(p.events, &seal.Event{
		ID: h.last, At: p.now, Name: name, Action: p.cmd.Action, Stream: stream, Ver: h.ver,
		Actor: p.cmd.Actor, Outcome: seal.Done, Data: data,
	})
	return nil
}

// isNew tells that a stream is that of a subject made in this command: it has no
// history to look up.
func (p *Prep) isNew(stream string) bool {
	if len(p.fresh) == 0 {
		return false
	}
	_, text, _ := strings.Cut(stream, "/")
	id, err := gov.ParseID(text)
	return err == nil && p.fresh[id] != nil
}

// Note records an event on a stream of its own, for things that have no history
// to stand in, such as one read.
func (p *Prep) Note(name, kind string, data seal.Data) {
	id := p.eng.mint.New()
	p.events = append(p.events, &seal.Event{
		ID: id, At: p.now, Name: name, Action: p.cmd.Action, Stream: kind + "/" + id.String(), Ver: 1,
		Actor: p.cmd.Actor, Outcome: seal.Done, Data: data,
	})
}

// After registers what to do in memory once the command is durable.
func (p *Prep) After(fn func()) { p.after = append(p.after, fn) }

// Job asks for work after the commit; see jobs.New. The id can cancel it.
func (p *Prep) Job(kind string, due gov.Time, payload any) (gov.ID, error) {
	id := p.NewID()
	w, err := jobs.New(id, kind, due, payload)
	if err != nil {
		return 0, err
	}
	p.writes = append(p.writes, w)
	return id, nil
}

// CancelJob takes back a job that has not run.
func (p *Prep) CancelJob(id gov.ID) { p.writes = append(p.writes, jobs.Cancel(id)) }

var errUnauthorised = errors.New("act: a command prepared a change without asking for permission")

// batch turns what was prepared into what the writer applies.
func (p *Prep) batch() (*sqldb.Batch, error) {
	if !p.allow {
		return nil, errUnauthorised
	}
	if len(p.events) == 0 {
		return nil, fmt.Errorf("act: %s changed something without an event", p.cmd.Action)
	}
	p.events[0].Rows, p.events[0].Rule = p.marks, p.rule
	b := &sqldb.Batch{ID: p.events[0].ID, Epoch: p.epoch, Writes: make([]sqldb.Write, 0, len(p.writes)+len(p.events))}
	for _, e := range p.events {
		w, leaf, err := e.Write()
		if err != nil {
			return nil, err
		}
		b.Writes = append(b.Writes, w)
		b.Leaves = append(b.Leaves, leaf)
	}
	b.Writes = append(b.Writes, p.writes...)
	return b, nil
}
