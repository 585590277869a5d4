package exchangeweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/data/exchange"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const tag = "data"

// Question asks for a page of the record of uses.
type Question struct {
	Subject web.ID `query:"subject" doc:"oneself or the firm one acts for; oneself when left out"`
	Before  int64  `query:"before" minimum:"0" doc:"where the last page ended"`
	Limit   int    `query:"limit" minimum:"0" maximum:"200" doc:"50 when left out"`
}

// Mount registers the operations of the exchange.
func Mount(s *web.Server, x *exchange.Exchange) {
	web.Handle(s, web.Op{ID: "lookupData", Method: http.MethodPost, Path: "/api/lookups", Summary: "What government holds of a subject, for a purpose; the reading is recorded", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *struct{ Body exchange.Request }) (exchange.Answer, error) {
			return x.Lookup(ctx, who, in.Body)
		})
	web.Handle(s, web.Op{ID: "whoUsedMyData", Method: http.MethodGet, Path: "/api/me/uses", Summary: "Who used my data: unit, purpose, fields, time", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *Question) (exchange.UsagePage, error) {
			q := exchange.UsageQuery{Subject: in.Subject.ID, Before: in.Before, Limit: in.Limit}
			if q.Subject == 0 {
				q.Subject = who.Subject
			}
			if q.Subject == 0 {
				q.Subject = who.Person
			}
			return x.WhoUsedMyData(ctx, who, q)
		})
}
