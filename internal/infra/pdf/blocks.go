package pdf

import (
	"strconv"

	"holon.example/holon/internal/gov"
)

func itoa(n int) string { return strconv.Itoa(n) }

func tooLong() error {
	return (&gov.Error{Kind: gov.KindTooLarge, Key: "pdf.too_large"}).With("limit", maxPages)
}

// blocks lays the body out. Items without a label are numbered through each run of them.
func (c *composer) blocks(blocks []Block) []item {
	var out []item
	body, pitch := c.body(), c.pitch()
	n := 0
	for _, b := range blocks {
		if b.Kind != Item {
			n = 0
		}
		switch b.Kind {
		case Paragraph:
			out = append(out, c.paragraph(b.Text, 2*body.size, body, pitch)...)
		case Item:
			n++
			label := b.Label
			if label == "" {
				label = itoa(n) + "."
			}
			out = append(out, c.paragraph(label+"\u00A0"+b.Text, 2*body.size, body, pitch)...)
		case Heading:
			bold := body
			bold.bold = true
			lines := c.paragraph(b.Text, 2*body.size, bold, pitch)
			for i := range lines {
				lines[i].keep = true
			}
			out = append(out, lines...)
		case Lines:
			out = append(out, c.paragraph(b.Text, 0, body, pitch)...)
		case Grid:
			out = append(out, air(6))
			out = append(out, c.grid(b.Table)...)
			out = append(out, air(10))
		}
	}
	return out
}

// closing sets the organs with their dates under their seals, three in a row at
// most, and the code at the left.
func (c *composer) closing() ([]item, error) {
	code, err := c.doc.Code.encode()
	if err != nil {
		return nil, err
	}
	const rowHeight = 2*sealRadius + 14
	var out []item
	signed := c.doc.Signed
	per, left := 3, 0.0
	if code != nil {
		per, left = 2, 52*mm
	}
	for first := true; first || len(signed) > 0; first = false {
		row := signed[:min(per, len(signed))]
		signed = signed[len(row):]
		if len(row) == 0 && code == nil {
			break
		}
		draw := code
		if !first {
			draw = nil
		}
		height := rowHeight
		if len(row) == 0 {
			height = 40 * mm
		}
		out = append(out, item{height: height, draw: func(k *ink, y float64) {
			if draw != nil {
				side := 27 * mm
				k.code(draw, leftEdge+2, y+height-side-22, side)
				c.caption(k, leftEdge+2+side/2, y+height-10, side*1.6)
			}
			c.signatures(k, row, leftEdge+left, y+sealRadius+8, typeWidth-left)
		}})
	}
	return out, nil
}

// caption sets the line under the code, shrunk to the room there is.
func (c *composer) caption(k *ink, middle, y, room float64) {
	s := style{size: 8.5, color: grey}
	text := flat(c.doc.Code.Caption)
	if w := k.width(text, s); w > room {
		s.size *= room / w
	}
	k.text(max(leftEdge, middle-k.width(text, s)/2), y, text, s)
}

// signatures sets organs side by side, flush right; each seal stands upright in
// the middle of its organ and date (GB/T 9704-2012 §7.3.5.1).
func (c *composer) signatures(k *ink, row []Signature, left, middle, room float64) {
	cell := room / float64(max(len(row), 1))
	if len(row) == 1 {
		cell = min(room, 92*mm)
		left += room - cell
	}
	s := c.body()
	for _, sig := range row { // one size for the row, in which the longest name fits
		if w := k.width(flat(sig.Organ), s); w > cell-8 {
			s.size *= (cell - 8) / w
		}
	}
	for i, sig := range row {
		centre := left + cell*(float64(i)+0.5)
		organ, date := flat(sig.Organ), flat(sig.Date)
		k.text(centre-k.width(organ, s)/2, middle-4, organ, s)
		k.text(centre-k.width(date, s)/2, middle-4+c.pitch(), date, s)
		if sig.Seal != "" {
			k.seal(centre, middle+c.pitch()/2-8, organ, flat(sig.Seal))
		}
	}
}
