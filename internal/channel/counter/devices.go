package counter

import (
	"net/http"
	"strconv"
	"strings"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
)

// pairing names the cookie that pairs this browser with the devices of its machine: the
// port and the token of the bridge. Scripts cannot read it, and it is sent to the pages
// of the window only.
const pairing = "bridge"

// Bounds of a pairing.
const (
	lowPort, highPort = 1024, 65535
	minToken          = 16
	maxToken          = 80
	aYear             = 365 * 24 * 3600
)

// paired gives the pairing of the browser; nil where there is none.
func paired(rq *room.Request) *link {
	c, err := rq.R.Cookie(pairing)
	if err != nil {
		return nil
	}
	port, token, _ := strings.Cut(c.Value, ".")
	n, err := strconv.Atoi(port)
	if err != nil || badPairing(n, token) != nil {
		return nil
	}
	return &link{n, token}
}

func badPairing(port int, token string) error {
	e := gov.Invalid("counter.pairing")
	if port < lowPort || port > highPort {
		e.At("port", "counter.pairing_port")
	}
	if len(token) < minToken || len(token) > maxToken || strings.ContainsFunc(token, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		e.At("token", "counter.pairing_token")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// devicesView is the page of the devices.
type devicesView struct {
	*room.Request
	Link  *link
	Form  parts.Form
	Fault *parts.Fault
}

func (n *counter) devices(rq *room.Request) error {
	if err := clerk(rq); err != nil {
		return err
	}
	l := paired(rq)
	return n.show(rq, view{here: "devices", title: rq.T("counter.tab.devices"), body: devicesPage(&devicesView{Request: rq, Link: l, Form: parts.Form{ID: "pair"}}), link: l})
}

// pair keeps the pairing in the browser, or takes it away.
func (n *counter) pair(rq *room.Request) error {
	if err := clerk(rq); err != nil {
		return err
	}
	in, err := rq.Sent()
	if err != nil {
		return err
	}
	c := &http.Cookie{Name: pairing, Path: "/counter", HttpOnly: true, Secure: n.Secure, SameSite: http.SameSiteStrictMode} //nolint:gosec // Secure wherever the site is reached by HTTPS
	if in.Get("do") == "forget" {
		c.MaxAge = -1
		http.SetCookie(rq.W, c)
		return rq.Go("/counter/devices?done=forgotten")
	}
	port, bad := strconv.Atoi(plain(in.Get("port")))
	if bad != nil {
		port = 0
	}
	token := strings.TrimSpace(in.Get("token"))
	if err := badPairing(port, token); err != nil {
		v := &devicesView{Request: rq, Form: parts.Form{ID: "pair", Given: in}}
		if v.Fault = rq.Again(err, &v.Form); v.Fault == nil {
			return err
		}
		return n.show(rq, view{here: "devices", title: rq.T("counter.tab.devices"), fault: v.Fault, body: devicesPage(v)})
	}
	c.Value, c.MaxAge = strconv.Itoa(port)+"."+token, aYear
	http.SetCookie(rq.W, c)
	return rq.Go("/counter/devices?done=paired")
}
