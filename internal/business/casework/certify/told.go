package certify

import (
	"fmt"
	"slices"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/wording"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/locale"
)

// told puts on a certificate what its item says of the application. One that is about
// somebody else than the applicant, such as a newborn who has no number yet, is made
// out to him by name and kept by the applicant, who stands on it as guardian.
func (i *Issuer) told(p *act.Prep, g casework.Grant, l *licence.Licence, h Holder) error {
	r := g.Item.Result
	if r.Bearer == "" && len(r.Says) == 0 {
		return nil
	}
	f := i.Form(g.Item)
	if f == nil {
		return nil
	}
	keys, err := p.Keys(g.Case.ID)
	if err != nil {
		return err
	}
	_, answers, err := g.Case.Opened(keys)
	if err != nil {
		return err
	}
	if name, ok := answers[r.Bearer].(string); ok && name != "" {
		l.HolderName, l.HolderCode, l.Natural = name, "", true
		l.Entries = slices.DeleteFunc(l.Entries, func(e licence.Entry) bool { return e.Value == h.Head || e.Value == h.Address })
		l.Entries = append(l.Entries, licence.Entry{Label: locale.T(locale.ZH, "licence.entry_guardian", nil), Value: h.person()})
	}
	for _, name := range r.Says {
		if fd := f.Field(name); fd != nil && answers[name] != nil {
			l.Entries = append(l.Entries, licence.Entry{Label: fd.Label.Zh, Value: written(fd, answers[name])})
		}
	}
	return nil
}

// person is the natural person behind a holder: the operator of a firm of one's own.
func (h Holder) person() string {
	if h.Head != "" {
		return h.Head
	}
	return h.Name
}

// written words an answer: a choice by its label, a day in full, a figure with its unit.
func written(fd *form.Field, v any) string {
	for _, o := range fd.Options {
		if o.Value == v {
			return o.Label.Zh
		}
	}
	text := fmt.Sprint(v)
	if fd.Control == "date" {
		if d, err := gov.ParseDate(text); err == nil {
			return wording.Day(d)
		}
	}
	return text + fd.Unit.Zh
}
