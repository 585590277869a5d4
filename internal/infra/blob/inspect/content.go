package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"holon.example/holon/internal/gov"
)

// HeadSize is how much of the beginning of a file its type is read from.
const HeadSize = 4096

// Found is what a file turned out to be.
type Found struct {
	Type   string
	Width  int // of an image
	Height int
}

// Head judges a file by its first bytes, before the rest is received: it refuses
// what is empty or of a type that nothing behind it could make allowed.
func Head(head []byte, l Limits) error {
	l = l.filled()
	if len(head) == 0 {
		return gov.Invalid("blob.empty")
	}
	kind := sniff(head)
	if l.allows(kind) || kind == ZIP && l.allows(OFD) {
		return nil
	}
	return wrongType(kind)
}

// Content judges a whole file. It stops when the context ends.
func Content(ctx context.Context, r io.ReaderAt, size int64, l Limits) (Found, error) {
	l = l.filled()
	head := make([]byte, min(HeadSize, size))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return Found{}, fmt.Errorf("blob: %w", err)
	}
	if err := Head(head, l); err != nil {
		return Found{}, err
	}
	f := Found{Type: sniff(head)}
	if packed(f.Type) {
		w := walk{ctx: ctx, limits: l, pixels: l.Unpacked}
		form, err := w.archive(r, size, 1)
		if err != nil {
			return Found{}, err
		}
		if f.Type == ZIP {
			f.Type = form
		}
	}
	if !l.allows(f.Type) {
		return Found{}, wrongType(f.Type)
	}
	switch f.Type {
	case PDF:
		return f, pdfWhole(r, size)
	case PNG, JPEG:
		budget := l.Unpacked
		return imageFound(ctx, io.NewSectionReader(r, 0, size), f.Type, l, &budget)
	}
	return f, nil
}

// sniff tells the type by content. A PDF must begin as one: readers also take
// files that only contain its mark, which then are two things at once.
func sniff(head []byte) string {
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if kind == PDF && !bytes.HasPrefix(head, []byte("%PDF-")) {
		return "application/octet-stream"
	}
	return kind
}

func packed(kind string) bool { return kind == ZIP || kind == DOCX || kind == XLSX }

func wrongType(kind string) error { return gov.Invalid("blob.type").With("type", kind) }

func tooLarge(key string) *gov.Error { return &gov.Error{Kind: gov.KindTooLarge, Key: key} }
