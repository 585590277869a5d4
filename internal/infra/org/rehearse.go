package org

import (
	"context"
	"errors"

	"holon.example/holon/internal/gov"
)

// rehearsed begins the identifiers of units that exist in a rehearsal only.
const rehearsed = gov.ID(1) << 61

// Rehearse tells what Import would change, and writes nothing. It answers as Import
// would where the organisation it leads to breaks an invariant. The identifiers of new
// units are made up.
func (o *Org) Rehearse(ctx context.Context, st Structure, people map[string]gov.ID) (Changes, error) {
	s, err := o.Snapshot(ctx)
	if err != nil {
		return Changes{}, err
	}
	last := rehearsed
	newID := func() gov.ID { last++; return last }
	var all Changes
	for {
		c, err := diff(s, st, people, newID)
		if errors.Is(err, errNothing) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		d := newDraft(s, newID)
		if err := d.apply(c); err != nil {
			return all, err
		}
		all.Open, all.Revise = append(all.Open, c.Open...), append(all.Revise, c.Revise...)
		all.Assign, all.Entrust = append(all.Assign, c.Assign...), append(all.Entrust, c.Entrust...)
		s = newSnapshot(d.rows)
	}
}
