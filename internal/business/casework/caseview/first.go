package caseview

import (
	"context"

	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/gov"
)

// First opens a case from which an application for one more of several is begun, with
// the files that the reader handed in himself; the opening is recorded.
func (d *Desk) First(ctx context.Context, who gov.Actor, id gov.ID) (*apply.First, error) {
	v, err := d.Open(ctx, who, id)
	if err != nil {
		return nil, err
	}
	f := &apply.First{Applicant: v.Applicant, Division: v.Division, Thing: v.Thing, Facts: v.Situation, Answers: v.Answers}
	for _, m := range v.Materials {
		if m.State == "given" && m.By == who.Account {
			f.Given = append(f.Given, apply.Given{Code: m.Code, Name: m.Name, Blob: m.Blob, Type: m.Type, Size: m.Size})
		}
	}
	return f, nil
}
