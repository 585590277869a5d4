package bus

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Export writes the events of the log as CloudEvents, one JSON object a line, in
// the order of the log: all, or those that concern one case. source is a URI
// that names the site's log. It tells how many lines were written.
func Export(ctx context.Context, db *sqldb.DB, w io.Writer, source string, caseID gov.ID) (n int, err error) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for from := int64(0); ; {
		var page []*entry
		err := db.Read(ctx, func(q *sqldb.Q) error {
			page, err = readPage(ctx, q, from)
			return err
		})
		if err != nil || len(page) == 0 {
			return n, err
		}
		from += int64(len(page))
		wrote, err := exportPage(enc, page, source, caseID)
		n += wrote
		if err != nil {
			return n, err
		}
	}
}

func exportPage(enc *json.Encoder, page []*entry, source string, caseID gov.ID) (n int, err error) {
	for _, e := range page {
		// Only a body that holds the digits at all is worth parsing.
		if caseID != 0 && !bytes.Contains(e.body, []byte(caseID.String()+`"`)) {
			continue
		}
		ev, err := e.event()
		if err != nil {
			return n, err
		}
		if caseID != 0 && !ev.Concerns(caseID) {
			continue
		}
		if err := enc.Encode(ev.Cloud(source)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
