package pdf

import (
	"fmt"
	"math"
	"strconv"

	"holon.example/holon/internal/infra/pdf/file"
	"holon.example/holon/internal/infra/pdf/typeface"
)

// Lengths are points; the origin is the upper left corner and y runs down.

const mm = 72 / 25.4

type color struct{ r, g, b float64 }

var (
	black = color{0, 0, 0}
	grey  = color{0.42, 0.44, 0.47}
	pale  = color{0.957, 0.965, 0.973}
	red   = color{0.79, 0.07, 0.09}
)

type box struct{ x, y, w, h float64 }

// style is how a run of text is set.
type style struct {
	size    float64
	bold    bool
	color   color
	spacing float64 // added after each character
}

// ink is the content of one page.
type ink struct {
	buf    []byte
	set    *typeface.Subset
	height float64
}

// num writes a number with at most two decimals, as content streams want it.
func (k *ink) num(vs ...float64) {
	for _, v := range vs {
		k.buf = strconv.AppendFloat(k.buf, math.Round(v*100)/100, 'f', -1, 64)
		k.buf = append(k.buf, ' ')
	}
}

// at writes points turned the right way up.
func (k *ink) at(x, y float64) { k.num(x, k.height-y) }

func (k *ink) op(s string) { k.buf = append(append(k.buf, s...), '\n') }

func (k *ink) fillColor(c color)   { k.num(c.r, c.g, c.b); k.op("rg") }
func (k *ink) strokeColor(c color) { k.num(c.r, c.g, c.b); k.op("RG") }

// advance is the width of a character at a size, before spacing.
func (k *ink) advance(r rune, size float64) float64 {
	if n, ok := k.set.Use(r); ok {
		return float64(k.set.Advance(n)) * size / 1000
	}
	return size
}

// width measures a run.
func (k *ink) width(text []rune, s style) float64 {
	w := 0.0
	for _, r := range text {
		w += k.advance(r, s.size) + s.spacing
	}
	return w
}

// text sets a run with its baseline at y.
func (k *ink) text(x, y float64, text []rune, s style) {
	for len(text) > 0 {
		n, w := k.present(text, s)
		if n > 0 {
			k.show(x, y, text[:n], s)
			x += w
			text = text[n:]
			continue
		}
		k.missing(x, y, text[0], s)
		x += s.size + s.spacing
		text = text[1:]
	}
}

// present counts the characters at the head of a run that the font has.
func (k *ink) present(text []rune, s style) (int, float64) {
	w := 0.0
	for i, r := range text {
		n, ok := k.set.Use(r)
		if !ok {
			return i, w
		}
		w += float64(k.set.Advance(n))*s.size/1000 + s.spacing
	}
	return len(text), w
}

func (k *ink) show(x, y float64, text []rune, s style) {
	k.begin(s)
	k.num(1, 0, 0, 1)
	k.at(x, y)
	k.op("Tm")
	k.glyphs(text)
	k.op("ET")
}

func (k *ink) begin(s style) {
	k.fillColor(s.color)
	k.op("BT")
	k.buf = append(k.buf, "/F "...)
	k.num(s.size)
	k.op("Tf")
	k.num(s.spacing)
	k.op("Tc")
	if s.bold { // the strokes are thickened: one font serves both weights
		k.strokeColor(s.color)
		k.num(s.size * 0.028)
		k.op("w 2 Tr")
		return
	}
	k.op("0 Tr")
}

func (k *ink) glyphs(text []rune) {
	k.buf = append(k.buf, '<')
	for _, r := range text {
		n, _ := k.set.Use(r)
		k.buf = fmt.Appendf(k.buf, "%04X", n)
	}
	k.op("> Tj")
}

// missing stands for a character the font lacks: a frame of the same width with the
// code in it, which still is that character for whoever copies the text.
func (k *ink) missing(x, y float64, r rune, s style) {
	k.op("/Span<</ActualText" + file.Text(string(r)) + ">>BDC")
	k.strokeColor(s.color)
	k.frame(x+s.size*0.06, y-s.size*0.80, s.size*0.88, s.size*0.92, s.size*0.03)
	code := []rune(fmt.Sprintf("%04X", r))
	small := style{size: s.size * 0.38, color: s.color}
	half := (len(code) + 1) / 2
	for i, row := range [][]rune{code[:half], code[half:]} {
		k.show(x+(s.size-k.width(row, small))/2, y-s.size*(0.42-0.40*float64(i)), row, small)
	}
	k.op("EMC")
}

// turned sets one character turned by angle (radians, clockwise), its baseline's middle at (x, y).
// A character the font lacks shows the font's own mark of a missing one.
func (k *ink) turned(x, y, angle float64, r rune, s style) {
	w := k.advance(r, s.size)
	cos, sin := math.Cos(angle), math.Sin(angle)
	k.begin(s)
	k.buf = fmt.Appendf(k.buf, "%.4f %.4f %.4f %.4f ", cos, -sin, sin, cos)
	k.at(x-w/2*cos, y-w/2*sin)
	k.op("Tm")
	k.glyphs([]rune{r})
	k.op("ET")
}

// rule draws a horizontal line as wide as the box and as thick as it is high, about its upper edge.
func (k *ink) rule(b box, c color) {
	k.strokeColor(c)
	k.num(b.h)
	k.op("w")
	k.at(b.x, b.y)
	k.op("m")
	k.at(b.x+b.w, b.y)
	k.op("l S")
}

// frame strokes a rectangle in the current colour.
func (k *ink) frame(x, y, w, h, width float64) {
	k.num(width)
	k.op("w")
	k.at(x, y+h)
	k.num(w, h)
	k.op("re S")
}

// area fills a rectangle.
func (k *ink) area(x, y, w, h float64, c color) {
	k.fillColor(c)
	k.at(x, y+h)
	k.num(w, h)
	k.op("re f")
}

// circle strokes a circle of four Bézier arcs in the current colour.
func (k *ink) circle(cx, cy, r, width float64) {
	const q = 0.5522847498 // the control distance that bends a quarter circle
	k.num(width)
	k.op("w")
	k.at(cx+r, cy)
	k.op("m")
	for _, a := range [4][6]float64{{1, q, q, 1, 0, 1}, {-q, 1, -1, q, -1, 0}, {-1, -q, -q, -1, 0, -1}, {q, -1, 1, -q, 1, 0}} {
		for i := 0; i < 6; i += 2 {
			k.at(cx+a[i]*r, cy+a[i+1]*r)
		}
		k.op("c")
	}
	k.op("h S")
}

// polygon fills a closed figure in the current colour.
func (k *ink) polygon(points [][2]float64) {
	for i, p := range points {
		k.at(p[0], p[1])
		if i == 0 {
			k.op("m")
			continue
		}
		k.op("l")
	}
	k.op("h f")
}
