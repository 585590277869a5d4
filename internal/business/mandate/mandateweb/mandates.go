package mandateweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/mandate"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const tag = "mandates"

type fresh struct {
	web.Keyed
	Body mandate.Offer
}

type keyed struct {
	web.One
	web.Keyed
}

type answered struct {
	web.One
	web.Keyed
	Body mandate.Answer
}

// Mount registers the operations of mandates.
func Mount(s *web.Server, desk *mandate.Desk) {
	web.Handle(s, web.Op{ID: "createMandate", Method: http.MethodPost, Path: "/api/mandates", Summary: "Let somebody act for oneself or one's firm; at the window for whoever is present, on signed paper", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *fresh) (*mandate.View, error) {
			return desk.Create(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "listMandates", Method: http.MethodGet, Path: "/api/mandates", Summary: "Mandates given and held, ended ones too", Tag: tag},
		func(ctx context.Context, who gov.Actor, _ *struct{}) ([]*mandate.View, error) {
			return desk.List(ctx, who)
		})
	web.Handle(s, web.Op{ID: "getMandate", Method: http.MethodGet, Path: "/api/mandates/{id}", Summary: "One mandate", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*mandate.View, error) {
			return desk.Get(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "acceptMandate", Method: http.MethodPost, Path: "/api/mandates/{id}/acceptance", Summary: "Accept to act for the principal", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *answered) (*mandate.View, error) {
			return desk.Accept(ctx, who, in.Key, in.ID.ID, in.Body)
		})
	web.Handle(s, web.Op{ID: "declineMandate", Method: http.MethodPost, Path: "/api/mandates/{id}/refusal", Summary: "Decline to act for the principal", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *keyed) (*mandate.View, error) {
			return desk.Decline(ctx, who, in.Key, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "withdrawMandate", Method: http.MethodPost, Path: "/api/mandates/{id}/withdrawal", Summary: "End a mandate at once, by either side", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *answered) (*mandate.View, error) {
			return desk.Withdraw(ctx, who, in.Key, in.ID.ID, in.Body)
		})
	web.Handle(s, web.Op{ID: "identifyApplicant", Method: http.MethodPost, Path: "/api/window/applicants", Summary: "Find whoever is present at the window by his document; the check is recorded", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *struct{ Body mandate.Party }) (*mandate.Present, error) {
			return desk.Identify(ctx, who, in.Body)
		})
}
