package inspect

import "slices"

// The media types that applicants may hand in where a form says nothing else.
const (
	PDF  = "application/pdf"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	OFD  = "application/ofd" // GB/T 33190-2016
	ZIP  = "application/zip"
)

// usual is the allow-list of the zero Limits.
var usual = []string{PDF, PNG, JPEG, DOCX, XLSX, OFD, ZIP}

// plain are types that may stand inside an archive beside the allowed ones.
var plain = []string{"text/plain", "text/csv", "text/xml", "application/xml", "application/json"}

// Limits bounds what a file may contain. A zero value stands for the figure of
// the defaults; a form may state its own.
type Limits struct {
	Types     []string // media types allowed
	Entries   int      // entries of an archive, nested ones included
	Unpacked  int64    // bytes of an archive unpacked, nested ones included
	Ratio     int64    // unpacked to packed, for archives above 1 MiB unpacked
	Depth     int      // archives within archives; 1 is none within
	Pixels    int64    // of an image
	ImageSide int      // of an image, in pixels
}

// Defaults are the limits where none is stated: a scanned plan of A0 at 300 dpi
// passes, what only wears a machine out does not.
func Defaults() Limits {
	return Limits{Types: usual, Entries: 2000, Unpacked: 200 << 20, Ratio: 100, Depth: 2, Pixels: 150_000_000, ImageSide: 20_000}
}

// filled states what is not stated.
func (l Limits) filled() Limits {
	d := Defaults()
	if len(l.Types) == 0 {
		l.Types = d.Types
	}
	l.Entries, l.Depth, l.ImageSide = or(l.Entries, d.Entries), or(l.Depth, d.Depth), or(l.ImageSide, d.ImageSide)
	l.Unpacked, l.Ratio, l.Pixels = or(l.Unpacked, d.Unpacked), or(l.Ratio, d.Ratio), or(l.Pixels, d.Pixels)
	return l
}

func or[T int | int64](v, d T) T {
	if v > 0 {
		return v
	}
	return d
}

func (l Limits) allows(kind string) bool { return slices.Contains(l.Types, kind) }
