package pdf

import (
	"math"

	"holon.example/holon/internal/gov"
)

// The sheet of a certificate: A4 across, in a frame 12 mm from the edge.
const (
	sheetWidth  = pageHeight
	sheetHeight = pageWidth
	frameInset  = 12 * mm
	fieldsLeft  = 28 * mm
	asideLeft   = 186 * mm
	fieldsTop   = 60 * mm
	fieldsFoot  = 146 * mm
	asideFoot   = 136 * mm
	fieldsRight = sheetWidth - 28*mm
	largestType = 14.0
	leastType   = 7.5
)

var (
	gold  = color{0.62, 0.47, 0.20}
	brown = color{0.42, 0.30, 0.08}
	straw = color{0.955, 0.93, 0.87}
)

// certificate lays out the framed sheet, and behind it the blocks as an annex.
func (c *composer) certificate() ([]*ink, error) {
	code, err := c.doc.Code.encode()
	if err != nil {
		return nil, err
	}
	size, err := c.fieldSize()
	if err != nil {
		return nil, err
	}
	k := &ink{set: c.set, height: sheetHeight}
	ornament(k)
	c.certificateHead(k)
	c.column(k, false, size)
	c.column(k, true, size)
	if code != nil {
		side := 27 * mm
		k.code(code, fieldsLeft, 152*mm, side)
		c.caption(k, fieldsLeft+side/2, 152*mm+side+14, side*1.6)
	}
	c.sheetNotes(k, code != nil)
	c.signatures(k, c.doc.Signed[:min(3, len(c.doc.Signed))], fieldsLeft+40*mm, 164*mm, fieldsRight-fieldsLeft-40*mm)
	c.footer(k, sheetWidth, 204*mm)
	return c.annex(k)
}

// annex lays the blocks out on upright pages behind the sheet.
func (c *composer) annex(first *ink) ([]*ink, error) {
	out := []*ink{first}
	if len(c.doc.Blocks) == 0 {
		return out, nil
	}
	items := c.blocks(c.doc.Blocks)
	pages := paginate(items, sheet{firstTop: headEdge, firstBottom: footEdge, top: headEdge, bottom: footEdge})
	if len(pages) >= maxPages {
		return nil, tooLong()
	}
	for i, p := range pages {
		k := &ink{set: c.set, height: pageHeight}
		for _, it := range p {
			it.item.draw(k, it.y)
		}
		pageNumber(k, i+2)
		c.footer(k, pageWidth, 284*mm)
		out = append(out, k)
	}
	return out, nil
}

// certificateHead sets title, edition and number.
func (c *composer) certificateHead(k *ink) {
	title := style{size: 36, bold: true, color: black, spacing: 9}
	text := flat(c.doc.Title)
	if w := k.width(text, title); w > 200*mm {
		title.size *= 200 * mm / w
		title.spacing *= 200 * mm / w
	}
	k.text((sheetWidth-k.width(text, title)+title.spacing)/2, 38*mm, text, title)
	edition := style{size: 15, color: black, spacing: 4}
	k.text((sheetWidth-k.width(flat(c.doc.Edition), edition))/2, 46*mm, flat(c.doc.Edition), edition)
	number := style{size: 12.5, color: red}
	text = flat(c.doc.Number)
	if w := k.width(text, number); w > 110*mm {
		number.size *= 110 * mm / w
	}
	k.text(fieldsRight-k.width(text, number), 53*mm, text, number)
}

// fieldSize finds the largest type in which both columns of entries fit. An
// entry that fits in none belongs into the annex; it is refused, never cut.
func (c *composer) fieldSize() (float64, error) {
	for size := largestType; size >= leastType; size -= 0.5 {
		if c.columnHeight(false, size) <= fieldsFoot-fieldsTop && c.columnHeight(true, size) <= asideFoot-fieldsTop {
			return size, nil
		}
	}
	return 0, (&gov.Error{Kind: gov.KindTooLarge, Key: "pdf.overflow"}).At("fields", "pdf.overflow")
}

// entry is one field broken into lines.
type entry struct {
	label []rune
	value []line
}

