package ident

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Erase destroys what can be read of a person: his accounts are closed, their
// login names can no longer be found, and his key goes (action eraseSubject). Case
// files that must be kept by law stand under keys of their own.
func (i *Ident) Erase(ctx context.Context, who gov.Actor, person gov.ID) error {
	cmd := act.Command{Action: "eraseSubject", Actor: who, Claims: []string{"person/" + person.String()}}
	_, err := act.Do(ctx, i.eng, cmd, func(p *act.Prep) (gov.ID, error) {
		if err := p.Authorise(act.Resource{Type: "Person", ID: person.String(), Attrs: map[string]any{"subject": person}}); err != nil {
			return 0, err
		}
		if err := i.PrepareErase(ctx, p, person); err != nil {
			return 0, err
		}
		return person, p.Erase(person)
	})
	return err
}

// PrepareErase adds the end of a person's accounts to a command that erases him.
func (i *Ident) PrepareErase(ctx context.Context, p *act.Prep, person gov.ID) error {
	list, err := readPerson(ctx, p.Q(), person)
	if err != nil {
		return err
	}
	for _, a := range list {
		if _, err := i.endAll(ctx, p, a, 0); err != nil {
			return err
		}
		p.Exec(dropTry, -1, a.index)
		a.State, a.index = Closed, "erased/"+a.ID.String()
		if err := p.Update(accountTable, a.row(), a.rev); err != nil {
			return err
		}
		if err := p.Event("account.closed", claim(a.ID), seal.Data{"account": a.ID}); err != nil {
			return err
		}
	}
	return nil
}
