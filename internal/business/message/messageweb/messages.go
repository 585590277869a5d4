package messageweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/web"
)

const tag = "messages"

type listed struct {
	Before web.ID `query:"before" doc:"where the last page ended"`
}

type chosen struct {
	web.Keyed
	Body mail.Choice
}

// Mount registers the operations of messages.
func Mount(s *web.Server, o *mail.Office) {
	web.Handle(s, web.Op{ID: "listMessages", Method: http.MethodGet, Path: "/api/me/messages", Summary: "The messages of the subject acted for, newest first", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *listed) (mail.Page, error) {
			return o.List(ctx, who, in.Before.ID)
		})
	web.Handle(s, web.Op{ID: "readMessage", Method: http.MethodPost, Path: "/api/me/messages/{id}/reading", Summary: "Mark a message as read; 0 marks all", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*mail.Message, error) {
			return o.Read(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "chooseChannel", Method: http.MethodPost, Path: "/api/me/channels", Summary: "Give or take back the consent to be told by e-mail or text message", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *chosen) (*mail.Address, error) {
			return o.Choose(ctx, who, in.Key, in.Body)
		})
}
