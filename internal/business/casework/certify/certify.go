package certify

import (
	"context"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/org"
)

// plainNumber is the rule of a number where the item's pack gives none.
const plainNumber = "{division:6}{year:4}{seq:6}{mod3736}"

// permit is the type of the items of which 行政许可法 speaks.
const permit = "01"

// Holder is who a certificate is for, as the register has it.
type Holder struct {
	Name    string
	Code    string // credit code, or number of a person
	Natural bool
	Address string // of the firm; empty for a person
	Head    string // legal representative or operator of a firm
}

// Issuer issues and revokes certificates for casework.
type Issuer struct {
	Org    func(ctx context.Context, p *act.Prep) (*org.Snapshot, error)
	Holder func(ctx context.Context, p *act.Prep, subject gov.ID) (Holder, error)
	// Form gives the form of an item as its division handles it; nil where there is none.
	Form func(it *matter.Item) *form.Form
}

// Issue implements casework.Config.Licence.
func (i *Issuer) Issue(ctx context.Context, p *act.Prep, g casework.Grant) (gov.ID, error) {
	snap, err := i.Org(ctx, p)
	if err != nil {
		return 0, err
	}
	organ, ok := snap.Unit(g.Matter.Department, p.Now().Date())
	if !ok {
		return 0, gov.NotFound("case.no_department").With("item", g.Item.ID)
	}
	h, err := i.Holder(ctx, p, g.Case.Applicant)
	if err != nil {
		return 0, err
	}
	o := licence.Order{Matter: g.Matter.ID, Pattern: g.Item.Result.Number, Type: organ.USCC + kindCode(g.Item)}
	if o.Pattern == "" {
		o.Pattern = plainNumber
	}
	o.Licence = licence.Licence{
		Kind: g.Item.Result.Type, Title: g.Item.Result.Name.Zh, Case: g.Case.ID, Item: g.Item.ID, Division: g.Case.Division, Holder: g.Case.Applicant, Natural: h.Natural,
		HolderName: h.Name, HolderCode: h.Code, Organ: organ.ID, OrganName: organ.Name.Zh, OrganCode: organ.USCC, Until: until(p.Now().Date(), g.Item.Result.Validity),
	}
	o.Entries = entries(h, g.Item)
	if err := i.told(p, g, &o.Licence, h); err != nil {
		return 0, err
	}
	return licence.Issue(ctx, p, o)
}

// kindCode gives the three characters that tell kinds of certificates of one
// organ apart: the main item number of the basic code.
func kindCode(it *matter.Item) string {
	if len(it.BaseCode) < 9 {
		return "000"
	}
	return it.BaseCode[6:9]
}

// until is the last day of the term: the day before the same day of the month it
// ends in.
func until(from gov.Date, term *matter.Limit) gov.Date {
	if term == nil {
		return ""
	}
	t := from.Std()
	switch term.Unit {
	case "month":
		t = t.AddDate(0, term.N, -1)
	case "day":
		t = t.AddDate(0, 0, term.N-1)
	default:
		return ""
	}
	return gov.At(t).Date()
}

func entries(h Holder, it *matter.Item) (out []licence.Entry) {
	add := func(key, value string) {
		if value != "" {
			out = append(out, licence.Entry{Label: locale.T(locale.ZH, key, nil), Value: value})
		}
	}
	add("licence.entry_head", h.Head)
	add("licence.entry_address", h.Address)
	if it.Type == permit {
		add("licence.entry_matter", it.Name.Zh)
	} else {
		add("licence.entry_done", it.Name.Zh)
	}
	return out
}

// Revoke implements casework.Config.Revoke: what was promised was not kept
// (行政许可法 §69).
func (i *Issuer) Revoke(ctx context.Context, p *act.Prep, id gov.ID, reason string) error {
	return licence.Alter(ctx, p, id, licence.Change{Act: licence.Revoke, Date: p.Now().Date(), Ground: locale.T(locale.ZH, "licence.ground_promise", nil), Reason: reason})
}
