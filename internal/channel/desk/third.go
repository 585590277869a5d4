package desk

import (
	"context"
	"strings"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
)

// tell gives a third party notice of a matter (行政许可法 §36).
func tell(ctx context.Context, in *input) error {
	matter, err := in.number("matter", "case.none")
	if err != nil {
		return err
	}
	n := concern.Notice{
		Matter: matter, Why: strings.TrimSpace(in.form.Get("why")), Until: gov.Date(in.form.Get("until")),
		Party: mandate.Party{Number: strings.TrimSpace(in.form.Get("party.number")), Name: strings.TrimSpace(in.form.Get("party.name")), Firm: in.form.Get("firm") == "yes"},
	}
	_, err = in.d.Concerns.Tell(ctx, in.rq.Who, in.key, in.id, n)
	return err
}

// heard takes down what a third party said.
func heard(ctx context.Context, in *input) error {
	matter, err := in.number("matter", "case.none")
	if err != nil {
		return err
	}
	id, err := in.number("concern", "concern.none")
	if err != nil {
		return err
	}
	_, err = in.d.Concerns.State(ctx, in.rq.Who, in.key, in.id, concern.Statement{Matter: matter, Concern: id, Words: strings.TrimSpace(in.form.Get("words"))})
	return err
}

// concerns are the notices to third parties about a matter.
func (c *casePage) concerns(p *casepage.Part) (out []*concern.Concern) {
	for _, x := range c.View.Concerns {
		if x.Matter == p.ID {
			out = append(out, x)
		}
	}
	return out
}

// isRework tells whether a matter waits for its applicant: nothing is told then.
func isRework(p *casepage.Part) bool { return p.State == string(casefile.Rework) }
