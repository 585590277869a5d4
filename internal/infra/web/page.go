package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Page is what a handler says of its page; the renderer adds the frame.
type Page struct {
	Title   string
	Face    string // how dense the page is: citizen, staff or ops
	Body    templ.Component
	Frame   func(body templ.Component) templ.Component // what stands around the body, main#main with it; nil: the plain bar
	Styles  []string                                   // names of assets
	Scripts []string
	Status  int // 200 when 0
	Bridge  int // port of this machine that scripts of the page may reach besides the site (docs/adr/0010); 0: none
}

// view is a page with what the frame needs.
type view struct {
	Page
	call            *Call
	above           templ.Component // nil: nothing
	mode, contrast  string
	styles, scripts []string
}

const maxPort = 65535

// Cookies of what the reader chose; see Prefer.
const (
	modeCookie     = "mode"
	contrastCookie = "contrast"
)

// choices are what a reader may choose by name of the cookie; the first is shown
// to who chose nothing.
var choices = map[string][]string{
	langCookie:     {"", "zh", "en"},
	modeCookie:     {"light", "elder"},
	contrastCookie: {"normal", "high"},
}

// Choice is what a reader chose of how pages are shown: "mode" light or elder,
// "contrast" normal or high.
func Choice(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil && slices.Contains(choices[name], c.Value) {
		return c.Value
	}
	return choices[name][0]
}

// Prefer keeps what a reader chose of lang, mode and contrast in his browser for a
// year; what is none of the choices is passed over.
func (s *Server) Prefer(w http.ResponseWriter, given url.Values) {
	for name, values := range choices {
		if v := given.Get(name); v != "" && slices.Contains(values, v) {
			http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by HTTPS
				Name: name, Value: v, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
			})
		}
	}
}

func (v view) htmlLang() string {
	if v.call.Lang == "zh" {
		return "zh-CN"
	}
	return string(v.call.Lang)
}

// Above lets fn put something above the frame of every page; nil is nothing. It is set
// before the server answers.
func (s *Server) Above(fn func(r *http.Request) templ.Component) { s.above = fn }

// Render writes a page. It is made whole before the first byte goes out, so that
// an error in it is still an error page.
func (s *Server) Render(w http.ResponseWriter, r *http.Request, p Page) error {
	v := view{Page: p, call: Of(r.Context()), mode: Choice(r, modeCookie), contrast: Choice(r, contrastCookie)}
	for _, name := range append([]string{"base.css"}, p.Styles...) {
		v.styles = append(v.styles, s.assets[name])
	}
	for _, name := range p.Scripts {
		v.scripts = append(v.scripts, s.assets[name])
	}
	if s.above != nil {
		v.above = s.above(r)
	}
	var body bytes.Buffer
	if err := layout(v).Render(r.Context(), &body); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if p.Bridge > 0 && p.Bridge <= maxPort {
		w.Header().Set("Content-Security-Policy", strings.Replace(csp, "connect-src 'self'", "connect-src 'self' http://127.0.0.1:"+strconv.Itoa(p.Bridge), 1))
	}
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, _ = body.WriteTo(w) // a reader who is gone is no fault
	return nil
}

func (s *Server) failPage(w http.ResponseWriter, r *http.Request, p *Problem) {
	page := Page{Title: p.Title, Face: "citizen", Body: problemBody(Of(r.Context()), p), Status: p.Status}
	if err := s.Render(w, r, page); err != nil {
		s.log.Error("error page", "err", err)
	}
}
