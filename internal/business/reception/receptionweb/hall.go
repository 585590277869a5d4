package receptionweb

import (
	"context"
	"net/http"

	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/business/reception/queue"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

const tag = "hall"

// Hall is what the operations call.
type Hall struct {
	Queue  queue.Desk
	Shift  shift.Desk
	Outage outage.Desk
}

type with[T any] struct {
	web.Keyed
	Body T
}

type onOne[T any] struct {
	web.One
	web.Keyed
	Body T
}

// Number is a number that is asked for.
type Number struct {
	Hall gov.ID     `json:"hall"`
	Kind queue.Kind `json:"kind"`
}

// Called names the number a window calls; 0: the next.
type Called struct {
	Ticket gov.ID `json:"ticket,omitempty"`
}

// Shown is a number with how it is read out.
type Shown struct {
	*queue.Ticket
	No string `json:"no"`
}

// Second is what the second person says of a late entry.
type Second struct {
	Right bool `json:"right"`
}

// Voided tells how many numbers were voided.
type Voided struct {
	Voided int `json:"voided"`
}

func shown(t *queue.Ticket, err error) (*Shown, error) {
	if err != nil {
		return nil, err
	}
	return &Shown{t, t.No()}, nil
}

// Mount registers the operations of the hall.
func Mount(s *web.Server, h Hall) {
	web.Handle(s, web.Op{ID: "takeTicket", Method: http.MethodPost, Path: "/api/hall/tickets", Summary: "Draw a number; it knows nobody", Tag: tag, Status: http.StatusCreated, Public: true},
		func(ctx context.Context, who gov.Actor, in *with[Number]) (*Shown, error) {
			return shown(h.Queue.Take(ctx, who, in.Key, in.Body.Hall, in.Body.Kind))
		})
	web.Handle(s, web.Op{ID: "getQueue", Method: http.MethodGet, Path: "/api/halls/{id}/queue", Summary: "The queue of a hall: numbers only", Tag: tag, Public: true},
		func(ctx context.Context, _ gov.Actor, in *web.One) (*queue.Figures, error) {
			return h.Queue.Look(ctx, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "callTicket", Method: http.MethodPost, Path: "/api/hall/calls", Summary: "Call the next number to one's window, or the one that is named", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *with[Called]) (*Shown, error) {
			return shown(h.Queue.Call(ctx, who, in.Key, in.Body.Ticket))
		})
	web.Handle(s, web.Op{ID: "moveTicket", Method: http.MethodPost, Path: "/api/hall/tickets/{id}", Summary: "End a called number, pass it, or send it to another window", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *onOne[queue.Move]) (*Shown, error) {
			return shown(h.Queue.Move(ctx, who, in.Key, in.ID.ID, in.Body))
		})
	web.Handle(s, web.Op{ID: "openShift", Method: http.MethodPost, Path: "/api/hall/shifts", Summary: "Open one's window", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *with[struct{}]) (*shift.Shift, error) {
			return h.Shift.Start(ctx, who, in.Key)
		})
	web.Handle(s, web.Op{ID: "handOverShift", Method: http.MethodPost, Path: "/api/hall/shifts/hand-over", Summary: "Sign one's window over to whoever takes it", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *with[shift.Offer]) (*shift.Shift, error) {
			return h.Shift.HandOver(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "takeOverShift", Method: http.MethodPost, Path: "/api/hall/shifts/{id}/taking-over", Summary: "Sign for a window another person has offered", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *onOne[shift.Offer]) (*shift.Shift, error) {
			return h.Shift.TakeOver(ctx, who, in.Key, in.ID.ID, in.Body)
		})
	mountSlips(s, h)
}

// mountSlips registers the operations of paper receipts.
func mountSlips(s *web.Server, h Hall) {
	web.Handle(s, web.Op{ID: "reserveSlips", Method: http.MethodPost, Path: "/api/hall/slips", Summary: "Reserve numbers for paper receipts, to be printed beforehand", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *with[outage.Reservation]) (*outage.Block, error) {
			return h.Outage.Reserve(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "getSlips", Method: http.MethodGet, Path: "/api/hall/slips/{id}", Summary: "What became of a block of paper receipts", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*outage.Report, error) {
			return h.Outage.Report(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "enterSlip", Method: http.MethodPost, Path: "/api/hall/entries", Summary: "Enter a paper receipt with the true time of receipt", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, who gov.Actor, in *with[outage.Entry]) (*outage.Slip, error) {
			return h.Outage.Enter(ctx, who, in.Key, in.Body)
		})
	web.Handle(s, web.Op{ID: "confirmSlip", Method: http.MethodPost, Path: "/api/hall/entries/{id}/confirmation", Summary: "Confirm a late entry as the second person, or send it back", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *onOne[Second]) (*outage.Slip, error) {
			return h.Outage.Confirm(ctx, who, in.Key, in.ID.ID, in.Body.Right)
		})
	web.Handle(s, web.Op{ID: "voidSlips", Method: http.MethodPost, Path: "/api/hall/voids", Summary: "Mark unused numbers void", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *with[outage.Cancel]) (*Voided, error) {
			n, err := h.Outage.VoidSlips(ctx, who, in.Key, in.Body)
			return &Voided{n}, err
		})
}
