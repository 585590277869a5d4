package cabinetweb

import (
	"mime"
	"net/http"
	"slices"
	"time"

	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/cabinet"
)

// shownTypes are the types a browser may show by itself; all others are offered for
// saving, so that nothing that was handed in runs in this site's name.
var shownTypes = []string{"application/pdf", "image/png", "image/jpeg"}

// etagSize is how much of the address of a file names it to a browser.
const etagSize = 32

// Send writes a file, or the ranges of it that were asked for (RFC 9110 §14), and closes
// it. inline lets a browser show what it may show by itself.
func Send(w http.ResponseWriter, r *http.Request, f *cabinet.File, inline bool) {
	defer func() { _ = f.Close() }() // it was only read
	how := "attachment"
	if inline && slices.Contains(shownTypes, f.Type) {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": blob.CleanName(f.Name, f.Type)}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	if len(f.Ref) >= etagSize {
		h.Set("Etag", `"`+f.Ref[:etagSize]+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, f.File)
}
