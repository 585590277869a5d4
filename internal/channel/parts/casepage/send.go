package casepage

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob"
)

// File is a file of a case on its way to a browser.
type File struct {
	Name string
	Type string
	Body []byte
}

// shownTypes are the types a browser may show by itself; all others are offered for
// saving, so that nothing that was handed in runs in this site's name.
var shownTypes = []string{"application/pdf", "image/png", "image/jpeg"}

// Send writes the file.
func (f File) Send(w http.ResponseWriter) {
	how := "attachment"
	if slices.Contains(shownTypes, f.Type) {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Length", strconv.Itoa(len(f.Body)))
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": blob.CleanName(f.Name, f.Type)}))
	_, _ = w.Write(f.Body) // a reader who is gone is no fault
}

// CertificateFile opens the printed file of a certificate; the reading is recorded.
func (s *Source) CertificateFile(ctx context.Context, who gov.Actor, _, id gov.ID) (File, error) {
	body, err := s.Office.File(ctx, who, id)
	return File{Name: id.String() + ".pdf", Type: "application/pdf", Body: body}, err
}

// Opener opens a file of a case by its own id; the reading is recorded.
type Opener func(ctx context.Context, who gov.Actor, caseID, id gov.ID) (File, error)
