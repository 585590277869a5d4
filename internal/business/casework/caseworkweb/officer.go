package caseworkweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/delivery"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

// step is a use case of casework that changes one case.
type step[T any] func(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in T) (*casework.Progress, error)

// mount registers a step as POST /api/cases/{id}/PATH.
func mount[T any](s *web.Server, id, path, summary string, do step[T]) {
	op := web.Op{ID: id, Method: http.MethodPost, Path: "/api/cases/{id}/" + path, Summary: summary, Tag: tag}
	web.Handle(s, op, func(ctx context.Context, who gov.Actor, in *with[T]) (*casework.Progress, error) {
		return do(ctx, who, in.Key, in.ID.ID, in.Body)
	})
}

func mountSteps(s *web.Server, svc *casework.Service) {
	mount(s, "sendNotice", "notice", "Tell the applicant everything that is missing, once", svc.SendNotice)
	mount(s, "acceptCase", "acceptance", "Accept the application in the name of each authority", svc.AcceptCase)
	mount(s, "rejectCase", "rejection", "No permit is needed, or another body is competent", svc.RejectCase)
	mount(s, "giveOpinion", "opinions", "End a step of examination, review or guidance", svc.GiveOpinion)
	mount(s, "recordVisit", "visits", "Record a visit to the spot, alone or joint", svc.RecordVisit)
	mount(s, "decide", "decision", "Decide one matter in the name of its authority", svc.Decide)
	mount(s, "deliver", "delivery", "Record that the applicant has what was decided", svc.Deliver)
	web.Handle(s, web.Op{ID: "postResult", Method: http.MethodPost, Path: "/api/cases/{id}/delivery/parcel", Summary: "Record that a result was posted; the step stays open until the slip is back", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *with[delivery.Dispatch]) (*delivery.Record, error) {
			return svc.Dispatch(ctx, who, in.Key, in.ID.ID, in.Body)
		})
}

func mountClocks(s *web.Server, svc *casework.Service) {
	mount(s, "stopClock", "clock/stop", "Stop a matter's clock on one of the law's eight grounds", svc.StopClock)
	mount(s, "resumeClock", "clock/resume", "Let a stopped clock run on", svc.ResumeClock)
	mount(s, "extendClock", "clock/extension", "Extend a limit, approved by the rank the law names", svc.ExtendClock)
}
