package tour

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"

	"holon.example/holon/internal/journey"
	"holon.example/holon/internal/journey/wire"
)

// The people who prepare and play scenes.
const (
	owner          = "owner"
	resident       = "resident"
	clerk          = "clerk"
	marketHandler  = "market-handler"
	marketReviewer = "market-reviewer"
	marketApprover = "market-approver"
	fireHandler    = "fire-handler"
	urbanHandler   = "urban-handler"
	mayor          = "mayor"
)

// The matters of the application.
const (
	foodPermit = "food-permit"
	fireCheck  = "fire-check-general"
	signboard  = "signboard"
)

// hand makes calls as people of the city; after the first that fails it makes none.
type hand struct {
	ctx    context.Context
	site   journey.Site
	client *wire.Client
	kept   map[string]string
	err    error
}

// must makes a call that is to succeed.
func (h *hand) must(who, what string, r *wire.Request) *wire.Answer {
	a := h.try(who, r)
	if h.err == nil && (a.Err != nil || a.Status < 200 || a.Status > 299) {
		h.err = fmt.Errorf("tour: %s %s: %d %s %w", who, what, a.Status, wire.Clip(string(a.Body)), a.Err)
	}
	return a
}

// try makes a call that may be refused.
func (h *hand) try(who string, r *wire.Request) *wire.Answer {
	i := slices.IndexFunc(h.site.Personas, func(p journey.Persona) bool { return p.ID == who })
	if h.err == nil && i < 0 {
		h.err = fmt.Errorf("tour: nobody called %s is there", who)
	}
	if h.err != nil {
		return &wire.Answer{}
	}
	req, err := h.client.Build(h.ctx, r, h.site.Personas[i].Token)
	if err != nil {
		return &wire.Answer{Err: err}
	}
	if req.Method == http.MethodPost {
		req.Header.Set(wire.IdempotencyKey, rand.Text())
	}
	return h.client.Do(req, "")
}

// keep remembers a value of an answer; one that is missing ends the preparation.
func (h *hand) keep(name string, a *wire.Answer, path string) string {
	text := at(a, path)
	if text == "" && h.err == nil {
		h.err = fmt.Errorf("tour: no %s in %s", path, wire.Clip(string(a.Body)))
	}
	h.kept[name] = text
	return text
}

// at is a value of an answer; empty if it is not there.
func at(a *wire.Answer, path string) string {
	if v, ok := wire.Find(a.Value, path); ok && v != nil {
		return wire.Show(v)
	}
	return ""
}

// act is a step on the case.
func (h *hand) act(op string, body map[string]any) *wire.Request {
	return wire.Call(op).At("id", h.kept["case"]).With(body)
}

// taskOf finds the step of a matter (of the intake when item is empty) in an officer's list.
func (h *hand) taskOf(who, item, page string) string {
	part := ""
	if item != "" {
		part = "&ref.part=" + h.kept["matter/"+item]
	}
	return h.keep("task", h.tasks(who, page, false), "items/ref.id="+h.kept["case"]+part+"/id")
}

// tasks reads an officer's list; closed: what was done.
func (h *hand) tasks(who, page string, closed bool) *wire.Answer {
	ask := wire.Call("listTasks").Ask("kind", page).Ask("limit", "200")
	if closed {
		ask.Ask("closed", "true")
	}
	return h.must(who, "looks at the list", ask)
}

// subjectOf is under which subject the registers know somebody.
func (h *hand) subjectOf(who string) string {
	return h.keep("subject/"+who, h.must(who, "asks who he is", wire.Call("me")), "subject")
}
