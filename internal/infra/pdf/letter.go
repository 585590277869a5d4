package pdf

// Measures of the letter form, GB/T 9704-2012: the type area (版心) is 156 by
// 225 mm, 37 mm from the head and 28 mm from the left; 28 characters a line and
// 22 lines a page in size 3 (三号), the title in size 2 (二号). In the letter form
// (§10.1) the organ's name stands 30 mm from the head, and a red double line of
// 170 mm below it and another 20 mm from the foot.
const (
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	leftEdge   = 28 * mm
	typeWidth  = 156 * mm
	headEdge   = 37 * mm
	footEdge   = 262 * mm
	bodySize   = 15.75
	bodyPitch  = 28.4
	titleSize  = 22
	smallSize  = 10.5
)

// composer turns a document into pages.
type composer struct {
	ink   // measures, and knows the glyphs of the document
	doc   Document
	tight float64 // share of the usual size of type and pitch
}

func (c *composer) body() style    { return style{size: bodySize * c.tight, color: black} }
func (c *composer) pitch() float64 { return bodyPitch * c.tight }

// letter lays out an official letter. If a slightly tighter setting saves a page
// it is taken, so that no signature stands nearly alone (GB/T 9704-2012 §7.3.5.4).
func (c *composer) letter() ([]*ink, error) {
	var best [][]placed
	set := 1.0
	for _, tight := range []float64{1, 0.95, 0.9} {
		c.tight = tight
		pages, err := c.flow()
		if err != nil {
			return nil, err
		}
		if best == nil || len(pages) < len(best) {
			best, set = pages, tight
		}
		if len(best) == 1 {
			break
		}
	}
	c.tight = set
	return c.draw(best)
}

// flow deals the letter out to pages.
func (c *composer) flow() ([][]placed, error) {
	items := c.opening()
	items = append(items, c.blocks(c.doc.Blocks)...)
	bind(items)
	closing, err := c.closing()
	if err != nil {
		return nil, err
	}
	items = append(items, closing...)
	items = append(items, c.notes()...)
	return paginate(items, sheet{firstTop: c.headHeight(), firstBottom: footEdge, top: headEdge, bottom: footEdge}), nil
}

func (c *composer) draw(pages [][]placed) ([]*ink, error) {
	if len(pages) > maxPages {
		return nil, tooLong()
	}
	out := make([]*ink, len(pages))
	for i, p := range pages {
		k := &ink{set: c.set, height: pageHeight}
		if i == 0 {
			c.head(k)
		} else {
			pageNumber(k, i+1)
		}
		for _, it := range p {
			it.item.draw(k, it.y)
		}
		c.footer(k, pageWidth, 284*mm)
		out[i] = k
	}
	return out, nil
}

// markStyle fits the organ's name into one line.
func (c *composer) markStyle() style {
	s := style{size: 34, bold: true, color: red}
	if w := c.width(clean(c.doc.Organ), s); w > typeWidth {
		s.size *= typeWidth / w
	}
	return s
}

func (c *composer) headHeight() float64 {
	if c.doc.Organ == "" {
		return headEdge
	}
	return 30*mm + 34 + 4*mm + 10
}

// head draws what only the first page carries: the organ's name, the double lines, the number.
func (c *composer) head(k *ink) {
	if c.doc.Organ == "" {
		return
	}
	s := c.markStyle()
	organ := flat(c.doc.Organ)
	k.text((pageWidth-k.width(organ, s))/2, 30*mm+30, organ, s)
	left, width := 20*mm, 170*mm
	y := 30*mm + 34 + 4*mm
	k.rule(box{left, y, width, 2.2}, red)
	k.rule(box{left, y + 3, width, 0.7}, red)
	k.rule(box{left, 277 * mm, width, 0.7}, red)
	k.rule(box{left, 277*mm + 3, width, 2.2}, red)
}

