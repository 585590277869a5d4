package mandate

import (
	"slices"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// Party names a person or firm as a document does: by number and name.
type Party struct {
	Number string `json:"number"`
	Name   string `json:"name"`
	Firm   bool   `json:"firm,omitempty"` // the number is a credit code
}

// Offer is what a principal says when he lets somebody act for him.
type Offer struct {
	Principal *Party   `json:"principal,omitempty"` // at the window: whoever signed; online: the firm, if it is a firm's
	Delegate  Party    `json:"delegate"`
	Kind      Kind     `json:"kind"`
	May       []Power  `json:"may"`
	Scope     Scope    `json:"scope"`
	From      gov.Date `json:"from,omitempty"` // today if left out
	Until     gov.Date `json:"until"`
	Paper     string   `json:"paper,omitempty"` // content address of the signed paper; the window must give it
}

// The bounds of a mandate. No law sets them; a right that nobody remembers is a
// danger, so that one may stand for three years and is then made anew.
const (
	maxYears = 3
	maxItems = 50
	maxName  = 120
)

// check tells what is wrong with an offer, field by field, and completes it.
func (o *Offer) check(today gov.Date, window bool) error {
	e := gov.Invalid("mandate.offer")
	o.checkParties(e, window)
	o.checkPowers(e)
	if o.From == "" {
		o.From = today
	}
	for path, d := range map[string]gov.Date{"from": o.From, "until": o.Until} {
		if _, err := gov.ParseDate(string(d)); err != nil {
			e.At(path, "error.date")
		}
	}
	if len(e.Fields) == 0 && (o.From < today || o.Until < o.From || o.Until > gov.At(o.From.Std().AddDate(maxYears, 0, 0)).Date()) {
		e.At("until", "mandate.term")
	}
	if window && o.Paper == "" {
		e.At("paper", "mandate.paper")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func (o *Offer) checkParties(e *gov.Error, window bool) {
	firm := o.Principal != nil && o.Principal.Firm
	if window && o.Principal == nil {
		e.At("principal.number", "mandate.party")
	}
	if o.Principal != nil {
		o.Principal.check(e, "principal")
	}
	if o.Delegate.Firm {
		e.At("delegate.number", "mandate.delegate_person")
	} else {
		o.Delegate.check(e, "delegate")
	}
	kinds := []Kind{Family, Professional}
	if firm {
		kinds = []Kind{Clerk, Professional}
	}
	if !slices.Contains(kinds, o.Kind) {
		e.At("kind", "mandate.kind")
	}
}

// check brings a party into its one form.
func (p *Party) check(e *gov.Error, path string) {
	if n := len([]rune(p.Name)); n == 0 || n > maxName {
		e.At(path+".name", "mandate.name")
	}
	if p.Firm {
		code, err := idcode.ParseUSCC(p.Number)
		if err != nil {
			e.At(path+".number", "mandate.number")
			return
		}
		p.Number = code.Code
		return
	}
	id, err := idcode.ParseCitizenID(p.Number)
	if err != nil {
		e.At(path+".number", "mandate.number")
		return
	}
	p.Number = id.Number
}

func (o *Offer) checkPowers(e *gov.Error) {
	var may []Power
	for _, p := range Powers {
		if slices.Contains(o.May, p) {
			may = append(may, p)
		}
	}
	known := !slices.ContainsFunc(o.May, func(p Power) bool { return !slices.Contains(Powers, p) })
	switch {
	case len(may) == 0 || !known:
		e.At("may", "mandate.powers")
	case o.Scope.Case != 0 && (slices.Contains(may, Apply) || len(o.Scope.Items) > 0):
		e.At("scope.case", "mandate.scope_case")
	case len(o.Scope.Items) > maxItems:
		e.At("scope.items", "mandate.scope_items")
	}
	// who may change a file may see it
	if !slices.Contains(may, Read) && (slices.Contains(may, Apply) || slices.Contains(may, Supplement)) {
		may = append(may, Read)
		slices.SortFunc(may, func(a, b Power) int { return slices.Index(Powers, a) - slices.Index(Powers, b) })
	}
	o.May = may
	slices.Sort(o.Scope.Items)
	o.Scope.Items = slices.Compact(o.Scope.Items)
}
