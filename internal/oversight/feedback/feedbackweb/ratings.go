package feedbackweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
	"holon.example/holon/internal/oversight/feedback"
)

const tag = "ratings"

type rated struct {
	web.One
	Code  string   `query:"k" maxLength:"64" doc:"what the link or QR code holds; left out by the applicant himself"`
	Visit gov.Date `query:"visit" maxLength:"10" doc:"day at the window; the case as a whole when left out"`
	Body  feedback.Opinion
}

type asked struct {
	Item     string `query:"item" required:"true" maxLength:"100"`
	Division string `query:"division" required:"true" maxLength:"12"`
}

// Figure is how an item was rated.
type Figure struct {
	Count  int64   `json:"count"`
	Least  int64   `json:"least" doc:"ratings from which more than their number is told"`
	Levels []int64 `json:"levels,omitempty" doc:"how often each level was given, the worst first"`
	Good   *int64  `json:"good,omitempty" doc:"share above the bottom two, in per cent"`
}

type found struct {
	web.One
	web.Keyed
	Body feedback.Finding
}

// Mount registers the operations of ratings.
func Mount(s *web.Server, d *feedback.Desk) {
	web.Handle(s, web.Op{ID: "giveRating", Method: http.MethodPost, Path: "/api/cases/{id}/rating", Summary: "Rate a case or a visit, once", Tag: tag, Status: http.StatusCreated, Public: true},
		func(ctx context.Context, who gov.Actor, in *rated) (*feedback.Rating, error) {
			return d.Give(ctx, who, feedback.About{Case: in.ID.ID, Visit: in.Visit}, in.Code, in.Body)
		})
	web.Handle(s, web.Op{ID: "ratingFigure", Method: http.MethodGet, Path: "/api/ratings", Summary: "How an item was rated", Tag: tag, Public: true},
		func(ctx context.Context, _ gov.Actor, in *asked) (Figure, error) {
			f, err := d.Figure(ctx, in.Division, in.Item)
			out := Figure{Count: f.Count(), Least: f.Least}
			if good := f.Good(); f.Told() {
				out.Levels, out.Good = f.Levels[:], &good
			}
			return out, err
		})
	web.Handle(s, web.Op{ID: "openRating", Method: http.MethodGet, Path: "/api/ratings/{id}", Summary: "One bad rating, for who follows it up", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*feedback.Rating, error) {
			return d.Open(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "followRating", Method: http.MethodPost, Path: "/api/ratings/{id}/finding", Summary: "Say what was found, or what was mended", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *found) (*feedback.Rating, error) {
			return d.Follow(ctx, who, in.Key, in.ID.ID, in.Body)
		})
}
