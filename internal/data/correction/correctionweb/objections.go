package correctionweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/data/correction"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const tag = "data"

type claimed struct {
	web.Keyed
	Subject web.ID `query:"subject" doc:"whom one acts for; oneself when left out"`
	Body    correction.Claim
}

type listed struct {
	Subject web.ID `query:"subject" doc:"whom one acts for; oneself when left out"`
	Before  web.ID `query:"before" doc:"where the last page ended"`
}

type keyed struct {
	web.One
	web.Keyed
}

type answered struct {
	web.One
	web.Keyed
	Body correction.Answer
}

// Mount registers the operations of objections.
func Mount(s *web.Server, d *correction.Desk) {
	web.Handle(s, web.Op{ID: "objectUse", Method: http.MethodPost, Path: "/api/me/objections", Summary: "Ask about or object to a line of the record of uses", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *claimed) (*correction.Objection, error) {
			return d.Object(ctx, who, in.Key, in.Subject.ID, in.Body)
		})
	web.Handle(s, web.Op{ID: "listObjections", Method: http.MethodGet, Path: "/api/me/objections", Summary: "What one asked and objected to, and the answers", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *listed) (correction.Page, error) {
			return d.Mine(ctx, who, in.Subject.ID, in.Before.ID)
		})
	web.Handle(s, web.Op{ID: "withdrawObjection", Method: http.MethodPost, Path: "/api/me/objections/{id}/withdrawal", Summary: "Take a question or an objection back", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *keyed) (*correction.Objection, error) {
			return d.Withdraw(ctx, who, in.Key, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "openObjection", Method: http.MethodGet, Path: "/api/objections/{id}", Summary: "One objection, for the unit that answers; the reading is recorded", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*correction.Objection, error) {
			return d.Open(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "answerObjection", Method: http.MethodPost, Path: "/api/objections/{id}/answer", Summary: "Answer with an outcome and reasons", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *answered) (*correction.Objection, error) {
			return d.Answer(ctx, who, in.Key, in.ID.ID, in.Body)
		})
}
