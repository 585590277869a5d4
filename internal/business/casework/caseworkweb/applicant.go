package caseworkweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/apply"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const tag = "cases"

type fresh struct {
	web.Keyed
	Body apply.Application
}

type saved struct {
	web.One
	web.Keyed
	Body apply.Application
}

// Page asks for a page of a list, newest first.
type Page struct {
	Before web.ID `query:"before" doc:"the last id of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"20 when left out"`
}

// listed asks for a page of one's own cases, or of those one may read for others.
type listed struct {
	Page
	As string `query:"as" enum:"applicant,delegate" doc:"delegate: the cases of those who let the caller act for them"`
}

// Ask is the number and query code of a receipt.
type Ask struct {
	No   string `json:"no" maxLength:"64"`
	Code string `json:"code" maxLength:"16"`
}

// Mount registers the operations of casework.
func Mount(s *web.Server, svc *casework.Service) {
	mountDrafts(s, svc)
	mountCases(s, svc)
	mountSteps(s, svc)
	mountClocks(s, svc)
}

func mountDrafts(s *web.Server, svc *casework.Service) {
	desk := svc.Drafts()
	web.Handle(s, web.Op{ID: "startApplication", Method: http.MethodPost, Path: "/api/drafts", Summary: "Begin an application", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *fresh) (*apply.Draft, error) {
			return desk.Start(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "listDrafts", Method: http.MethodGet, Path: "/api/drafts", Summary: "One's open drafts", Tag: tag},
		func(ctx context.Context, who gov.Actor, _ *struct{}) ([]apply.Draft, error) {
			return desk.Drafts(ctx, who)
		})
	web.Handle(s, web.Op{ID: "getDraft", Method: http.MethodGet, Path: "/api/drafts/{id}", Summary: "Open a draft", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*apply.Draft, error) {
			return desk.GetDraft(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "saveDraft", Method: http.MethodPut, Path: "/api/drafts/{id}", Summary: "Keep answers so far", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *saved) (*apply.Draft, error) {
			return desk.SaveDraft(ctx, who, in.Key, in.ID.ID, in.Body)
		})
}

func mountCases(s *web.Server, svc *casework.Service) {
	web.Handle(s, web.Op{ID: "submitApplication", Method: http.MethodPost, Path: "/api/cases", Summary: "Hand in an application", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *fresh) (*casework.Receipt, error) {
			return svc.Submit(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "listCases", Method: http.MethodGet, Path: "/api/cases", Summary: "One's own cases, or those of whom one acts for", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *listed) ([]*casefile.Case, error) {
			if in.As == casefile.Delegate {
				return svc.Delegated(ctx, who, in.Before.ID, in.size())
			}
			return svc.Mine(ctx, who, in.Before.ID, in.size())
		})
	web.Handle(s, web.Op{ID: "getCase", Method: http.MethodGet, Path: "/api/cases/{id}", Summary: "Open a case; the reading is recorded", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*casework.View, error) {
			return svc.Open(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "trackCase", Method: http.MethodPost, Path: "/api/track", Summary: "Progress of a case by number and query code", Tag: tag, Public: true},
		func(ctx context.Context, who gov.Actor, in *struct{ Body Ask }) (*casework.View, error) {
			return svc.OpenByCode(ctx, who, in.Body.No, in.Body.Code)
		})
	web.Handle(s, web.Op{ID: "supplement", Method: http.MethodPost, Path: "/api/cases/{id}/supplement", Summary: "Hand in what a notice asked for, or put one matter right", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *with[casework.Supplied]) (*casework.Progress, error) {
			return svc.SupplyMore(ctx, who, in.Key, in.ID.ID, in.Body)
		})
	web.Handle(s, web.Op{ID: "withdraw", Method: http.MethodPost, Path: "/api/cases/{id}/withdrawal", Summary: "Take an application back before it is decided", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *keyed) (*casework.Progress, error) {
			return svc.Withdraw(ctx, who, in.Key, in.ID.ID)
		})
}

type keyed struct {
	web.One
	web.Keyed
}

// with is the input of a step on one case.
type with[T any] struct {
	web.One
	web.Keyed
	Body T
}

func (p *Page) size() int {
	if p.Limit == 0 {
		return 20
	}
	return p.Limit
}
