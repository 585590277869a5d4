package bench

import (
	"context"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// tallied are what a story leaves behind, as texts to count by: what must be there as
// often as in a performance that nothing disturbed. Events of reading and of refusals
// are as many as there were; drafts are those of the neighbours too.
var tallied = []string{
	"SELECT 'case ' || thing || ' ' || state FROM case_file",
	"SELECT 'matter ' || item || ' ' || state || ' ' || outcome FROM case_matter",
	"SELECT 'opinion ' || step || ' ' || page || ' ' || result FROM case_opinion",
	"SELECT 'visit ' || joint FROM case_visit",
	"SELECT 'material ' || code || ' ' || state FROM case_material",
	"SELECT 'clock ' || kind || ' ' || CAST(open AS TEXT) FROM case_clock",
	"SELECT 'task ' || kind || ' ' || state || ' ' || outcome FROM todo_item",
	"SELECT 'certificate ' || kind || ' ' || number || ' ' || state FROM licence",
	"SELECT 'letter ' || kind || ' ' || number || ' ' || state FROM letter",
	"SELECT 'number ' || id || ' ' || CAST(last AS TEXT) FROM letter_counter",
	"SELECT 'certificates ' || id || ' ' || CAST(n AS TEXT) FROM licence_counter",
	"SELECT 'event ' || name FROM event WHERE stream NOT LIKE 'draft/%' AND stream NOT LIKE 'read/%' AND " +
		"(name LIKE 'case.%' OR name LIKE 'matter.%' OR name LIKE 'clock.%' OR name LIKE 'letter.%' OR name LIKE 'licence.%' OR name LIKE 'flow.%')",
	"SELECT 'dead job ' || kind FROM job WHERE state = 'dead'",
}

// tally counts what a story left behind.
func tally(ctx context.Context, db *sqldb.DB) (map[string]int, error) {
	out := map[string]int{}
	err := db.Read(ctx, func(q *sqldb.Q) error {
		for _, text := range tallied {
			list, err := sqldb.All(ctx, q, sqldb.Column[string], text)
			if err != nil {
				return err
			}
			for _, one := range list {
				out[one]++
			}
		}
		return nil
	})
	return out, err
}

// written gives how often each draft was written, and the leaves of its events.
func written(ctx context.Context, db *sqldb.DB, drafts []gov.ID) (versions, leaves int64, err error) {
	for _, id := range drafts {
		v, l, err := writings(ctx, db, id)
		if err != nil {
			return 0, 0, err
		}
		versions, leaves = versions+v-1, leaves+l-1 // without its beginning
	}
	return versions, leaves, nil
}
