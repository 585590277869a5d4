package casefile

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
)

// Qualities in which somebody acts in a case for its applicant.
const (
	Delegate = "delegate" // 代理人, under a mandate
	Helper   = "helper"   // 帮办: the window, for whoever is present
)

// Hand is somebody who acts in a case for its applicant.
type Hand struct {
	ID      gov.ID   `json:"id"`
	Case    gov.ID   `json:"case"`
	Quality string   `json:"quality"`
	Person  gov.ID   `json:"person"` // the delegate, or the delegate present beside a helping window; 0: the applicant is present himself
	Mandate gov.ID   `json:"mandate,omitempty"`
	Post    gov.ID   `json:"post,omitempty"` // of the window
	At      gov.Time `json:"at"`             // when he first acted so
}

// powerOf is the power a delegate needs for an action; what is not listed only the
// applicant does himself.
var powerOf = map[string]mandate.Power{
	"startApplication": mandate.Apply, "saveDraft": mandate.Apply, "discardDraft": mandate.Apply, "submitApplication": mandate.Apply,
	"withdrawApplication": mandate.Apply, "requestHearing": mandate.Apply, "commentOpinion": mandate.Apply,
	"attachMaterial": mandate.Supplement, "removeMaterial": mandate.Supplement, "supplement": mandate.Supplement,
	"getCase": mandate.Read, "listCases": mandate.Read, "getLetter": mandate.Read, "getMaterial": mandate.Read, "deliverResult": mandate.Collect,
}

// Target is what a mandate must be of, to act in this case.
func (c *Case) Target() mandate.Target {
	return mandate.Target{Principal: c.Applicant, Name: c.Name(), Case: c.ID}
}

// Delegated adds to a resource of the case who may do the action for its applicant
// now. Only an applicant's own side is asked: officers have their rights by post.
func (c *Case) Delegated(ctx context.Context, p *act.Prep, action string, r act.Resource) (act.Resource, error) {
	who := p.Who()
	power, ok := powerOf[action]
	if !ok || who.Kind != gov.Citizen && who.Kind != gov.Agent || who.Subject == c.Applicant {
		return r, nil
	}
	list, err := mandate.Delegates(ctx, p.Q(), power, c.Target(), p.Now().Date())
	r.Attrs["delegates"] = list
	return r, err
}

// HandOf gives in what quality the actor acts for the applicant by an action; nil if
// he acts for himself or by his post.
func (c *Case) HandOf(ctx context.Context, p *act.Prep, action string) (*Hand, error) {
	who := p.Who()
	if who.Kind != gov.Citizen && who.Kind != gov.Agent || who.Subject == c.Applicant {
		return nil, nil //nolint:nilnil // he acts for himself
	}
	id, err := mandate.Held(ctx, p.Q(), who.Person, powerOf[action], c.Target(), p.Now().Date())
	if err != nil || id == 0 {
		return nil, err
	}
	return &Hand{Quality: Delegate, Person: who.Person, Mandate: id}, nil
}

// Keep records a hand once in its case.
func (h *Hand) Keep(ctx context.Context, p *act.Prep, caseID gov.ID, fresh bool) error {
	if !fresh {
		old, err := HandsOf(ctx, p.Q(), caseID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(old, func(o *Hand) bool {
			return o.Quality == h.Quality && o.Person == h.Person && o.Mandate == h.Mandate && o.Post == h.Post
		}) {
			return nil
		}
	}
	h.ID, h.Case, h.At = p.NewID(), caseID, p.Now()
	return p.Insert(handTable, []any{h.ID, h.Case, h.Quality, h.Person, h.Mandate, h.Post, h.At})
}

// As says for the record of uses in what quality data were read.
func (h *Hand) As() string {
	if h == nil {
		return ""
	}
	return h.Quality
}
