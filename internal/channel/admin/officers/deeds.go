package officers

import (
	"net/url"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/org"
)

// appoint puts the officer on a post.
func (p *pages) appoint(rq *room.Request, form url.Values) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	f, err := p.staff.Open(rq.R.Context(), rq.Who, id)
	if err != nil {
		return err
	}
	post, _ := gov.ParseID(form.Get("post")) // one that is none is refused beside its field
	a := org.Assignment{Person: f.Person, Post: post, Part: org.Part(form.Get("part")), Period: org.Period{From: gov.Date(form.Get("from")), Until: gov.Date(form.Get("until"))}}
	if err := p.staff.Appoint(rq.R.Context(), rq.Who, form.Get("key"), a); err != nil {
		return p.again(rq, err)
	}
	return rq.Go(home + "/" + id.String() + "?done=appointed")
}

// relieve ends an assignment.
func (p *pages) relieve(rq *room.Request, form url.Values) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	assignment, err := gov.ParseID(form.Get("assignment"))
	if err != nil {
		return gov.NotFound("org.no_assignment")
	}
	if err := p.staff.Relieve(rq.R.Context(), rq.Who, form.Get("key"), org.Ending{ID: assignment, On: gov.Date(form.Get("on"))}); err != nil {
		return p.again(rq, err)
	}
	return rq.Go(home + "/" + id.String() + "?done=relieved")
}

// code issues a one-time code and tells it.
func (p *pages) code(rq *room.Request, _ url.Values) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	c, err := p.Ident.IssueCode(rq.R.Context(), rq.Who, id)
	if err != nil {
		return p.again(rq, err)
	}
	return p.tell(rq, c)
}

func (p *pages) endSessions(rq *room.Request, _ url.Values) error {
	return p.do(rq, "all_sessions_ended", func(id gov.ID) error {
		_, err := p.Ident.RevokeAll(rq.R.Context(), rq.Who, id)
		return err
	})
}

func (p *pages) unlock(rq *room.Request, _ url.Values) error {
	return p.do(rq, "unlocked", func(id gov.ID) error { return p.Ident.Unlock(rq.R.Context(), rq.Who, id) })
}

// shut closes the account; whoever ticks nothing is asked to.
func (p *pages) shut(rq *room.Request, form url.Values) error {
	return p.do(rq, "account_closed", func(id gov.ID) error {
		if form.Get("sure") != "yes" {
			return gov.Invalid("admin.close_sure").At("sure", "admin.close_sure")
		}
		return p.Ident.Shut(rq.R.Context(), rq.Who, id)
	})
}

// do does something to the account and comes back.
func (p *pages) do(rq *room.Request, done string, fn func(id gov.ID) error) error {
	id, err := rq.ID("id")
	if err != nil {
		return err
	}
	if err := fn(id); err != nil {
		return p.again(rq, err)
	}
	return rq.Go(home + "/" + id.String() + "?done=" + done)
}

// waits is until when a one-time code waits to be used.
func (s *sheet) waits() gov.Time { return s.File.Code }

func day(s string) gov.Date { return gov.Date(s) }

// tone is the colour of a state.
func tone(state string) string {
	switch state {
	case "now", "active":
		return "ok"
	case "later":
		return "info"
	}
	return "plain"
}
