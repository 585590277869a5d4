package concern

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("case_concern", "case_id", "id", "case_id", "matter_id", "party", "state", "until_on", "letter", "told", "answered", "way", "why", "words")

const (
	labelWhy   = "case_concern.why"
	labelWords = "case_concern.words"
)

func (c *Concern) put(p *act.Prep) error {
	keys, err := p.Keys(c.Case)
	if err != nil {
		return err
	}
	row := []any{
		c.ID, c.Case, c.Matter, c.Party, c.State, c.Until, c.Letter, c.Told, c.Answered, c.Way,
		keys.Encrypt(labelWhy, []byte(c.Why)), keys.Encrypt(labelWords, []byte(c.Words)),
	}
	if c.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, c.rev)
}

// open decrypts what the notice and the statement say.
func (c *Concern) open(p *act.Prep) error {
	keys, err := p.Keys(c.Case)
	if err != nil {
		return err
	}
	why, err := keys.Decrypt(labelWhy, c.why)
	if err != nil {
		return err
	}
	words, err := keys.Decrypt(labelWords, c.words)
	c.Why, c.Words = string(why), string(words)
	return err
}

func scan(s sqldb.Scanner) (*Concern, error) {
	c := &Concern{}
	return c, s.Scan(&c.ID, &c.Case, &c.Matter, &c.Party, &c.State, &c.Until, &c.Letter, &c.Told, &c.Answered, &c.Way, &c.why, &c.words, &c.rev)
}

func ofMatter(ctx context.Context, q *sqldb.Q, matter gov.ID) ([]*Concern, error) {
	return sqldb.All(ctx, q, scan, table.Select("matter_id = $1 ORDER BY id"), matter)
}

func ofCase(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]*Concern, error) {
	return sqldb.All(ctx, q, scan, table.Select("case_id = $1 ORDER BY id"), caseID)
}

func ofParty(ctx context.Context, q *sqldb.Q, party gov.ID) ([]*Concern, error) {
	return sqldb.All(ctx, q, scan, table.Select("party = $1 ORDER BY id DESC LIMIT 100"), party)
}
