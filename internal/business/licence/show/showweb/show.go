package showweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/business/licence/show"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const tag = "certificates"

// Before says where the last page of a list ended.
type Before struct {
	Before web.ID `query:"before" doc:"where the last page ended"`
	Holder web.ID `query:"holder" doc:"the firm one is the legal representative of; the subject acted for when left out"`
}

// Cards are the cards of a holder.
type Cards struct {
	Cards []licence.Head `json:"cards"`
}

type offered struct {
	web.Keyed
	Body show.Offer
}

type ended struct {
	web.One
	web.Keyed
}

type scanned struct {
	web.One
	Secret string `query:"k" maxLength:"64" doc:"what the code holds"`
}

// Mount registers the operations of the card pack.
func Mount(s *web.Server, w *show.Wallet) {
	web.Handle(s, web.Op{ID: "listCards", Method: http.MethodGet, Path: "/api/cards", Summary: "The certificates of the subject acted for and of the firms one represents", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *Before) (Cards, error) {
			list, err := w.Pack(ctx, who, in.Before.ID)
			return Cards{list}, err
		})
	web.Handle(s, web.Op{ID: "showCertificate", Method: http.MethodPost, Path: "/api/shows", Summary: "Authorise a showing of chosen fields for some minutes; the code is given once", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *offered) (*show.Code, error) {
			return w.Make(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "revokeShow", Method: http.MethodPost, Path: "/api/shows/{id}/revocation", Summary: "End a showing at once", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *ended) (*show.Show, error) {
			return w.Revoke(ctx, who, in.Key, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "scanShow", Method: http.MethodGet, Path: "/api/shows/{id}", Summary: "What a code that was scanned lets out; the use is recorded", Tag: tag, Public: true},
		func(ctx context.Context, who gov.Actor, in *scanned) (*show.Seen, error) {
			return w.Scan(ctx, who, in.ID.ID, in.Secret)
		})
	web.Handle(s, web.Op{ID: "listShows", Method: http.MethodGet, Path: "/api/shows", Summary: "Showings that are open, and the record of who scanned which", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *Before) (*show.Log, error) {
			return w.Uses(ctx, who, in.Holder.ID, in.Before.ID)
		})
}
