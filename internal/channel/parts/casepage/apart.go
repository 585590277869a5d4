package casepage

import (
	"slices"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
)

// thing is the package the case is of; nil for a single item.
func (sc *Scene) thing() *matter.OneThing { return sc.src.Cases.Library().Thing(sc.View.Thing) }

// apart says of a part what a package says of it: that it is promised later than the
// whole and holds nothing back, and what it waits for.
func (sc *Scene) apart(p *Part) {
	if t := sc.thing(); t != nil {
		p.Later = slices.ContainsFunc(t.Parts, func(x matter.Part) bool { return x.Item == p.Item && x.Later })
	}
	for _, item := range p.view.After {
		p.After = append(p.After, sc.itemTitle(p.view.Division, item))
	}
	if p.State == string(casefile.Waiting) && len(p.After) == 0 {
		p.State = unaccepted // it waits for no other part
	}
}

// unaccepted is the word for a matter that begins when the case is accepted.
const unaccepted = "unaccepted"

// Begun tells whether the authority has begun.
func (p *Part) Begun() bool { return p.State != unaccepted && p.State != string(casefile.Waiting) }

// AnyLater tells whether a part is shown apart.
func (sc *Scene) AnyLater() bool {
	return slices.ContainsFunc(sc.Parts, func(p Part) bool { return p.Later })
}

// Again names what one more of may be applied for, such as a child; empty where there is
// none, or the reader is not the applicant.
func (sc *Scene) Again() string {
	t := sc.thing()
	if t == nil || sc.Who.Kind == gov.Officer || sc.Who.Kind == gov.Nobody || !t.Again(sc.View.Situation) {
		return ""
	}
	return t.Each.Name.In(string(sc.Lang))
}