// entries breaks the fields of a column and gives the room of its labels.
func (c *composer) entries(aside bool, size float64) ([]entry, float64) {
	_, width := columnPlace(aside)
	label, value := fieldStyles(size)
	room := 0.0
	for _, f := range c.doc.Fields {
		if f.Aside == aside {
			room = max(room, c.width(flat(f.Label), label))
		}
	}
	room = min(room, width/2) + size/2
	var out []entry
	for _, f := range c.doc.Fields {
		if f.Aside == aside {
			out = append(out, entry{flat(f.Label), breakText(clean(f.Value), width-room, width-room, c.meter(value))})
		}
	}
	return out, room
}

func fieldStyles(size float64) (label, value style) {
	return style{size: size, color: brown, bold: true}, style{size: size, color: black}
}

func columnPlace(aside bool) (left, width float64) {
	if aside {
		return asideLeft, fieldsRight - asideLeft
	}
	return fieldsLeft, asideLeft - fieldsLeft - 8*mm
}

func (c *composer) columnHeight(aside bool, size float64) float64 {
	h := 0.0
	entries, _ := c.entries(aside, size)
	for _, e := range entries {
		h += entryHeight(e, size)
	}
	return h
}

func entryHeight(e entry, size float64) float64 {
	return float64(len(e.value))*size*1.5 + size*0.85
}

func (c *composer) column(k *ink, aside bool, size float64) {
	left, _ := columnPlace(aside)
	entries, room := c.entries(aside, size)
	label, value := fieldStyles(size)
	y := fieldsTop
	for _, e := range entries {
		s := label
		if w := k.width(e.label, s); w > room-size/2 {
			s.size *= (room - size/2) / w
		}
		k.text(left, y+size*1.1, e.label, s)
		for i, l := range e.value {
			k.text(left+room, y+size*1.1+float64(i)*size*1.5, l.text, value)
		}
		y += entryHeight(e, size)
	}
}

// sheetNotes sets the notes in the middle of the foot, as far as there is room for them all.
func (c *composer) sheetNotes(k *ink, beside bool) {
	left := fieldsLeft
	if beside {
		left += 40 * mm
	}
	width := asideLeft - left - 6*mm
	for size := 9.0; ; size-- {
		s := style{size: size, color: grey}
		var lines []line
		for _, n := range c.doc.Notes {
			lines = append(lines, breakText(clean(n), width, width, k.meter(s))...)
		}
		if float64(len(lines))*size*1.6 > 40*mm && size > 2 {
			continue
		}
		for i, l := range lines {
			k.text(left, 156*mm+float64(i)*size*1.6, l.text, s)
		}
		return
	}
}

// ornament draws the frame and, under everything, fine waves that a copy blurs.
func ornament(k *ink) {
	k.op("/Artifact BMC")
	k.area(0, 0, sheetWidth, sheetHeight, color{1, 0.997, 0.985})
	k.strokeColor(straw)
	k.num(0.4)
	k.op("w")
	const step = 10.0
	for row := range 22 {
		base := frameInset + 14 + float64(row)*(sheetHeight-2*frameInset-28)/21
		for i, x := 0, frameInset+14; x <= sheetWidth-frameInset-14; i, x = i+1, x+step {
			k.at(x, base+9*math.Sin(x/46+float64(row)*0.7))
			if i == 0 {
				k.op("m")
				continue
			}
			k.op("l")
		}
		k.op("S")
	}
	k.strokeColor(gold)
	for _, f := range [3][2]float64{{0, 3.2}, {6, 0.7}, {9, 0.7}} {
		in := frameInset + f[0]
		k.frame(in, in, sheetWidth-2*in, sheetHeight-2*in, f[1])
	}
	k.fillColor(gold)
	for _, x := range []float64{frameInset + 20, sheetWidth - frameInset - 20} {
		for _, y := range []float64{frameInset + 20, sheetHeight - frameInset - 20} {
			k.polygon([][2]float64{{x - 7, y}, {x, y - 7}, {x + 7, y}, {x, y + 7}})
		}
	}
	k.op("EMC")
}
