package desk

import (
	"net/http"
	"net/url"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/ident"
)

// Config is what the desk needs; app wires it.
type Config struct {
	Site   parts.Site
	Source *casepage.Source
	Ident  *ident.Ident
}

type desk struct{ Config }

// Mount registers the pages of the desk.
func Mount(c Config) {
	d := &desk{c}
	route := c.Site.Web.Route
	route("GET /desk", d.officer(d.home))
	route("GET /desk/find", d.officer(d.find))
	route("POST /desk/post", d.officer(d.switchPost))
	route("POST /desk/task/{id}/{do}", d.officer(d.task))
	route("GET /desk/case/{id}", d.officer(d.show))
	route("POST /desk/case/{id}/{do}", d.officer(d.act))
	route("GET /desk/case/{id}/letter/{letter}", d.officer(d.file("letter", c.Source.LetterFile)))
	route("GET /desk/case/{id}/material/{material}", d.officer(d.file("material", c.Source.MaterialFile)))
	route("GET /desk/case/{id}/certificate/{certificate}", d.officer(d.file("certificate", c.Source.CertificateFile)))
}

// request is what every page of the desk knows.
type request struct {
	*parts.Page
	w   http.ResponseWriter
	r   *http.Request
	who gov.Actor
}

// officer lets officers in, and leads who is not signed in to the door.
func (d *desk) officer(h func(*request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := parts.Open(r)
		who, err := p.Signed()
		if err != nil {
			if r.Method == http.MethodGet {
				http.Redirect(w, r, "/signin?"+url.Values{"back": {r.URL.Path}}.Encode(), http.StatusSeeOther)
				return nil
			}
			return err
		}
		if who.Kind != gov.Officer {
			return gov.Forbidden("officers-only")
		}
		return h(&request{Page: p, w: w, r: r, who: who})
	}
}

// frame is the rail and the bar around a page.
func (d *desk) frame(rq *request) (*parts.Staff, error) {
	ctx := rq.r.Context()
	a, err := d.Ident.Account(ctx, rq.who.Account)
	if err != nil {
		return nil, err
	}
	f := &parts.Staff{Page: rq.Page, Name: a.Name}
	duties, err := d.Ident.Duties(ctx, rq.who)
	if err != nil {
		return nil, err
	}
	for _, duty := range duties {
		here := duty.Post.ID == rq.who.Post
		if here {
			f.Post, f.Unit = rq.Name(duty.Post.Name), rq.Name(duty.Department.Name)
		}
		f.Posts = append(f.Posts, parts.Post{ID: duty.Post.ID.String(), Name: rq.Name(duty.Department.Name) + " · " + rq.Name(duty.Post.Name), Chosen: here})
	}
	return f, nil
}

// switchPost puts the session on another of the officer's posts.
func (d *desk) switchPost(rq *request) error {
	post, err := gov.ParseID(rq.r.PostFormValue("post"))
	if err != nil {
		return err
	}
	if err := d.Ident.SwitchPost(rq.r.Context(), rq.who, post); err != nil {
		return err
	}
	return rq.gone("/desk")
}

// gone leads on after something was done, so that reloading does not do it again.
func (rq *request) gone(to string) error {
	http.Redirect(rq.w, rq.r, to, http.StatusSeeOther)
	return nil
}

// id reads an identifier out of the address; what is none cannot exist.
func (rq *request) id(name string) (gov.ID, error) {
	id, err := gov.ParseID(rq.r.PathValue(name))
	if err != nil || id <= 0 {
		return 0, gov.NotFound("error.not_found")
	}
	return id, nil
}