// opening sets number, title and whom the letter is for.
func (c *composer) opening() []item {
	var out []item
	if c.doc.Number != "" {
		number := style{size: 14, color: black}
		out = append(out, air(8))
		for _, l := range breakText(clean(c.doc.Number), typeWidth, typeWidth, c.meter(number)) {
			out = append(out, c.aligned(l.text, number, 22, 1))
		}
	}
	out = append(out, air(22))
	title := style{size: titleSize, bold: true, color: black}
	for _, l := range balance(clean(c.doc.Title), typeWidth, c.meter(title)) {
		out = append(out, c.aligned(l.text, title, 33, 0.5))
	}
	out = append(out, air(16))
	if c.doc.To != "" {
		out = append(out, c.paragraph(c.doc.To, 0, c.body(), c.pitch())...)
	}
	return out
}

// balance breaks a title so that its lines are about as long as one another.
func balance(text []rune, width float64, measure func(rune) float64) []line {
	lines := breakText(text, width, width, measure)
	for narrow := width; len(lines) > 1 && narrow > width/2; narrow -= 6 {
		try := breakText(text, narrow, narrow, measure)
		if len(try) > len(lines) {
			break
		}
		lines = try
	}
	return lines
}

// meter gives the width of a character in a style.
func (k *ink) meter(s style) func(rune) float64 {
	return func(r rune) float64 { return k.advance(r, s.size) + s.spacing }
}

// aligned is one line at a share of the free room: 0 left, 0.5 middle, 1 right.
func (c *composer) aligned(text []rune, s style, pitch, share float64) item {
	x := leftEdge + (typeWidth-c.width(text, s))*share
	return item{height: pitch, draw: func(k *ink, y float64) { k.text(x, y+pitch*0.72, text, s) }}
}

// paragraph breaks a text into lines that fill the type area.
func (c *composer) paragraph(text string, indent float64, s style, pitch float64) []item {
	lines := breakText(clean(text), typeWidth-indent, typeWidth, c.meter(s))
	out := make([]item, len(lines))
	fresh := true
	for i, l := range lines {
		x, room := leftEdge, typeWidth
		if fresh {
			x, room = x+indent, room-indent
		}
		st := c.stretched(l, s, room)
		out[i] = item{height: pitch, draw: func(k *ink, y float64) { k.text(x, y+pitch*0.72, l.text, st) }}
		fresh = l.last
	}
	return out
}

// stretched spreads the free room of a full line among its characters.
func (c *composer) stretched(l line, s style, room float64) style {
	free := room - c.width(l.text, s)
	if l.last || len(l.text) < 2 || free <= 0 {
		return s
	}
	if gap := free / float64(len(l.text)-1); gap < s.size*0.16 {
		s.spacing += gap
	}
	return s
}

// bind keeps the last two lines of the body with the signature: a page must
// not hold a signature alone (GB/T 9704-2012 §7.3.5).
func bind(items []item) {
	n := 0
	for i := len(items) - 1; i >= 0 && n < 2; i-- {
		items[i].keep = true
		if !items[i].space {
			n++
		}
	}
}

// notes sets the small print under a short line.
func (c *composer) notes() []item {
	var out []item
	small := style{size: smallSize, color: black}
	for i, n := range c.doc.Notes {
		if i == 0 {
			out = append(out, air(14), item{height: 8, keep: true, draw: func(k *ink, y float64) {
				k.rule(box{leftEdge, y, typeWidth, 0.5}, grey)
			}})
		}
		out = append(out, c.paragraph(n, 2*smallSize, small, 16)...)
	}
	return out
}

// footer sets the one small line of each page, cut to the width if it must be.
func (c *composer) footer(k *ink, width, y float64) {
	s := style{size: 8, color: grey}
	text := flat(c.doc.Footer)
	if w := k.width(text, s); w > width-40*mm {
		s.size *= (width - 40*mm) / w
	}
	k.text((width-k.width(text, s))/2, y, text, s)
}

// pageNumber stands 7 mm below the type area, on the outer side: right on odd
// pages, left on even ones (GB/T 9704-2012 §7.5).
func pageNumber(k *ink, n int) {
	s := style{size: 14, color: black}
	text := []rune("\u2014 " + itoa(n) + " \u2014")
	x := leftEdge + bodySize
	if n%2 == 1 {
		x = leftEdge + typeWidth - bodySize - k.width(text, s)
	}
	k.text(x, footEdge+7*mm+10, text, s)
}

// flat makes one line of a text.
func flat(s string) []rune {
	text := clean(s)
	for i, r := range text {
		if r == '\n' {
			text[i] = ' '
		}
	}
	return text
}
