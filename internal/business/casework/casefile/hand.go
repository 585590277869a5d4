package casefile

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Qualities in which somebody acts in a case for its applicant.
const (
	Delegate = "delegate" // 代理人, under a mandate
	Head     = "head"     // 法定代表人, for his firm, by law (民法典§61)
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
	if err != nil {
		return r, err
	}
	head, err := Heads(ctx, p.Q(), who.Person, c.Applicant)
	if head {
		list = append(list, who.Person)
	}
	r.Attrs["delegates"] = list
	return r, err
}

// Heads tells whether a person is the legal representative of a firm now, as the
// register of firms has it.
func Heads(ctx context.Context, q *act.Q, person, firm gov.ID) (bool, error) {
	firms, err := theme.Firms(ctx, q, person)
	return slices.Contains(firms, firm), err
}

// Asked asks the policies for an action of the applicant's side. A refusal of somebody
// who acted in the case for its applicant before says why he may no more.
func (c *Case) Asked(ctx context.Context, p *act.Prep, r act.Resource) error {
	err := p.Authorise(r)
	who := p.Who()
	if gov.KindOf(err) != gov.KindForbidden || who.Kind != gov.Citizen && who.Kind != gov.Agent {
		return err
	}
	hands, failed := HandsOf(ctx, p.Q(), c.ID)
	if failed != nil {
		return failed
	}
	if slices.ContainsFunc(hands, func(h *Hand) bool { return h.Person == who.Person && h.Quality != Helper }) {
		return p.Refuse(Stopped(), r)
	}
	return err
}

// Stopped tells somebody that no mandate lets him do this for another, or none does any
// more.
func Stopped() *gov.Error {
	return &gov.Error{Kind: gov.KindForbidden, Key: "mandate.stopped", Rule: "delegate-needs-mandate"}
}

// HandOf gives in what quality the actor acts for the applicant by an action; nil if
// he acts for himself or by his post.
func (c *Case) HandOf(ctx context.Context, p *act.Prep, action string) (*Hand, error) {
	who := p.Who()
	if who.Kind != gov.Citizen && who.Kind != gov.Agent || who.Subject == c.Applicant {
		return nil, nil //nolint:nilnil // he acts for himself
	}
	if powerOf[action] == "" {
		return nil, nil //nolint:nilnil // only the applicant himself does this
	}
	if head, err := Heads(ctx, p.Q(), who.Person, c.Applicant); err != nil || head {
		return &Hand{Quality: Head, Person: who.Person}, err
	}
	id, err := mandate.Held(ctx, p.Q(), who.Person, powerOf[action], c.Target(), p.Now().Date())
	if err != nil || id == 0 {
		return nil, err
	}
	return &Hand{Quality: Delegate, Person: who.Person, Mandate: id}, nil
}

// Sign adds to an event who acted for the applicant, in what quality and by which
// mandate; of the applicant himself it adds nothing.
func (h *Hand) Sign(data seal.Data) {
	if h == nil {
		return
	}
	data["as"], data["hand"] = h.Quality, h.Person
	if h.Mandate != 0 {
		data["mandate"] = h.Mandate
	}
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

// Followers are who acted in the case for its applicant and may read it now.
func (c *Case) Followers(ctx context.Context, q *act.Q, today gov.Date) (out []gov.ID, err error) {
	hands, err := HandsOf(ctx, q, c.ID)
	for _, h := range hands {
		if err != nil || h.Person == 0 || slices.Contains(out, h.Person) {
			continue
		}
		var may bool
		if may, err = Heads(ctx, q, h.Person, c.Applicant); err == nil && !may {
			var held gov.ID
			held, err = mandate.Held(ctx, q, h.Person, mandate.Read, c.Target(), today)
			may = held != 0
		}
		if may {
			out = append(out, h.Person)
		}
	}
	return out, err
}

// As says for the record of uses in what quality data were read.
func (h *Hand) As() string {
	if h == nil {
		return ""
	}
	return h.Quality
}
