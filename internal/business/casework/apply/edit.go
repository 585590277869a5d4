package apply

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/jobs"
	"holon.example/holon/internal/infra/seal"
)

// ExpireJob is the kind of the jobs that delete drafts nobody goes on with.
const ExpireJob = "draft.expire"

type expiry struct {
	Draft gov.ID `json:"draft"`
}

// freshFor is how long what government held is shown in a draft without asking again;
// submitting always asks anew.
const freshFor = 12 * time.Hour

// Edit is a change of a draft: input is what the change is made of, so that the same
// key with other input is refused.
type Edit struct {
	Draft    gov.ID
	Revision int64 // of the draft one has seen; 0: whatever there is
	Key      string
	Input    any
}

// Change edits a draft (action saveDraft). A change of a revision that is not the
// newest is a conflict (draft.stale).
func (desk *Desk) Change(ctx context.Context, who gov.Actor, e Edit, change func(c *Content) error) (*Draft, error) {
	cmd := act.Command{Action: "saveDraft", Actor: who, Key: e.Key, Input: e.Input, Claims: []string{stream(e.Draft)}}
	return desk.saved(ctx, who, cmd, func(p *act.Prep) (*Draft, error) {
		row, y, err := desk.held(ctx, p, e.Draft)
		if err != nil {
			return nil, err
		}
		if err := row.editable(e.Revision); err != nil {
			return nil, err
		}
		c, err := row.read(p)
		if err != nil {
			return nil, err
		}
		if err := change(c); err != nil {
			return nil, err
		}
		return desk.put(ctx, p, row, c, y)
	})
}

// saved performs a command that writes a draft. The answer kept with its key is the
// head alone: what is written in a draft stands encrypted in its row and nowhere else.
func (desk *Desk) saved(ctx context.Context, who gov.Actor, cmd act.Command, write func(p *act.Prep) (*Draft, error)) (*Draft, error) {
	var whole *Draft
	head, err := act.Do(ctx, desk.Act, cmd, func(p *act.Prep) (Draft, error) {
		d, err := write(p)
		if err != nil {
			return Draft{}, err
		}
		whole = d
		return Draft{ID: d.ID, For: d.For, Division: d.Division, Thing: d.Thing, Item: d.Item, Updated: d.Updated, Revision: d.Revision, Until: d.Until}, nil
	})
	if err != nil || whole != nil {
		return whole, err
	}
	return desk.Load(ctx, who, head.ID) // the same key again
}

// held reads a draft the actor may work on.
func (desk *Desk) held(ctx context.Context, p *act.Prep, id gov.ID) (*draftRow, *Party, error) {
	row, err := desk.reach(ctx, p, id)
	if err != nil {
		return nil, nil, err
	}
	y, err := desk.Party(ctx, p, Application{Draft: id, Division: row.Division, Thing: row.Thing, Item: row.Item, For: row.whom(nil)})
	if err != nil {
		return nil, nil, err
	}
	return row, y, p.Authorise(y.Resource(id, row.Division))
}

// Discard throws a draft away (action discardDraft); what is written in it is deleted.
func (desk *Desk) Discard(ctx context.Context, who gov.Actor, key string, id gov.ID) error {
	cmd := act.Command{Action: "discardDraft", Actor: who, Key: key, Input: id, Claims: []string{stream(id)}}
	_, err := act.Do(ctx, desk.Act, cmd, func(p *act.Prep) (bool, error) {
		row, y, err := desk.held(ctx, p, id)
		if err != nil {
			return false, err
		}
		if err := row.editable(0); err != nil {
			return false, err
		}
		if err := row.end(p, discarded); err != nil {
			return false, err
		}
		data := seal.Data{"subject": row.subject}
		y.Hand.Sign(data)
		return true, p.Event("draft.discarded", stream(id), data)
	})
	return err
}

