package hearing

import (
	"context"
	"encoding/json"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

var table = sqldb.NewTable("case_hearing", "case_id", "id", "case_id", "matter_id", "state", "parties", "own", "until_on", "by_party", "hold_by",
	"at", "place", "chair", "open", "signed", "minutes", "told", "held", "task", "stopped")

const labelMinutes = "case_hearing.minutes"

func (h *Hearing) put(p *act.Prep) error {
	keys, err := p.Keys(h.Case)
	if err != nil {
		return err
	}
	parties, err := json.Marshal(h.Parties)
	if err != nil {
		return err
	}
	row := []any{
		h.ID, h.Case, h.Matter, h.State, string(parties), h.Own, h.Until, h.By, h.HoldBy, h.At, h.Place, h.Chair, h.Open, h.Signed,
		keys.Encrypt(labelMinutes, []byte(h.Minutes)), h.Told, h.Held, h.task, h.stop,
	}
	if h.rev == 0 {
		return p.Insert(table, row)
	}
	return p.Update(table, row, h.rev)
}

// withMinutes reads the minutes too, for a command that changes the hearing or shows it.
func (h *Hearing) withMinutes(p *act.Prep) error {
	keys, err := p.Keys(h.Case)
	if err != nil {
		return err
	}
	plain, err := keys.Decrypt(labelMinutes, h.sealed)
	h.Minutes = string(plain)
	return err
}

func read(ctx context.Context, q *sqldb.Q, where string, arg gov.ID) ([]*Hearing, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (*Hearing, error) {
		h := &Hearing{}
		var parties string
		var own, open, stop int64
		if err := s.Scan(&h.ID, &h.Case, &h.Matter, &h.State, &parties, &own, &h.Until, &h.By, &h.HoldBy, &h.At, &h.Place, &h.Chair, &open, &h.Signed,
			&h.sealed, &h.Told, &h.Held, &h.task, &stop, &h.rev); err != nil {
			return nil, err
		}
		h.Own, h.Open, h.stop = own != 0, open != 0, stop != 0
		return h, json.Unmarshal([]byte(parties), &h.Parties)
	}, table.Select(where), arg)
}
