package caseworkweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/business/casework/casefile"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/web"
)

// MountLetters registers the letters of a case as files; fetch reads a kept file
// by its address.
func MountLetters(s *web.Server, svc *casework.Service, fetch func(ctx context.Context, blob string) ([]byte, error)) {
	of := web.PathID()
	of.Name = "letter"
	web.Raw(s, web.Op{ID: "getLetter", Method: http.MethodGet, Path: "/api/cases/{id}/letters/{letter}", Summary: "The signed PDF file of a letter; the reading is recorded", Tag: tag},
		huma.Operation{Parameters: []*huma.Param{web.PathID(), of}, Responses: web.FileAnswer("application/pdf")},
		func(w http.ResponseWriter, r *http.Request, who gov.Actor) error {
			caseID, err := gov.ParseID(r.PathValue("id"))
			if err != nil {
				return err
			}
			id, err := gov.ParseID(r.PathValue("letter"))
			if err != nil {
				return err
			}
			l, err := casefile.OpenLetter(r.Context(), svc.Act, who, caseID, id)
			if err != nil {
				return err
			}
			body, err := fetch(r.Context(), l.Blob)
			if err != nil {
				return err
			}
			h := w.Header()
			h.Set("Content-Type", "application/pdf")
			h.Set("Content-Length", strconv.Itoa(len(body)))
			h.Set("Content-Disposition", `attachment; filename="`+id.String()+`.pdf"`)
			_, _ = w.Write(body) // a reader who is gone is no fault
			return nil
		})
}
