package app

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/http/pprof"
	"time"

	"holon.example/holon/internal/business/casework/caseworkweb"
	"holon.example/holon/internal/business/licence/licenceweb"
	"holon.example/holon/internal/business/mandate/mandateweb"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/business/matter/matterweb"
	"holon.example/holon/internal/data/exchange/exchangeweb"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/ident/identweb"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/todo/todoweb"
	"holon.example/holon/internal/infra/web"
	"holon.example/holon/internal/infra/web/logweb"
	"holon.example/holon/internal/infra/web/signinweb"
	"holon.example/holon/internal/infra/web/uploadweb"
)

// apiVersion is that of the API: operations are added, never changed or removed.
const apiVersion = "1.0"

// openWeb mounts what every slice offers over HTTP.
func (n *Node) openWeb(context.Context) error {
	n.figures = newFigures(n)
	s := web.New(web.Config{
		Log: n.Log, Guard: identweb.NewGuard(n.Ident, n.Config.isHTTPS()), Secure: n.Config.isHTTPS(),
		Title: "Holon", Version: apiVersion, Observe: n.figures.observe,
	})
	n.Web = s
	signinweb.Mount(signinweb.Door{Server: s, Ident: n.Ident, Now: n.Clock.Time})
	matterweb.Mount(s, func() *matter.Library { return n.Content.Now().Library })
	caseworkweb.Mount(s, n.Casework)
	caseworkweb.MountProcedures(s, n.Procedures)
	caseworkweb.MountFiles(s, n.Papers)
	mandateweb.Mount(s, n.Mandates)
	todoweb.Mount(s, todoweb.Desk{Engine: n.Engine, May: n.may})
	n.mountOffice()
	licenceweb.Mount(s, n.Licences)
	exchangeweb.Mount(s, n.Exchange)
	logweb.Mount(s, logweb.Log{Engine: n.Engine, Bus: n.Bus, Source: n.source()})
	files := uploadweb.Desk{Engine: n.Engine, Blobs: n.Blobs}
	uploadweb.Mount(s, files)
	if err := n.mountPages(files); err != nil {
		return err
	}
	n.mountPacks()
	n.mountSeal()
	n.mountHealth()
	if n.Config.Test {
		n.mountTest()
		n.mountParts()
		n.mountProfiles()
	}
	return n.mountDescription()
}

func (n *Node) may(ctx context.Context, who gov.Actor, action string, what act.Resource) (bool, error) {
	return n.Access.May(ctx, n.Engine, who, action, what)
}

// mountDescription serves the description of the API; it never changes while the
// process runs.
func (n *Node) mountDescription() error {
	body, err := n.Web.OpenAPI()
	if err != nil {
		return err
	}
	n.Web.Route("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body) // a reader who is gone is no fault
		return nil
	})
	return nil
}

// Tick is how a test moves the clock: to an instant, or by a duration such as 72h.
type Tick struct {
	Set     gov.Time `json:"set,omitzero"`
	Advance string   `json:"advance,omitempty"`
}

// mountTest offers what only test mode may: nobody need be signed in.
func (n *Node) mountTest() {
	n.Web.Route("POST /test/clock", func(w http.ResponseWriter, r *http.Request) error {
		var t Tick
		if err := wantJSON(r); err != nil {
			return err
		}
		if err := json.NewDecoder(r.Body).Decode(&t); err != nil {
			return gov.Invalid("error.time").Because(err)
		}
		to := t.Set
		if t.Advance != "" {
			by, err := time.ParseDuration(t.Advance)
			if err != nil {
				return gov.Invalid("error.time").At("advance", "error.time")
			}
			to = n.Clock.Time().Add(by)
		}
		if to <= 0 {
			return gov.Invalid("error.time").At("set", "error.time")
		}
		if err := n.SetClock(r.Context(), to); err != nil {
			return err
		}
		return answer(w, map[string]gov.Time{"now": n.Clock.Time()})
	})
	n.Web.Route("POST /test/settle", func(w http.ResponseWriter, r *http.Request) error {
		if err := n.Settle(r.Context()); err != nil {
			return err
		}
		return answer(w, map[string]gov.Time{"now": n.Clock.Time()})
	})
}

// wantJSON refuses a body that is not said to be JSON (415): as a form it would have
// been read before.
func wantJSON(r *http.Request) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && media == "application/json" {
		return nil
	}
	lang, key := web.Of(r.Context()).Lang, "error.want_json"
	return &web.Problem{
		Type: "urn:holon:invalid", Title: locale.T(lang, "kind.invalid", nil), Status: http.StatusUnsupportedMediaType,
		Detail: locale.T(lang, key, nil), Key: key,
	}
}

// mountProfiles shows where a node in test mode spends time and memory.
func (n *Node) mountProfiles() {
	n.Web.Route("GET /test/profile/cpu", func(w http.ResponseWriter, r *http.Request) error {
		pprof.Profile(w, r)
		return nil
	})
	n.Web.Route("GET /test/profile/{name}", func(w http.ResponseWriter, r *http.Request) error {
		pprof.Handler(r.PathValue("name")).ServeHTTP(w, r)
		return nil
	})
}

func answer(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}