// Expire performs a job of kind ExpireJob: a draft that nobody saved for its term is
// deleted; one that was saved since is looked at again when its term is over.
func (desk *Desk) Expire(ctx context.Context, j jobs.Job) error {
	var in expiry
	if err := json.Unmarshal(j.Payload, &in); err != nil {
		return err
	}
	cmd := act.Command{Action: "expireDraft", Actor: gov.Job("draft"), Key: "job/" + j.ID.String(), Claims: []string{stream(in.Draft)}}
	_, err := act.Do(ctx, desk.Act, cmd, func(p *act.Prep) (bool, error) {
		row, found, err := readDraft(ctx, p.Q(), in.Draft)
		if err != nil || !found {
			return false, err
		}
		if err := p.Authorise((&Party{Applicant: row.subject}).Resource(row.ID, row.Division)); err != nil {
			return false, err
		}
		over := row.Updated.Add(Term)
		if row.state != open {
			return false, nil
		}
		if over > p.Now() {
			_, err := p.Job(ExpireJob, over, in)
			return false, err
		}
		if err := row.end(p, expired); err != nil {
			return false, err
		}
		return true, p.Event("draft.expired", stream(row.ID), seal.Data{"subject": row.subject})
	})
	return err
}

// Sign records that the applicant put his name to a draft as it stands (电子签名法§13):
// who, by what means, when, and a keyed digest of everything he signed. A later change
// of the draft makes another digest.
func (desk *Desk) Sign(ctx context.Context, who gov.Actor, e Edit, means string) error {
	cmd := act.Command{Action: "submitApplication", Actor: who, Key: e.Key, Input: e.Input, Claims: []string{stream(e.Draft)}}
	_, err := act.Do(ctx, desk.Act, cmd, func(p *act.Prep) (string, error) {
		row, y, err := desk.held(ctx, p, e.Draft)
		if err != nil {
			return "", err
		}
		if err := row.editable(e.Revision); err != nil {
			return "", err
		}
		c, err := row.read(p)
		if err != nil {
			return "", err
		}
		c.KnownAt = 0
		text, err := json.Marshal(c)
		if err != nil {
			return "", err
		}
		keys, err := p.Keys(row.ID)
		if err != nil {
			return "", err
		}
		h := hmac.New(sha256.New, keys.SaltKey())
		h.Write(text)
		digest := hex.EncodeToString(h.Sum(nil))
		data := seal.Data{
			"draft": row.ID, "revision": row.rev, "digest": digest, "means": means, "person": who.Person, "session": who.Session, "subject": row.subject, "as": y.Hand.As(),
		}
		y.Hand.Sign(data)
		p.Note("draft.signed", "signature", data)
		return digest, nil
	})
	return err
}

// Prefill gives what government holds of the fields of a draft, asked for once and kept
// with it: every asking is on the record of the person it concerns.
func (desk *Desk) Prefill(ctx context.Context, who gov.Actor, d *Draft, o Outline) (*Draft, error) {
	if d.content.KnownAt != 0 && desk.Act.Now() < d.content.KnownAt.Add(freshFor) {
		d.Known = d.content.Known
		return d, nil
	}
	in := d.Application()
	if d.For != who.Subject {
		in.For = (&draftRow{subject: d.For}).whom(nil)
	}
	known, err := desk.KnownFor(ctx, who, in, o)
	if err != nil {
		return nil, err
	}
	now := desk.Act.Now()
	kept, err := desk.Change(ctx, who, Edit{Draft: d.ID, Revision: d.Revision}, func(c *Content) error {
		c.Known, c.KnownAt = known, now
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept.Known = known
	return kept, nil
}

// Application is what a draft would be handed in as.
func (d *Draft) Application() Application {
	return Application{
		Draft: d.ID, Division: d.Division, Thing: d.Thing, Item: d.Item,
		Situation: d.Situation, Answers: d.Answers, Materials: d.Given, Revision: d.Revision,
	}
}
