package relay

import (
	"context"

	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/todo"
)

// file is the case a move is made in, with the task and the matter it is about.
type file struct {
	p      *act.Prep
	c      *casefile.Case
	ms     []*casefile.Matter
	matter *casefile.Matter
	task   *todo.Item
}

// open reads the case, and a task of it unless that is 0.
func open(ctx context.Context, p *act.Prep, caseID, task gov.ID) (*file, error) {
	f := &file{p: p}
	var err error
	if f.c, err = casefile.Load(ctx, p.Q(), caseID); err != nil {
		return nil, err
	}
	if f.ms, err = casefile.MattersOf(ctx, p.Q(), caseID); err != nil || task == 0 {
		return f, err
	}
	if f.task, err = todo.Get(ctx, p.Q(), task); err != nil {
		return nil, err
	}
	if f.task.Ref.Kind != "case" || f.task.Ref.ID != caseID {
		return nil, gov.NotFound("task.none")
	}
	if f.task.Ref.Part == "" {
		return f, nil
	}
	m, err := gov.ParseID(f.task.Ref.Part)
	if err != nil {
		return nil, err
	}
	return f, f.of(m)
}

// of chooses the matter.
func (f *file) of(id gov.ID) error {
	for _, m := range f.ms {
		if m.ID == id {
			f.matter = m
			return nil
		}
	}
	return gov.NotFound("case.none")
}

// resource is the task's matter as the policies see it; a task of the intake stands
// for the department it was given to.
func (f *file) resource() act.Resource {
	r := f.c.Resource(f.matter)
	if f.task != nil {
		r.Attrs["department"], r.Attrs["role"] = f.task.Department, f.task.Role
	}
	return r
}

func (f *file) keep(m *Move, event string) (*Move, error) { return f.keepWith(m, event, seal.Data{}) }

// keepWith writes a move and tells it in the case: who, to whom, never why.
func (f *file) keepWith(m *Move, event string, data seal.Data) (*Move, error) {
	who := f.p.Who()
	m.ID, m.Case, m.By, m.Department, m.At = f.p.NewID(), f.c.ID, who.Post, who.Department, f.p.Now()
	data["subject"], data["by"] = f.c.Applicant, who.Post
	if f.matter != nil {
		m.Matter = f.matter.ID
		data["matter"], data["item"], data["department"] = f.matter.ID, f.matter.Item, f.matter.Department
	} else if f.task != nil {
		data["department"] = f.task.Department
	}
	if f.task != nil {
		data["task"], data["kind"] = f.task.ID, f.task.Kind
	}
	if m.To != 0 {
		data["post"] = m.To
	}
	keys, err := f.p.Keys(f.c.ID)
	if err != nil {
		return nil, err
	}
	if err := f.p.Insert(table, m.row(keys)); err != nil {
		return nil, err
	}
	return m, f.p.Event(event, casefile.Stream(f.c.ID), data)
}
