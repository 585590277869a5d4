package console

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"holon.example/holon/internal/channel/desk/room"
	"holon.example/holon/internal/data/standard/grid"
	"holon.example/holon/internal/gov"
)

// Bounds of what is handed in, and of what a rehearsal carries on to its form.
const (
	MaxWorkbook = 10 << 20
	maxCarried  = 1 << 20 // packed
	maxUnpacked = 16 << 20
)

// Pack makes a draft small enough for a form.
func Pack[T any](draft T) (string, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := errors.Join(json.NewEncoder(z).Encode(draft), z.Close()); err != nil {
		return "", err
	}
	if out.Len() > maxCarried {
		return "", &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	return base64.RawURLEncoding.EncodeToString(out.Bytes()), nil
}

// Unpack takes back what Pack made; anything else is refused.
func Unpack[T any](s string) (draft T, err error) {
	bad := gov.Invalid("console.import_again")
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) > maxCarried {
		return draft, bad
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return draft, bad
	}
	d := json.NewDecoder(io.LimitReader(z, maxUnpacked))
	d.DisallowUnknownFields()
	if err := d.Decode(&draft); err != nil {
		return draft, bad
	}
	return draft, nil
}

// Workbook sends a workbook.
func Workbook(rq *room.Request, name string, raw []byte) error {
	h := rq.W.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = rq.W.Write(raw) // a reader who is gone is no fault
	return nil
}

// Word gives the first word of a key in the reader's language.
func Word(rq *room.Request, key string) string { return grid.Word(rq.Lang, key) }
