package uploadweb

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/web"
)

// Desk is what an upload needs.
type Desk struct {
	Engine *act.Engine
	Blobs  *blob.Store
}

// Mount registers the upload: the body is the file itself.
func Mount(s *web.Server, d Desk) {
	info := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
		"ref": {Type: huma.TypeString}, "size": {Type: huma.TypeInteger}, "type": {Type: huma.TypeString},
	}}
	web.Raw(s, web.Op{ID: "uploadBlob", Method: http.MethodPost, Path: "/api/blobs", Summary: "Hand a file in; the body is the file", Tag: "files", Status: http.StatusCreated},
		huma.Operation{
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
			Responses:   map[string]*huma.Response{"201": {Description: http.StatusText(http.StatusCreated), Content: map[string]*huma.MediaType{"application/json": {Schema: info}}}},
		}, d.upload)
}

func (d Desk) upload(w http.ResponseWriter, r *http.Request, who gov.Actor) error {
	info, err := d.Keep(r.Context(), who, 0, http.MaxBytesReader(w, r.Body, blob.DefaultMaxBytes+1), max(r.ContentLength, 0))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(info)
}

// Keep takes one file in: it is sealed under the key of the draft it is handed in with,
// so that whoever may go on with the draft may go on with its files; with no draft (0)
// under the key of whom it concerns. declared is the size the sender announced; 0 if
// none. The receiving is recorded; what could not be recorded is not kept.
func (d Desk) Keep(ctx context.Context, who gov.Actor, draft gov.ID, file io.Reader, declared int64) (blob.Info, error) {
	subject, err := concerns(who)
	if err != nil {
		return blob.Info{}, err
	}
	if draft != 0 {
		subject = draft
	}
	info, err := d.cabinet().Receive(ctx, subject, file, blob.Limits{Declared: declared, Field: "body"})
	if err != nil {
		return blob.Info{}, err
	}
	if err := d.note(ctx, who, info); err != nil {
		return blob.Info{}, errors.Join(err, d.Blobs.Remove(context.WithoutCancel(ctx), info.Ref))
	}
	return info, nil
}

func (d Desk) cabinet() *cabinet.Cabinet { return &cabinet.Cabinet{Engine: d.Engine, Blobs: d.Blobs} }

// concerns tells whose the files of this actor are: the applicant's he acts for, else
// his own.
func concerns(who gov.Actor) (gov.ID, error) {
	if who.Subject != 0 {
		return who.Subject, nil
	}
	if who.Person != 0 {
		return who.Person, nil
	}
	return 0, gov.Forbidden("upload-subject")
}

// note records that a file was handed in; a case names it later.
func (d Desk) note(ctx context.Context, who gov.Actor, info blob.Info) error {
	_, err := act.Do(ctx, d.Engine, act.Command{Action: "attachMaterial", Actor: who}, func(p *act.Prep) (bool, error) {
		r := act.Resource{Type: "Case", Attrs: map[string]any{"applicant": who.Subject, "division": who.Division}}
		if err := p.Authorise(r); err != nil {
			return false, err
		}
		p.Note("blob.received", "blob", seal.Data{"blob": string(info.Ref), "size": info.Size, "type": info.Type, "subject": who.Subject})
		return true, nil
	})
	return err
}
