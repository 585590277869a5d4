package counter

import (
	"context"
	"net/url"
	"strconv"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/shift"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
)

// windowsPage is the page of the hall's windows: open, hand over, take over, close.
type windowsView struct {
	*room.Request
	Hall  reception.Hall
	Board *shift.Board
	Again parts.Form
	Fault *parts.Fault
}

func (n *counter) windows(rq *room.Request) error {
	return n.openWindows(rq, &windowsView{Request: rq})
}

func (n *counter) openWindows(rq *room.Request, v *windowsView) error {
	if err := clerk(rq); err != nil {
		return err
	}
	snap, err := n.Org(rq.R.Context())
	if err != nil {
		return err
	}
	if v.Hall, err = reception.Find(snap, rq.Who.Department, n.Engine.Now().Date()); err != nil {
		return err
	}
	if v.Board, err = n.Shift.See(rq.R.Context(), rq.Who); err != nil {
		return err
	}
	return n.show(rq, view{here: "windows", title: rq.T("counter.tab.windows"), fault: v.Fault, body: windowsPage(v)})
}

// windowAct opens a window, hands it over, takes one over, or closes it.
func (n *counter) windowAct(rq *room.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	do := rq.R.PathValue("do")
	if err := n.shiftAct(rq.R.Context(), rq.Who, do, in); err != nil {
		v := &windowsView{Request: rq, Again: parts.Form{ID: in.Get("form"), Given: in}}
		if v.Fault = rq.Again(err, &v.Again); v.Fault == nil {
			return err
		}
		return n.openWindows(rq, v)
	}
	if do == "open" {
		return rq.Go("/counter?done=open")
	}
	return rq.Go("/counter/windows?done=" + do)
}

func (n *counter) shiftAct(ctx context.Context, who gov.Actor, do string, in url.Values) (err error) {
	key := in.Get("key")
	switch do {
	case "open":
		_, err = n.Shift.Start(ctx, who, key)
	case "recall":
		_, err = n.Shift.Recall(ctx, who, key)
	case "close":
		_, err = n.Shift.End(ctx, who, key)
	case "over":
		_, err = n.Shift.HandOver(ctx, who, key, signed(in))
	case "take":
		_, err = n.Shift.TakeOver(ctx, who, key, number(in.Get("shift")), signed(in))
	default:
		err = gov.NotFound("error.not_found")
	}
	return err
}

// signed reads what somebody signs at a hand-over; what is no number counts as none.
func signed(in url.Values) shift.Offer {
	count, err := strconv.ParseInt(plain(in.Get("originals")), 10, 64)
	if err != nil {
		count = -1
	}
	return shift.Offer{Note: in.Get("note"), Originals: count, Signed: in.Get("signed") == "yes"}
}

func (v *windowsView) form(id string) parts.Form { return room.Form(v.Again, id) }
