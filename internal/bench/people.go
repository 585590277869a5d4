package bench

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"holon.example/holon/internal/app"
	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
	"holon.example/holon/internal/infra/sqldb"
)

// person is somebody who applies, with the token of a signed-in account.
type person struct {
	id      gov.ID
	account gov.ID
	token   string
}

// peopleFile is the register of people of a city pack.
const peopleFile = "data/people.csv.gz"

// namedPeople stand first in the register: officers and those of demonstrations.
const namedPeople = 100

var errPeople = errors.New("bench: the register has too few people without a firm")

// enrol opens accounts for people of the register who run no firm and, if they are to
// call from outside, gives each a token.
func enrol(ctx context.Context, n *app.Node, packs fs.FS, city string, count int, tokens bool) ([]person, error) {
	people, err := citizens(ctx, n, packs, city, count)
	if err != nil {
		return nil, err
	}
	setup := gov.Job("setup")
	list := make([]ident.NewAccount, count)
	for i := range list {
		login := fmt.Sprintf("bench-%d", i)
		list[i] = ident.NewAccount{Kind: gov.Citizen, Login: login, Name: login, Person: people[i].id}
	}
	accounts, err := n.Ident.Enrol(ctx, setup, list)
	if err != nil {
		return nil, err
	}
	for i, a := range accounts {
		people[i].account = a.ID
		if !tokens {
			continue
		}
		t, err := n.Ident.CreateToken(ctx, setup, a.ID, ident.NewToken{Label: "bench"})
		if err != nil {
			return nil, err
		}
		people[i].token = t.Secret
	}
	return people, nil
}

func citizens(ctx context.Context, n *app.Node, packs fs.FS, city string, count int) (out []person, err error) {
	f, err := packs.Open(path.Join(city, peopleFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(z)
	for i := 0; len(out) < count; i++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil, errPeople
		}
		if err != nil {
			return nil, err
		}
		if i <= namedPeople {
			continue // the head line, and those who have accounts
		}
		id, ok, err := citizen(ctx, n, row[0])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, person{id: id})
		}
	}
	return out, nil
}

// citizen finds a person of the register; ok says that he runs no firm.
func citizen(ctx context.Context, n *app.Node, number string) (id gov.ID, ok bool, err error) {
	err = n.DB.Read(ctx, func(q *sqldb.Q) error {
		var found bool
		if id, found, err = theme.FindPerson(ctx, q, n.Vault, number); err != nil || !found {
			return err
		}
		firms, err := theme.Firms(ctx, q, id)
		ok = len(firms) == 0
		return err
	})
	return id, ok, err
}
