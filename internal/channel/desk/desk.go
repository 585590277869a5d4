package desk

import (
	"holon.example/holon/internal/business/casework/assist"
	"holon.example/holon/internal/business/casework/concern"
	"holon.example/holon/internal/business/casework/relay"
	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts/casepage"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/rule/law"
)

// Config is what the page of a case needs; app wires it.
type Config struct {
	*room.Room
	Source   *casepage.Source
	Assist   assist.Desk
	Relay    relay.Desk
	Laws     func() *law.Library
	Concerns *concern.Desk
}

type desk struct{ Config }

// Mount registers the pages of a case and of what departments ask each other.
func Mount(c Config) {
	d := &desk{c}
	c.Route("POST /desk/post", d.switchPost)
	c.Route("GET /desk/case/{id}", d.show)
	c.Route("POST /desk/case/{id}/{do}", d.act)
	c.Route("GET /desk/case/{id}/print", d.print)
	c.Route("GET /desk/case/{id}/letter/{letter}", d.file("letter", c.Source.LetterFile))
	c.Route("GET /desk/case/{id}/material/{material}", d.file("material", c.Source.MaterialFile))
	c.Route("GET /desk/case/{id}/certificate/{certificate}", d.file("certificate", c.Source.CertificateFile))
	c.Route("GET /desk/request/{id}", d.request)
	c.Route("POST /desk/request/{id}/{do}", d.reply)
}

// switchPost puts the session on another of the officer's posts.
func (d *desk) switchPost(rq *room.Request) error {
	post, err := gov.ParseID(rq.R.PostFormValue("post"))
	if err != nil {
		return err
	}
	if err := d.Ident.SwitchPost(rq.R.Context(), rq.Who, post); err != nil {
		return err
	}
	return rq.Go("/desk")
}
