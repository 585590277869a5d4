package pdf

import (
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
)

// Layout says which form a document takes.
type Layout int

// The forms of a document.
const (
	Letter      Layout = iota // an official letter, portrait
	Certificate               // a certificate, one framed sheet across
)

// Document is everything that is printed, in the order of reading. Texts come
// finished from the catalogue or a pack; this package adds no words.
type Document struct {
	Layout  Layout
	Organ   string      // 发文机关标志: the issuing organ in full
	Number  string      // 文号, or the number of the certificate
	Title   string      // what the document is
	Edition string      // 正本 or 副本, on certificates
	To      string      // 主送, with its colon
	Fields  []Field     // the entries of a certificate
	Blocks  []Block     // the body of a letter; the annex of a certificate
	Signed  []Signature // 落款: organs with date and seal, side by side
	Code    *Code       // a QR code, left of the signature
	Notes   []string    // small print at the end, e.g. the remedies
	Footer  string      // one small line at the foot of each page

	Language string   // e.g. zh-CN
	Created  gov.Time // stands in the file's properties; zero leaves it out
}

// Field is one labelled entry of a certificate.
type Field struct {
	Label string
	Value string
	Aside bool // stands in the narrow column on the right
}

// Kind says what a block is.
type Kind int

// The kinds of block.
const (
	Paragraph Kind = iota // first line indented by two characters
	Item                  // a paragraph that begins with a label; without one it is numbered on
	Heading               // a bold line that stays with what follows
	Lines                 // text flush left, each line of it on its own
	Grid                  // a table
)

// Block is one part of the body.
type Block struct {
	Kind  Kind
	Label string // of an item, e.g. 1. or (a)
	Text  string
	Table *Table // of a grid
}

// Table is a ruled table. Its head is repeated on each page it reaches.
type Table struct {
	Widths []float64 // share of each column; equal when empty
	Head   []string
	Rows   [][]string
	Labels bool // every other column holds labels, as in a form
}

// Signature is one organ at the end of a document.
type Signature struct {
	Organ string
	Date  string
	Seal  string // the words across the seal that deny it effect; empty: no seal
}

// Code is a QR code with a line under it.
type Code struct {
	Content string
	Caption string
}

// What one document may hold. A document of usual length is far below.
const (
	maxCharacters = 200_000
	maxPages      = 300
	maxColumns    = 16
	maxSigned     = 9
)

// check refuses what cannot be printed faithfully.
func (d Document) check() error {
	if d.Title == "" {
		return gov.Invalid("pdf.invalid").At("title", "pdf.title")
	}
	if len(d.Signed) > maxSigned {
		return gov.Invalid("pdf.invalid").At("signed", "pdf.signed")
	}
	for _, s := range d.Signed {
		if s.Seal != "" && strings.TrimSpace(s.Seal) == "" {
			return gov.Invalid("pdf.invalid").At("signed", "pdf.seal")
		}
	}
	n := 0
	for _, s := range d.texts() {
		n += utf8.RuneCountInString(s)
	}
	for _, b := range d.Blocks {
		if b.Table == nil {
			continue
		}
		if c := b.Table.columns(); c == 0 || c > maxColumns {
			return gov.Invalid("pdf.invalid").At("blocks", "pdf.columns")
		}
		n += len(b.Table.Rows) * b.Table.columns()
	}
	if n > maxCharacters {
		return (&gov.Error{Kind: gov.KindTooLarge, Key: "pdf.too_large"}).With("limit", maxCharacters)
	}
	return nil
}

// texts lists every text of the document.
func (d Document) texts() []string {
	out := []string{d.Organ, d.Number, d.Title, d.Edition, d.To, d.Footer}
	out = append(out, d.Notes...)
	for _, f := range d.Fields {
		out = append(out, f.Label, f.Value)
	}
	for _, s := range d.Signed {
		out = append(out, s.Organ, s.Date, s.Seal)
	}
	if d.Code != nil {
		out = append(out, d.Code.Caption)
	}
	for _, b := range d.Blocks {
		out = append(out, b.Label, b.Text)
		if b.Table != nil {
			out = append(out, b.Table.Head...)
			for _, row := range b.Table.Rows {
				out = append(out, row...)
			}
		}
	}
	return out
}

// Missing lists the characters of the document that the font lacks, each once,
// so that a letter with such a name can be looked at by a person.
func Missing(d Document) ([]rune, error) {
	face, err := openFace()
	if err != nil {
		return nil, err
	}
	var out []rune
	seen := map[rune]bool{}
	for _, s := range d.texts() {
		for _, r := range clean(s) {
			if _, ok := face.Glyph(r); !ok && r != '\n' && !seen[r] {
				out = append(out, r)
			}
			seen[r] = true
		}
	}
	return out, nil
}

// columns is the number of columns the widest row asks for.
func (t *Table) columns() int {
	n := max(len(t.Head), len(t.Widths))
	for _, r := range t.Rows {
		n = max(n, len(r))
	}
	return n
}
