package licenceweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
	"holon.example/holon/internal/infra/web"
)

const tag = "certificates"

// Page asks for a page of a list, newest first.
type Page struct {
	Before web.ID `query:"before" doc:"the last id of the page before"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"20 when left out"`
}

// Printed is what stands on a certificate: its identifier and its short code.
type Printed struct {
	Identifier string `path:"identifier" maxLength:"100"`
	Code       string `query:"c" maxLength:"16" doc:"the code printed beside the identifier"`
}

// Mount registers the operations of certificates.
func Mount(s *web.Server, office *licence.Office) {
	web.Handle(s, web.Op{ID: "listCertificates", Method: http.MethodGet, Path: "/api/certificates", Summary: "One's own certificates", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *Page) ([]licence.Head, error) {
			if in.Limit == 0 {
				in.Limit = 20
			}
			return office.Mine(ctx, who, in.Before.ID, in.Limit)
		})
	web.Handle(s, web.Op{ID: "getCertificate", Method: http.MethodGet, Path: "/api/certificates/{id}", Summary: "A certificate; the reading is recorded", Tag: tag},
		func(ctx context.Context, who gov.Actor, in *web.One) (*licence.Held, error) {
			return office.Get(ctx, who, in.ID.ID)
		})
	web.Handle(s, web.Op{ID: "verifyCertificate", Method: http.MethodGet, Path: "/api/verify/{identifier}", Summary: "The public check of a certificate", Tag: tag, Public: true},
		func(ctx context.Context, who gov.Actor, in *Printed) (licence.Verdict, error) {
			return office.Check(ctx, who, in.Identifier, in.Code)
		})
	web.Raw(s, web.Op{ID: "getCertificateFile", Method: http.MethodGet, Path: "/api/certificates/{id}/file", Summary: "The signed PDF file of a certificate", Tag: tag},
		huma.Operation{Parameters: []*huma.Param{web.PathID()}, Responses: web.FileAnswer("application/pdf")},
		func(w http.ResponseWriter, r *http.Request, who gov.Actor) error { return file(w, r, who, office) })
}

func file(w http.ResponseWriter, r *http.Request, who gov.Actor, office *licence.Office) error {
	id, err := gov.ParseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := office.File(r.Context(), who, id)
	if err != nil {
		return err
	}
	cabinetweb.Send(w, r, f, false)
	return nil
}
