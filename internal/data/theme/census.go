package theme

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// census is what an import of persons knows of all its lines before it writes
// the first: ids for every number, so that spouses may refer to each other.
type census struct {
	people     map[string]gov.ID
	kin        map[string]gov.ID     // relatives: 0 while not found
	households map[string]*household // by number
}

type household struct {
	id    gov.ID
	fresh bool
	first string // number of the person whose row brings it in
}

// take notes a line; false when its number stood in the file before.
func (c *census) take(in *person) bool {
	if _, twice := c.people[in.number()]; twice {
		return false
	}
	c.people[in.number()] = 0
	for _, n := range in.kin {
		c.kin[n] = 0
	}
	if in.household != "" && c.households[in.household] == nil {
		c.households[in.household] = &household{first: in.number()}
	}
	return true
}

// resolveCensus gives persons and households their ids and finds relatives.
func (im *Importer) resolveCensus(ctx context.Context, c *census) error {
	v := im.Engine.Vault()
	findPerson := func(ctx context.Context, q *sqldb.Q, number string) (gov.ID, bool, error) {
		return FindPerson(ctx, q, v, number)
	}
	if _, err := im.resolve(ctx, c.people, "theme_person", findPerson); err != nil {
		return err
	}
	outside := map[string]gov.ID{}
	for n := range c.kin {
		if id, ok := c.people[n]; ok {
			c.kin[n] = id
		} else {
			outside[n] = 0
		}
	}
	fresh, err := im.resolve(ctx, outside, "theme_person", findPerson)
	if err != nil {
		return err
	}
	for n, id := range outside {
		if !fresh[n] { // a relative nobody knows stays a number
			c.kin[n] = id
		}
	}
	return im.resolveHouseholds(ctx, c)
}

func (im *Importer) resolveHouseholds(ctx context.Context, c *census) error {
	ids := make(map[string]gov.ID, len(c.households))
	for n := range c.households {
		ids[n] = 0
	}
	v := im.Engine.Vault()
	fresh, err := im.resolve(ctx, ids, "theme_household", func(ctx context.Context, q *sqldb.Q, number string) (id gov.ID, found bool, err error) {
		return findHousehold(ctx, q, v.BlindIndex(householdIndex, number))
	})
	for n, h := range c.households {
		h.id, h.fresh = ids[n], fresh[n]
	}
	return err
}

// link puts the ids into a line that is about to be written.
func (c *census) link(in *person) {
	in.id = c.people[in.number()]
	if h := c.households[in.household]; h != nil {
		in.householdID, in.newHousehold = h.id, h.fresh && h.first == in.number()
	}
	for code, ref := range map[string]*gov.ID{"spouseId": &in.spouse, "fatherId": &in.father, "motherId": &in.mother} {
		if *ref = c.kin[in.kin[code]]; *ref != 0 {
			delete(in.kin, code)
		}
	}
}
