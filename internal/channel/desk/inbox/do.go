package inbox

import (
	"net/url"
	"strconv"
	"strings"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/todo"
	"holon.example/holon/internal/infra/todo/roster"
	"holon.example/holon/internal/infra/todo/shelf"
)

// next takes what is due first and leads to it.
func (b *inbox) next(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	q := given(form)
	f := q.filter(rq.Who, b.Engine.Now())
	i, err := todo.ClaimNext(rq.R.Context(), b.Engine, rq.Who, form.Get("key"), f)
	if err != nil {
		if gov.KindOf(err) == gov.KindNotFound {
			return rq.Go(q.with("done", "nothing"))
		}
		return err
	}
	to := "/desk/case/"
	if i.Ref.Kind != "case" {
		to = "/desk/request/"
	}
	return rq.Go(to + i.Ref.ID.String() + "?done=claim")
}

// given reads the filter a form brought along.
func given(form url.Values) query {
	v, err := url.ParseQuery(form.Get("query"))
	if err != nil {
		v = nil
	}
	return queryOf(v)
}

// assign gives the ticked tasks to a post, or takes them back.
func (b *inbox) assign(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	in := roster.Assignment{}
	for _, t := range form["task"] {
		pick, ok := picked(t)
		if !ok {
			return gov.Invalid("roster.assignment").At("tasks", "roster.none_chosen")
		}
		in.Tasks = append(in.Tasks, pick)
	}
	if form.Get("do") != "free" {
		if in.Post, err = gov.ParseID(form.Get("post")); err != nil || in.Post <= 0 {
			return b.again(rq, form, gov.Invalid("roster.assignment").At("post", "desk.choose_post"))
		}
	}
	out, err := b.Roster.Assign(rq.R.Context(), rq.Who, form.Get("key"), in)
	if err != nil {
		return b.again(rq, form, err)
	}
	v := given(form).values()
	v.Set("done", "assigned")
	v.Set("moved", strconv.Itoa(len(out.Moved)))
	v.Set("stale", strconv.Itoa(len(out.Stale)))
	return rq.Go(at(v))
}

// picked reads a task as the page showed it: id and revision.
func picked(s string) (roster.Pick, bool) {
	id, rev, _ := strings.Cut(s, ".")
	n, err := gov.ParseID(id)
	r, err2 := strconv.ParseInt(rev, 10, 64)
	return roster.Pick{ID: n, Rev: r}, err == nil && err2 == nil && n > 0
}

// again shows the list with the form that was refused, as it was entered.
func (b *inbox) again(rq *room.Request, form url.Values, refused error) error {
	l := &list{Request: rq, Query: given(form), Again: parts.Form{ID: form.Get("form"), Given: form}}
	if l.Fault = rq.Again(refused, &l.Again); l.Fault == nil {
		return refused
	}
	return b.page(rq, l)
}

// save keeps the filter of the address under a name.
func (b *inbox) save(rq *room.Request) error {
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	t := shelf.Template{Kind: shelf.Filter, Name: form.Get("name"), Text: given(form).saved(), Shared: form.Get("shared") == "yes"}
	if _, err := shelf.Save(rq.R.Context(), b.Engine, rq.Who, form.Get("key"), t); err != nil {
		return b.again(rq, form, err)
	}
	return rq.Go(given(form).with("done", "filter"))
}

// drop takes a saved filter off.
func (b *inbox) drop(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	form, err := rq.Sent()
	if err != nil {
		return err
	}
	if err := shelf.Drop(rq.R.Context(), b.Engine, rq.Who, form.Get("key"), id); err != nil {
		return err
	}
	return rq.Go(given(form).with("done", "dropped"))
}

// task takes a task or puts it back.
func (b *inbox) task(rq *room.Request) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	do := todo.ClaimTask
	switch rq.R.PathValue("do") {
	case "claim":
	case "release":
		do = todo.ReleaseTask
	default:
		return gov.NotFound("error.not_found")
	}
	i, err := do(rq.R.Context(), b.Engine, rq.Who, rq.R.PostFormValue("key"), id)
	if err != nil {
		return err
	}
	to := "/desk/case/"
	if i.Ref.Kind != "case" {
		to = "/desk/request/"
	}
	return rq.Go(to + i.Ref.ID.String() + "?done=" + rq.R.PathValue("do"))
}
