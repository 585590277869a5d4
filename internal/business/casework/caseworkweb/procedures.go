package caseworkweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/deferral"
	"holon.example/holon/internal/business/casework/hearing"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

// Procedures are the desks of the special procedures of a case.
type Procedures struct {
	Hearings  *hearing.Desk
	Concerns  *concern.Desk
	Deferrals *deferral.Desk
}

// does registers a step of a special procedure as POST /api/cases/{id}/PATH.
func does[I, O any](s *web.Server, id, path, summary string, do func(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in I) (O, error)) {
	op := web.Op{ID: id, Method: http.MethodPost, Path: "/api/cases/{id}/" + path, Summary: summary, Tag: tag}
	web.Handle(s, op, func(ctx context.Context, who gov.Actor, in *with[I]) (O, error) {
		return do(ctx, who, in.Key, in.ID.ID, in.Body)
	})
}

// MountProcedures registers the operations of special procedures.
func MountProcedures(s *web.Server, p Procedures) {
	does(s, "tellHearing", "hearing/right", "Tell applicant and third parties that they may ask for a hearing, or begin one by own motion", p.Hearings.Tell)
	does(s, "requestHearing", "hearing/request", "Ask for the hearing, within five working days of being told", p.Hearings.Request)
	does(s, "callHearing", "hearing/notice", "Set the hearing and give notice of it, seven working days before", p.Hearings.Call)
	does(s, "holdHearing", "hearing/minutes", "Record the hearing with its signed minutes", p.Hearings.Hold)
	does(s, "tellThirdParty", "concerns", "Give notice to a third party whose great interest is at stake", p.Concerns.Tell)
	does(s, "stateConcern", "concerns/statement", "What a third party says, himself or taken down", p.Concerns.State)
	web.Handle(s, web.Op{ID: "listConcerns", Method: http.MethodGet, Path: "/api/concerns", Summary: "The notices given to the caller as a third party", Tag: tag},
		func(ctx context.Context, who gov.Actor, _ *struct{}) ([]*concern.Concern, error) {
			return p.Concerns.Mine(ctx, who)
		})
	does(s, "promiseMaterials", "promise", "Promise to hand secondary materials in after the acceptance, where a regulation of the place allows it", p.Deferrals.Promise)
	does(s, "supplyPromised", "promise/materials", "Hand in what was promised", p.Deferrals.Supply)
}
