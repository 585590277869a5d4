package web

import (
	"bytes"
	"net/http"

	"github.com/a-h/templ"
)

// Page is what a handler says of its page; the renderer adds the frame.
type Page struct {
	Title   string
	Face    string // whose face the page has: portal, counter, desk, console, wall
	Body    templ.Component
	Styles  []string // names of assets
	Scripts []string
	Status  int // 200 when 0
}

// view is a page with what the frame needs.
type view struct {
	Page
	call            *Call
	mode            string
	styles, scripts []string
}

const modeCookie = "mode"

// modes are the ways a page can be shown; the reader chooses.
var modes = map[string]bool{"light": true, "dark": true, "elder": true}

func (v view) htmlLang() string {
	if v.call.Lang == "zh" {
		return "zh-CN"
	}
	return string(v.call.Lang)
}

// Render writes a page. It is made whole before the first byte goes out, so that
// an error in it is still an error page.
func (s *Server) Render(w http.ResponseWriter, r *http.Request, p Page) error {
	v := view{Page: p, call: Of(r.Context()), mode: "light"}
	if c, err := r.Cookie(modeCookie); err == nil && modes[c.Value] {
		v.mode = c.Value
	}
	for _, name := range append([]string{"base.css"}, p.Styles...) {
		v.styles = append(v.styles, s.assets[name])
	}
	for _, name := range p.Scripts {
		v.scripts = append(v.scripts, s.assets[name])
	}
	var body bytes.Buffer
	if err := layout(v).Render(r.Context(), &body); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, _ = body.WriteTo(w) // a reader who is gone is no fault
	return nil
}

func (s *Server) failPage(w http.ResponseWriter, r *http.Request, p *Problem) {
	page := Page{Title: p.Title, Face: "portal", Body: problemBody(Of(r.Context()), p), Status: p.Status}
	if err := s.Render(w, r, page); err != nil {
		s.log.Error("error page", "err", err)
	}
}
