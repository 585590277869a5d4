package people

import (
	"context"
	"slices"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/warrant"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// Config is what the pages need; app fills it.
type Config struct {
	*room.Room
	Staff    *org.Org
	Cases    *casework.Service
	Warrants warrant.Desk
}

type office struct{ Config }

// Mount registers the pages.
func Mount(c Config) {
	o := &office{c}
	c.Route("GET /desk/people", o.people)
	c.Route("POST /desk/people/leave", o.leave)
	c.Route("POST /desk/people/return", o.comeBack)
	c.Route("GET /desk/warrants", o.warrants)
	c.Route("POST /desk/warrants/give", o.give)
	c.Route("POST /desk/warrants/revoke", o.revoke)
	c.Route("GET /desk/phrases", o.phrases)
	c.Route("POST /desk/phrases/keep", o.keep)
	c.Route("POST /desk/phrases/drop", o.drop)
}

// seat is a post with who is away and who stands in.
type seat struct {
	Post     string
	ID       gov.ID
	Deputies []string
	Away     []org.Absence
	Absent   bool // today
	Mine     bool // the officer's own, or one whose leave he registers
}

// roll is the page of posts.
type roll struct {
	*room.Request
	Seats []seat
	Own   []parts.Option // whose leave the officer registers
	Fault *parts.Fault
	Again parts.Form
	Today gov.Date
}

func (o *office) people(rq *room.Request) error { return o.showPeople(rq, &roll{Request: rq}) }

func (o *office) showPeople(rq *room.Request, r *roll) error {
	snap, err := o.Org(rq.R.Context())
	if err != nil {
		return err
	}
	r.Today = o.Engine.Now().Date()
	for _, h := range snap.Holders(rq.Who.Department, r.Today) {
		s := seat{Post: rq.Place(snap, h.Post, r.Today), ID: h.Post.ID, Away: h.Leave}
		s.Absent = slices.ContainsFunc(h.Leave, func(a org.Absence) bool { return a.Holds(r.Today) })
		s.Mine = h.Person == rq.Who.Person || rq.Who.HasRole(org.Approver)
		for _, d := range h.Deputies {
			s.Deputies = append(s.Deputies, deputyName(rq, snap, d, r.Today))
		}
		r.Seats = append(r.Seats, s)
		if s.Mine {
			r.Own = append(r.Own, parts.Option{Value: h.Post.ID.String(), Label: s.Post})
		}
	}
	return o.Render(rq, room.Show{Here: "people", Title: rq.T("desk.people"), Fault: r.Fault, Show: parts.Show{Body: rollPage(r)}})
}

// deputyName names a deputy by the post he holds himself.
func deputyName(rq *room.Request, snap *org.Snapshot, d org.Assignment, on gov.Date) string {
	for _, own := range snap.Held(d.Person, on) {
		return rq.Place(snap, own, on)
	}
	return rq.T("desk.deputy_only")
}

// holder finds who holds a post of the officer's department.
func (o *office) holder(ctx context.Context, who gov.Actor, post string) (gov.ID, error) {
	snap, err := o.Org(ctx)
	if err != nil {
		return 0, err
	}
	for _, h := range snap.Holders(who.Department, o.Engine.Now().Date()) {
		if h.Post.ID.String() == post {
			return h.Person, nil
		}
	}
	return 0, gov.Invalid("org.leave").At("post", "desk.choose_post")
}

// leave registers that somebody is away.
func (o *office) leave(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	do := func() error {
		person, err := o.holder(rq.R.Context(), rq.Who, form.Get("post"))
		if err != nil {
			return err
		}
		a := org.Absence{Person: person, Period: org.Period{From: gov.Date(form.Get("from")), Until: gov.Date(form.Get("until"))}}
		_, err = o.Staff.Leave(rq.R.Context(), rq.Who, form.Get("key"), a)
		return err
	}
	if err := do(); err != nil {
		return o.againPeople(rq, err)
	}
	return rq.Go("/desk/people?done=leave")
}

// comeBack ends a leave.
func (o *office) comeBack(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	id, err := gov.ParseID(form.Get("absence"))
	if err != nil {
		return gov.NotFound("org.no_absence")
	}
	if err := o.Staff.EndLeave(rq.R.Context(), rq.Who, form.Get("key"), org.Ending{ID: id, On: gov.Date(form.Get("on"))}); err != nil {
		return o.againPeople(rq, err)
	}
	return rq.Go("/desk/people?done=return")
}

func (o *office) againPeople(rq *room.Request, refused error) error {
	r := &roll{Request: rq, Again: parts.Form{ID: rq.R.PostForm.Get("form"), Given: rq.R.PostForm}}
	if r.Fault = rq.Again(refused, &r.Again); r.Fault == nil {
		return refused
	}
	return o.showPeople(rq, r)
}
