package app

import (
	"holon.example/holon/internal/app/register"
	"holon.example/holon/internal/business/casework/caseworkweb"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/deferral"
	"holon.example/holon/internal/business/casework/hearing"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/infra/jobs"
)

// openProcedures wires the special procedures of cases.
func (n *Node) openProcedures(k *register.Desk) {
	n.Procedures = caseworkweb.Procedures{
		Hearings:  hearing.New(hearing.Config{Amend: n.Casework.Amend, Calendar: n.days.now.Load, OrgIn: n.Org.In, Name: k.Name}),
		Concerns:  concern.New(concern.Config{Act: n.Engine, Amend: n.Casework.Amend, Calendar: n.days.now.Load, Match: k.Match, Name: k.Name}),
		Deferrals: deferral.New(deferral.Config{Act: n.Engine, Amend: n.Casework.Amend, Library: func() *matter.Library { return n.Content.Now().Library }}),
	}
	n.Jobs.HandleIn(jobs.Timers, deferral.Job, n.Procedures.Deferrals.Look)
}
