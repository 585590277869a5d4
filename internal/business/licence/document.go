package licence

import (
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/pdf"
)

// Print is what a certificate needs beside its own content to be put on paper.
type Print struct {
	Lang    locale.Lang
	Base    string // address of the site, for the QR code
	Key     []byte // of the short code
	Edition string // key of the catalogue: licence.original, licence.copy; none if empty
	Created gov.Time
	Notes   []string // small print of the kind, of the pack
	Annex   []pdf.Block
}

// Document composes the certificate for printing. The seal carries the words
// that deny it effect: an own seal of this system is one of demonstration.
func (l Licence) Document(p Print) pdf.Document {
	say := func(key string, args map[string]any) string { return locale.T(p.Lang, key, args) }
	d := pdf.Document{
		Layout: pdf.Certificate, Language: string(p.Lang), Created: p.Created,
		Title: l.Title, Organ: l.OrganName, Blocks: p.Annex, Notes: p.Notes,
		Number: say("licence.print_number", map[string]any{"number": l.Number}),
		Signed: []pdf.Signature{{Organ: l.OrganName, Date: say("licence.print_date", map[string]any{"date": l.Issued}), Seal: say("licence.print_seal", nil)}},
		Code:   &pdf.Code{Content: Payload(p.Base, p.Key, l.Identifier), Caption: say("licence.print_scan", map[string]any{"code": ShortCode(p.Key, l.Identifier)})},
		Footer: say("licence.print_footer", nil),
	}
	if p.Edition != "" {
		d.Edition = say(p.Edition, nil)
	}
	d.Fields = append(d.Fields, pdf.Field{Label: say("licence.print_holder", nil), Value: l.HolderName})
	if l.HolderCode != "" && !l.Natural { // an identity number is not shown to whoever passes
		d.Fields = append(d.Fields, pdf.Field{Label: say("licence.print_code", nil), Value: l.HolderCode})
	}
	for _, e := range l.Entries {
		d.Fields = append(d.Fields, pdf.Field{Label: e.Label, Value: e.Value, Aside: e.Aside})
	}
	d.Fields = append(d.Fields,
		pdf.Field{Label: say("licence.print_term", nil), Value: l.term(say)},
		pdf.Field{Label: say("licence.print_identifier", nil), Value: l.Identifier, Aside: true})
	return d
}

func (l Licence) term(say func(string, map[string]any) string) string {
	if l.Until == "" {
		return say("licence.print_long", map[string]any{"from": l.From})
	}
	return say("licence.print_until", map[string]any{"from": l.From, "until": l.Until})
}
