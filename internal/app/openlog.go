package app

import (
	"net/http"

	"holon.example/holon/internal/infra/seal/sealweb"
)

// mountSeal serves the log at the root of the site, in the form of C2SP tlog-tiles:
// anybody may compute the seal again.
func (n *Node) mountSeal() {
	log := sealweb.Handler(n.DB, n.Log)
	serve := func(w http.ResponseWriter, r *http.Request) error {
		log.ServeHTTP(w, r)
		return nil
	}
	n.Web.Route("GET /checkpoint", serve)
	n.Web.Route("GET /tile/", serve)
	n.Web.Route("GET /checkpoint.key", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(n.Signer.VerifierKey() + "\n")) // a reader who is gone is no fault
		return nil
	})
}

// Introduce tells, in test mode only, who may sign in at a demonstration: whoever
// plays a story on it asks.
func (n *Node) Introduce(site any) {
	if !n.Config.Test {
		return
	}
	n.Web.Route("GET /test/site", func(w http.ResponseWriter, _ *http.Request) error { return answer(w, site) })
}
