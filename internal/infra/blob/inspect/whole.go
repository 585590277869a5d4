package inspect

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"

	"holon.example/holon/internal/gov"
)

// What is told of a file that does not end where it should.
const (
	keyImageCut  = "blob.image_cut"
	keyImageForm = "blob.image_form"
	keyPDFCut    = "blob.pdf_cut"
)

// alive reads while the context lives.
type alive struct {
	ctx context.Context //nolint:containedctx // a reader has none; it is that of one inspection
	r   io.Reader
}

func (a *alive) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	return a.r.Read(p)
}

// look is one image being looked through, from its first byte to its last. Nothing
// of it is held but a buffer.
type look struct {
	ctx    context.Context //nolint:containedctx // that of one inspection
	r      *bufio.Reader
	limits Limits
	budget *int64 // bytes of pixels that may still be unpacked, over all images of one file
}

// imageFound looks through a whole image and gives its dimensions. They are judged
// before anything is unpacked.
func imageFound(ctx context.Context, r io.Reader, kind string, l Limits, budget *int64) (Found, error) {
	k := look{ctx: ctx, r: bufio.NewReader(&alive{ctx, r}), limits: l, budget: budget}
	var f Found
	var err error
	switch kind {
	case PNG:
		f, err = k.png()
	case JPEG:
		f, err = k.jpeg()
	default:
		err = gov.Invalid(keyImageForm)
	}
	return f, k.judged(err)
}

// judged turns an error of looking into what the sender is told.
func (k *look) judged(err error) error {
	switch {
	case err == nil || k.ctx.Err() != nil:
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return gov.Invalid(keyImageCut).Because(err)
	}
	if _, ours := errors.AsType[*gov.Error](err); ours {
		return err
	}
	return gov.Invalid(keyImageForm).Because(err)
}

// size judges the dimensions of an image.
func (k *look) size(width, height int64, kind string) (Found, error) {
	if width < 1 || height < 1 {
		return Found{}, gov.Invalid(keyImageForm)
	}
	side := int64(k.limits.ImageSide)
	if width > side || height > side || width*height > k.limits.Pixels {
		return Found{}, tooLarge("blob.image_size").With("width", width).With("height", height)
	}
	return Found{Type: kind, Width: int(width), Height: int(height)}, nil
}

// pdfTail is how much of the end of a PDF its trailer is looked for in: readers allow
// some bytes after it.
const pdfTail = 8 << 10

// pdfWhole tells whether a PDF ends as one: its trailer names the place of the
// cross-reference (ISO 32000-1 §7.5.5), which lies in the file. A file that was cut
// has lost it, and one that lost a piece in the middle names a wrong place.
func pdfWhole(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, pdfTail))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	at, err := pdfEnd(tail, size)
	if err != nil {
		return err
	}
	place := make([]byte, min(64, size-at))
	if _, err := r.ReadAt(place, at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	place = bytes.TrimLeft(place, "\x00\t\n\f\r ")
	if bytes.HasPrefix(place, []byte("xref")) || len(place) > 0 && place[0] >= '0' && place[0] <= '9' {
		return nil
	}
	return gov.Invalid(keyPDFCut)
}

// pdfEnd reads the place of the cross-reference out of the end of a file.
func pdfEnd(tail []byte, size int64) (int64, error) {
	cut := gov.Invalid(keyPDFCut)
	end := bytes.LastIndex(tail, []byte("%%EOF"))
	if end < 0 {
		return 0, cut
	}
	const word = "startxref"
	start := bytes.LastIndex(tail[:end], []byte(word))
	if start < 0 {
		return 0, cut
	}
	digits, _, _ := bytes.Cut(bytes.TrimLeft(tail[start+len(word):end], "\x00\t\n\f\r "), []byte("\n"))
	at, err := strconv.ParseInt(string(bytes.TrimRight(digits, "\x00\t\f\r ")), 10, 64)
	if err != nil || at <= 0 || at >= size {
		return 0, cut
	}
	return at, nil
}

// pdfInside judges a PDF that comes out of an archive as a stream: by its end alone.
func pdfInside(r io.Reader) error {
	var last end
	n, err := io.Copy(&last, r)
	if err != nil {
		return err
	}
	_, err = pdfEnd(last.bytes, n)
	return err
}

// end keeps the last bytes of what is written to it.
type end struct{ bytes []byte }

func (e *end) Write(p []byte) (int, error) {
	e.bytes = append(e.bytes, p[max(0, len(p)-pdfTail):]...)
	if extra := len(e.bytes) - pdfTail; extra > 0 {
		e.bytes = append(e.bytes[:0], e.bytes[extra:]...)
	}
	return len(p), nil
}
