package pdf

import (
	"embed"
	"errors"
	"io"
	"io/fs"
	"sync"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf/typeface"
)

//go:embed all:dist
var dist embed.FS

const fontFile = "dist/NotoSansSC-Regular.ttf"

// fontName is what the font is called inside a file.
const fontName = "NotoSansSC-Regular"

// openFace opens the embedded font once for the process. Outlines are read from
// the program's own image when a document needs them.
var openFace = sync.OnceValues(func() (*typeface.Face, error) { return openFrom(dist) })

func openFrom(files fs.FS) (*typeface.Face, error) {
	f, err := files.Open(fontFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, (&gov.Error{Kind: gov.KindInternal, Key: "pdf.font_missing"}).Because(
			errors.New("documents need the font: run make build"))
	}
	if err != nil {
		return nil, err
	}
	src, ok := f.(io.ReaderAt) // an embedded file stays open without holding anything
	if !ok {
		return nil, errors.New("pdf: the font cannot be read at a place")
	}
	return typeface.Open(src)
}
