package counter

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"holon.example/holon/internal/business/reception"
	"holon.example/holon/internal/business/reception/outage"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/pdf"
)

// outageView is the page of paper receipts: reserve, enter, confirm.
type outageView struct {
	*room.Request
	Hall   reception.Hall
	Board  *outage.Board
	Report *outage.Report // one block; nil: the list
	Again  parts.Form
	Fault  *parts.Fault
}

func (n *counter) outage(rq *room.Request) error {
	return n.openOutage(rq, 0, &outageView{Request: rq})
}

// block shows the report of one block.
func (n *counter) block(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	return n.openOutage(rq, id, &outageView{Request: rq})
}

func (n *counter) openOutage(rq *room.Request, block gov.ID, v *outageView) error {
	if err := clerk(rq); err != nil {
		return err
	}
	ctx := rq.R.Context()
	snap, err := n.Org(ctx)
	if err != nil {
		return err
	}
	if v.Hall, err = reception.Find(snap, rq.Who.Department, n.Engine.Now().Date()); err != nil {
		return err
	}
	if block != 0 {
		v.Report, err = n.Outage.Report(ctx, rq.Who, block)
	} else {
		v.Board, err = n.Outage.See(ctx, rq.Who)
	}
	if err != nil {
		return err
	}
	return n.show(rq, view{here: "outage", title: rq.T("counter.tab.outage"), fault: v.Fault, body: outagePage(v)})
}

func (n *counter) outageAct(rq *room.Request) error {
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	do, block := rq.R.PathValue("do"), number(in.Get("block"))
	to := "/counter/outage"
	err = n.slipAct(rq.R.Context(), rq, do, in)
	if block != 0 {
		to += "/" + block.String()
	}
	if err != nil {
		v := &outageView{Request: rq, Again: parts.Form{ID: in.Get("form"), Given: in}}
		if v.Fault = rq.Again(err, &v.Again); v.Fault == nil {
			return err
		}
		return n.openOutage(rq, block, v)
	}
	return rq.Go(to + "?done=" + do)
}

func (n *counter) slipAct(ctx context.Context, rq *room.Request, do string, in url.Values) (err error) {
	key := in.Get("key")
	switch do {
	case "reserve":
		size, bad := strconv.ParseInt(plain(in.Get("size")), 10, 64)
		if bad != nil {
			size = 0
		}
		_, err = n.Outage.Reserve(ctx, rq.Who, key, outage.Reservation{Window: number(in.Get("window")), Size: size})
	case "enter":
		_, err = n.Outage.Enter(ctx, rq.Who, key, outage.Entry{Number: in.Get("number"), Received: clock(in.Get("day"), in.Get("hour")), Reason: in.Get("reason")})
	case "confirm":
		_, err = n.Outage.Confirm(ctx, rq.Who, key, number(in.Get("slip")), in.Get("right") == "yes")
	case "void":
		_, err = n.Outage.VoidSlips(ctx, rq.Who, key, cancelled(in))
	default:
		err = gov.NotFound("error.not_found")
	}
	return err
}

func cancelled(in url.Values) outage.Cancel {
	c := outage.Cancel{Block: number(in.Get("block")), Reason: in.Get("reason")}
	for _, s := range in["slip"] {
		c.Slips = append(c.Slips, number(s))
	}
	return c
}

// clock reads a day and an hour as they stand on paper; 0 where they are none.
func clock(day, hour string) gov.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", strings.TrimSpace(day)+" "+strings.TrimSpace(hour), gov.Zone)
	if err != nil {
		return 0
	}
	return gov.At(t)
}

// sheet sends the paper receipts of a block, to be printed beforehand.
func (n *counter) sheet(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if err := clerk(rq); err != nil {
		return err
	}
	rep, err := n.Outage.Report(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	snap, err := n.Org(rq.R.Context())
	if err != nil {
		return err
	}
	h, err := reception.Find(snap, rq.Who.Department, n.Engine.Now().Date())
	if err != nil {
		return err
	}
	file, err := pdf.Render(paperSlips(h, rep))
	if err != nil {
		return err
	}
	rq.W.Header().Set("Content-Type", "application/pdf")
	rq.W.Header().Set("Content-Disposition", `inline; filename="slips-`+itoa(rep.No)+`.pdf"`)
	rq.W.WriteHeader(http.StatusOK)
	_, _ = rq.W.Write(file) // a reader who is gone is no fault
	return nil
}

// paperSlips lays a block out: a register the window keeps, and a slip for each number.
func paperSlips(h reception.Hall, rep *outage.Report) pdf.Document {
	word := func(key string) string { return locale.T(locale.ZH, key, nil) }
	list := &pdf.Table{Widths: []float64{5, 3, 4, 4, 3}, Head: []string{
		word("counter.slip_no"), word("counter.slip_time"), word("counter.slip_who"), word("counter.slip_what"), word("counter.slip_sign"),
	}}
	d := pdf.Document{
		Layout: pdf.Letter, Organ: h.Name.Zh, Title: word("counter.slip_title"), Language: "zh-CN", Footer: word("counter.slip_footer"),
		Blocks: []pdf.Block{{Kind: pdf.Paragraph, Text: word("counter.slip_how")}, {Kind: pdf.Grid, Table: list}},
	}
	for _, s := range rep.Slips {
		list.Rows = append(list.Rows, []string{outage.Spaced(s.Number), "", "", "", ""})
		d.Blocks = append(d.Blocks, pdf.Block{Kind: pdf.Heading, Text: word("counter.slip_title") + " " + outage.Spaced(s.Number)}, pdf.Block{Kind: pdf.Grid, Table: &pdf.Table{
			Labels: true, Widths: []float64{2, 4, 2, 4}, Rows: [][]string{
				{word("counter.slip_who"), "", word("counter.slip_time"), ""}, {word("counter.slip_what"), "", word("counter.slip_papers"), ""}, {word("counter.slip_sign"), "", word("counter.slip_phone"), ""},
			},
		}})
	}
	return d
}

func (v *outageView) form(id string) parts.Form { return room.Form(v.Again, id) }

// windowOptions are the windows a block may be for.
func (v *outageView) windowOptions() (out []parts.Option) {
	for _, w := range v.Hall.Windows {
		out = append(out, parts.Option{Value: w.ID.String(), Label: v.Page.Name(w.Name)})
	}
	return out
}

// reasons words the codes of a choice.
func (v *outageView) reasons(family string, codes []string) (out []parts.Option) {
	for _, c := range codes {
		out = append(out, parts.Option{Value: c, Label: v.Code("counter."+family, c)})
	}
	return out
}
