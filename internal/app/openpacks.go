package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/calendar"
	"holon.example/holon/internal/infra/web"
)

// maxPackUpload bounds a pack that comes over HTTP.
const maxPackUpload = 32 << 20

// Kinds of packs with a place of their own beside the library.
const kindCalendar = "calendar"

// PackReport is the answer to an installation: the findings are those that did not
// forbid it.
type PackReport struct {
	Pack     *content.Installed `json:"pack"`
	Findings []matter.Finding   `json:"findings"`
}

func (n *Node) mountPacks() {
	web.Raw(n.Web, web.Op{ID: "installPack", Method: http.MethodPost, Path: "/api/packs", Summary: "Install a content pack; the body is a ZIP file", Tag: "content", Status: http.StatusCreated},
		huma.Operation{
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
			Responses:   web.FileAnswer("application/json"),
		},
		func(w http.ResponseWriter, r *http.Request, who gov.Actor) error {
			if err := n.mayInstall(r.Context(), who); err != nil {
				return err
			}
			raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPackUpload))
			if err != nil {
				return err
			}
			fsys, err := content.Unzip(raw)
			if err != nil {
				return err
			}
			rep, err := n.InstallPack(r.Context(), who, r.Header.Get("Idempotency-Key"), fsys)
			if err != nil {
				return err
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			return answer(w, rep)
		})
}

// ZipPack packs a content pack as InstallPack over HTTP takes it.
func ZipPack(fsys fs.FS) ([]byte, error) { return content.Zip(fsys) }

// mayInstall refuses before anything is read: unpacking and checking a pack is work
// that not everybody may ask for. The refusal is recorded.
func (n *Node) mayInstall(ctx context.Context, who gov.Actor) error {
	what := act.Resource{Type: "Pack"}
	ok, err := n.may(ctx, who, "installPack", what)
	if err != nil || ok {
		return err
	}
	_, err = act.Do(ctx, n.Engine, act.Command{Action: "installPack", Actor: who}, func(p *act.Prep) (bool, error) {
		return false, p.Authorise(what)
	})
	return err
}

// InstallPack checks and installs one pack: its items, laws and limits into the
// library, a calendar into the stored calendar.
func (n *Node) InstallPack(ctx context.Context, who gov.Actor, key string, fsys fs.FS) (*PackReport, error) {
	got, findings, err := n.Content.Install(ctx, who, key, fsys)
	if err != nil {
		return nil, err
	}
	if err := n.installCalendar(ctx, who, got[0].Kind, fsys); err != nil {
		return nil, err
	}
	if err := n.Data.InstallStandard(ctx, who, fsys); err != nil {
		return nil, err
	}
	return &PackReport{got[0], findings}, nil
}

// installCalendar brings in the years of a calendar pack; other kinds have none.
func (n *Node) installCalendar(ctx context.Context, who gov.Actor, kind string, fsys fs.FS) error {
	if kind != kindCalendar {
		return nil
	}
	p, err := calendar.Load(fsys)
	if err != nil {
		return err
	}
	_, err = n.Calendar.Install(ctx, who, p)
	return errors.Join(err, n.followCalendar(ctx))
}
