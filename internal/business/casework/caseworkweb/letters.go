package caseworkweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"holon.example/holon/internal/business/casework/paper"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/cabinet"
	"holon.example/holon/internal/infra/cabinet/cabinetweb"
	"holon.example/holon/internal/infra/web"
)

// MountFiles registers the files of a case: letters, the receipt, and the materials
// that were handed in. Each may be asked for in ranges.
func MountFiles(s *web.Server, d *paper.Desk) {
	const pdf, anyType = "application/pdf", "application/octet-stream"
	op := web.Op{ID: "getLetter", Method: http.MethodGet, Path: "/api/cases/{id}/letters/{letter}", Summary: "The PDF file of a letter; the reading is recorded", Tag: tag}
	mountFile(s, op, "letter", pdf, d.Letter)
	op = web.Op{ID: "getMaterial", Method: http.MethodGet, Path: "/api/cases/{id}/materials/{material}", Summary: "A material that was handed in, with the type it was found to have; the reading is recorded", Tag: tag}
	mountFile(s, op, "material", anyType, d.Material)
	op = web.Op{ID: "getReceipt", Method: http.MethodGet, Path: "/api/cases/{id}/receipt", Summary: "The PDF file of the receipt; the reading is recorded", Tag: tag}
	mountFile(s, op, "", pdf, func(ctx context.Context, who gov.Actor, caseID, _ gov.ID) (*cabinet.File, error) {
		return d.Receipt(ctx, who, caseID)
	})
}

// mountFile registers a file of a case by its own id, named part in the address; none
// for the one of its kind.
func mountFile(s *web.Server, op web.Op, part, media string, open func(ctx context.Context, who gov.Actor, caseID, id gov.ID) (*cabinet.File, error)) {
	doc := huma.Operation{Parameters: []*huma.Param{web.PathID()}, Responses: web.FileAnswer(media)}
	doc.Responses["206"] = web.FileAnswer(media)["200"]
	doc.Responses["206"].Description = http.StatusText(http.StatusPartialContent)
	if part != "" {
		of := web.PathID()
		of.Name = part
		doc.Parameters = append(doc.Parameters, of)
	}
	doc.Parameters = append(doc.Parameters, &huma.Param{Name: "Range", In: "header", Description: "such as bytes=0-65535", Schema: &huma.Schema{Type: huma.TypeString}})
	web.Raw(s, op, doc, func(w http.ResponseWriter, r *http.Request, who gov.Actor) error {
		caseID, err := gov.ParseID(r.PathValue("id"))
		if err != nil {
			return err
		}
		var id gov.ID
		if part != "" {
			if id, err = gov.ParseID(r.PathValue(part)); err != nil {
				return err
			}
		}
		f, err := open(r.Context(), who, caseID, id)
		if err != nil {
			return err
		}
		cabinetweb.Send(w, r, f, false)
		return nil
	})
}
