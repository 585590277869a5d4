package apply

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Term is how long a draft is kept after it was last saved.
const Term = 90 * 24 * time.Hour

// States of a draft.
const (
	open      = "open"
	discarded = "discarded"
	expired   = "expired"
)

// maxContent bounds what is written in one draft, in bytes.
const maxContent = 1 << 20

// Content is what is written in a draft. It is encrypted under the draft's own key and
// stands nowhere else.
type Content struct {
	Situation map[string]any `json:"situation,omitempty"`
	Answers   map[string]any `json:"answers,omitempty"`
	Given     []Given        `json:"given,omitempty"`
	Known     map[string]any `json:"known,omitempty"` // what government held when it was last asked
	KnownAt   gov.Time       `json:"known_at,omitempty"`
	Whose     string         `json:"whose,omitempty"` // name of the applicant, where somebody else writes for him
}

// editable refuses a draft that is closed, and a change of one that was changed since
// revision seen (0: whatever there is).
func (d *draftRow) editable(seen int64) error {
	switch {
	case d.state != open:
		return gov.Conflict("draft.submitted")
	case seen != 0 && seen != d.rev:
		return gov.Conflict("draft.stale")
	}
	return nil
}

// read opens what is written in a draft; nothing is left of one that is closed.
func (d *draftRow) read(p *act.Prep) (*Content, error) {
	c := &Content{}
	if d.state != open {
		return c, nil
	}
	keys, err := p.Keys(d.ID)
	if err != nil {
		return nil, err
	}
	plain, err := keys.Decrypt(labelDraft, d.content)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(plain, c); err != nil {
		return nil, fmt.Errorf("draft %s: %w", d.ID, err)
	}
	return c, nil
}

// take shows what is written.
func (d *draftRow) take(c *Content) {
	d.Situation, d.Answers, d.Given, d.Whose = c.Situation, c.Answers, c.Given, c.Whose
	d.Draft.content = *c
}

// write saves what is written, of a new draft or over the revision that was read.
func (d *draftRow) write(p *act.Prep, c *Content, y *Party) (*Draft, error) {
	text, err := json.Marshal(c)
	if err != nil || len(text) > maxContent {
		return nil, (&gov.Error{Kind: gov.KindTooLarge, Key: "draft.too_large"}).Because(err)
	}
	keys, err := p.Keys(d.ID)
	if err != nil {
		return nil, err
	}
	d.Updated = p.Now()
	if d.rev == 0 {
		err = p.Insert(draftTable, d.row(keys, text))
	} else {
		err = p.Update(draftTable, d.row(keys, text), d.rev)
	}
	if err != nil {
		return nil, err
	}
	d.Revision, d.Until = d.rev+1, d.Updated.Add(Term)
	d.take(c)
	data := seal.Data{"thing": d.Thing, "item": d.Item, "subject": d.subject, "as": y.Hand.As()}
	y.Hand.Sign(data)
	return &d.Draft, p.Event("draft.saved", stream(d.ID), data)
}

// put writes a draft. Who writes for another is shown on every page for whom: the name
// is asked for once, and recorded, and kept with what is written.
func (desk *Desk) put(ctx context.Context, p *act.Prep, row *draftRow, c *Content, y *Party) (*Draft, error) {
	if y.Hand != nil && y.Hand.Quality != casefile.Helper && c.Whose == "" {
		var err error
		if c.Whose, err = desk.Name(ctx, p, y.Applicant); err != nil {
			return nil, err
		}
	}
	d, err := row.write(p, c, y)
	if err != nil {
		return nil, err
	}
	return d, desk.under(ctx, p, d, y)
}

// under notes on a draft by what right the actor writes it for another.
func (desk *Desk) under(ctx context.Context, p *act.Prep, d *Draft, y *Party) (err error) {
	d.As, d.Mandate = y.Hand.As(), nil
	if y.Hand != nil && y.Hand.Mandate != 0 {
		d.Mandate, err = mandate.Find(ctx, p.Q(), y.Hand.Mandate)
	}
	return err
}

// end closes a draft and deletes what is written in it.
func (d *draftRow) end(p *act.Prep, state string) error {
	keys, err := p.Keys(d.ID)
	if err != nil {
		return err
	}
	d.state, d.Updated = state, p.Now()
	p.Exec(dropPieces, -1, d.ID)
	return p.Update(draftTable, d.row(keys, nil), d.rev)
}

func stream(draft gov.ID) string { return "draft/" + draft.String() }
