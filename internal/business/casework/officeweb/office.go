package officeweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/web"
)

const (
	cases    = "cases"
	requests = "requests"
	warrants = "warrants"
)

// Office is what the operations need.
type Office struct {
	Cases    *casework.Service
	Relay    relay.Desk
	Assist   assist.Desk
	Warrants warrant.Desk
	May      func(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error)
}

type with[T any] struct {
	web.One
	web.Keyed
	Body T
}

type fresh[T any] struct {
	web.Keyed
	Body T
}

type keyed struct {
	web.One
	web.Keyed
}

// Draft says of which matter and step the letter is to be shown.
type Draft struct {
	Matter gov.ID   `json:"matter"`
	Kind   string   `json:"kind" enum:"pause,grant,refuse"`
	Ground string   `json:"ground,omitempty" maxLength:"100"`
	Until  gov.Date `json:"until,omitempty"`
	Text   string   `json:"text,omitempty" maxLength:"32000"`
	Cites  []string `json:"cites,omitempty" maxItems:"20"`
}

// Mount registers the operations.
func Mount(s *web.Server, o Office) {
	o.mountCases(s)
	o.mountRequests(s)
	o.mountWarrants(s)
}

// on registers an act on one case as POST /api/cases/{id}/PATH.
func on[T, O any](s *web.Server, id, path, summary string, do func(ctx context.Context, who gov.Actor, key string, caseID gov.ID, in T) (O, error)) {
	web.Handle(s, web.Op{ID: id, Method: http.MethodPost, Path: "/api/cases/{id}/" + path, Summary: summary, Tag: cases},
		func(ctx context.Context, who gov.Actor, in *with[T]) (O, error) {
			return do(ctx, who, in.Key, in.ID.ID, in.Body)
		})
}

func (o Office) mountCases(s *web.Server) {
	on(s, "handOnTask", "handings", "Hand a task on to a colleague or a section", o.Relay.HandOn)
	on(s, "urgeTask", "urgings", "Tell who has a task that somebody waits for it", o.Relay.Urge)
	on(s, "splitMatter", "splits", "Let a matter of a package be handled apart", o.Relay.SplitOff)
	on(s, "askDepartment", "requests", "Ask another department for its opinion on a matter", o.Assist.Ask)
	on(s, "previewLetter", "letters/preview", "Show the letter a step would send", func(ctx context.Context, who gov.Actor, _ string, id gov.ID, in Draft) (*casework.Sheet, error) {
		return o.Cases.Preview(ctx, who, id, in.Matter, in.Kind, casework.Step{Ground: in.Ground, Until: in.Until, Text: in.Text, Cites: in.Cites})
	})
}

func (o Office) mountRequests(s *web.Server) {
	web.Handle(s, web.Op{ID: "getRequest", Method: http.MethodGet, Path: "/api/requests/{id}", Summary: "Read what a department was asked", Tag: requests},
		func(ctx context.Context, who gov.Actor, in *web.One) (*assist.Request, error) {
			return o.Assist.Open(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "answerRequest", Method: http.MethodPost, Path: "/api/requests/{id}/answer", Summary: "Answer for the department that was asked", Tag: requests},
		func(ctx context.Context, who gov.Actor, in *with[assist.Reply]) (*assist.Request, error) {
			return o.Assist.Answer(ctx, who, in.Key, in.ID.ID, in.Body)
		})
	web.Handle(s, web.Op{ID: "withdrawRequest", Method: http.MethodPost, Path: "/api/requests/{id}/withdraw", Summary: "Take a request back", Tag: requests},
		func(ctx context.Context, who gov.Actor, in *keyed) (*assist.Request, error) {
			return o.Assist.Withdraw(ctx, who, in.Key, in.ID.ID)
		})
}

func (o Office) mountWarrants(s *web.Server) {
	web.Handle(s, web.Op{ID: "listWarrants", Method: http.MethodGet, Path: "/api/warrants", Summary: "What the chief representatives of one's authority decide", Tag: warrants},
		func(ctx context.Context, who gov.Actor, _ *struct{}) ([]*warrant.Warrant, error) {
			return o.Warrants.List(ctx, o.May, who)
		})
	web.Handle(s, web.Op{ID: "grantWarrant", Method: http.MethodPost, Path: "/api/warrants", Summary: "Let a chief representative decide items at the window", Tag: warrants, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *fresh[warrant.Grant]) ([]*warrant.Warrant, error) {
			return o.Warrants.Give(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "revokeWarrant", Method: http.MethodPost, Path: "/api/warrants/{id}/revoke", Summary: "End a warrant today", Tag: warrants},
		func(ctx context.Context, who gov.Actor, in *keyed) (*warrant.Warrant, error) {
			return o.Warrants.Revoke(ctx, who, in.Key, in.ID.ID)
		})
}
