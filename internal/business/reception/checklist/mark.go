package checklist

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
)

// Grade says how good a paper is as proof.
type Grade string

// The grades, best first.
const (
	Register Grade = "A" // an electronic licence, checked in its register
	Seen     Grade = "B" // the original was seen at the window
	Copy     Grade = "C" // a copy; the original is still to be seen
	Promised Grade = "D" // a promise in place of the paper
)

// Grades lists them in their order.
var Grades = []Grade{Register, Seen, Copy, Promised}

// Mark is what the window found of one paper.
type Mark struct {
	ID       gov.ID   `json:"id"`
	Target   gov.ID   `json:"target"` // draft or case
	Code     string   `json:"code"`   // of the material
	Original bool     `json:"original"`
	Grade    Grade    `json:"grade"`
	Blob     string   `json:"blob,omitempty"` // content address of the scan
	Type     string   `json:"type,omitempty"`
	Size     int64    `json:"size,omitempty"`
	At       gov.Time `json:"at"`

	hall     gov.ID
	division string
	account  gov.ID
	rev      int64
}

func (m *Mark) check() error {
	e := gov.Invalid("reception.mark")
	if m.Target == 0 || m.Code == "" || len(m.Code) > 60 || len(m.Blob) > 128 || len(m.Type) > 100 {
		e.At("code", "error.invalid")
	}
	switch {
	case !slices.Contains(Grades, m.Grade):
		e.At("grade", "reception.mark_grade")
	case m.Grade == Seen && !m.Original:
		e.At("original", "reception.mark_seen")
	case m.Grade == Copy && m.Original:
		e.At("grade", "reception.mark_copy")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// Put marks one paper, over what was marked before (action markMaterial). A mark without
// a scan keeps the scan that is there.
func Put(ctx context.Context, eng *act.Engine, who gov.Actor, key string, in Mark) (*Mark, error) {
	cmd := act.Command{Action: "markMaterial", Actor: who, Key: key, Input: in, Claims: []string{"hall-mark/" + in.Target.String()}}
	return act.Do(ctx, eng, cmd, func(p *act.Prep) (*Mark, error) {
		old, err := of(ctx, p.Q(), in.Target, in.Code)
		if err != nil {
			return nil, err
		}
		m := in
		m.hall, m.division, m.account, m.At = who.Department, who.Division, who.Account, p.Now()
		if old != nil {
			m.ID, m.hall, m.division, m.rev = old.ID, old.hall, old.division, old.rev
			if m.Blob == "" {
				m.Blob, m.Type, m.Size = old.Blob, old.Type, old.Size
			}
		}
		if err := p.Authorise(reception.Of(m.ID, m.hall, m.division, 0, 0)); err != nil {
			return nil, err
		}
		if err := m.check(); err != nil {
			return nil, err
		}
		if old == nil {
			m.ID = p.NewID()
			err = p.Insert(table, m.row())
		} else {
			err = p.Update(table, m.row(), m.rev)
		}
		if err != nil {
			return nil, err
		}
		return &m, p.Event("hall.material_marked", reception.Stream("mark", m.ID), seal.Data{
			"hall": m.hall, "target": m.Target, "code": m.Code, "original": m.Original, "grade": string(m.Grade), "scan": m.Blob != "",
		})
	})
}
