package draw

import (
	"fmt"
	"strings"
	"unicode"
)

const (
	lineHeight = 14.0
	fontSize   = 12.0
)

// width guesses how wide a character is: a Chinese one is as wide as high.
func width(r rune) float64 {
	switch {
	case unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x30FF || r >= 0xFF00 && r <= 0xFFEF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0x1F300:
		return fontSize
	case unicode.IsUpper(r) || r == 'm' || r == 'w':
		return fontSize * 0.68
	}
	return fontSize * 0.54
}

// wrap breaks a text into at most max lines of a width; what does not fit ends
// with an ellipsis, the whole text is in the title.
func wrap(s string, limit float64, most int) []string {
	most = max(1, most)
	lines := fill(s, limit, most)
	if k := len(lines); k > 1 && k <= most { // lines of even length read better
		narrow := max(measure(s)/float64(k)+fontSize, min(longest(s), limit))
		if even := fill(s, narrow, most); len(even) == k {
			return even
		}
	}
	if len(lines) > most {
		lines = lines[:most]
		last := []rune(lines[most-1])
		for len(last) > 0 && measure(string(last))+fontSize > limit {
			last = last[:len(last)-1]
		}
		lines[most-1] = string(last) + "…"
	}
	return lines
}

// longest is the width of the longest word that is not broken anywhere.
func longest(s string) float64 {
	w := 0.0
	for word := range strings.FieldsSeq(s) {
		if strings.IndexFunc(word, func(r rune) bool { return width(r) == fontSize }) < 0 {
			w = max(w, measure(word))
		}
	}
	return w
}

// fill breaks a text into lines, at most one more than wanted.
func fill(s string, limit float64, most int) []string {
	var lines []string
	for word := range strings.FieldsSeq(s) {
		lines = addWord(lines, word, limit)
		if len(lines) > most {
			break
		}
	}
	return lines
}

func measure(s string) float64 {
	w := 0.0
	for _, r := range s {
		w += width(r)
	}
	return w
}

// addWord puts a word on the last line or on a new one; a word too long for a
// line is broken, Chinese text anywhere.
func addWord(lines []string, word string, limit float64) []string {
	if k := len(lines); k > 0 && measure(lines[k-1]+" "+word) <= limit {
		lines[k-1] += " " + word
		return lines
	}
	start := 0
	w := 0.0
	for i, r := range word {
		if w += width(r); w > limit && i > start {
			lines = append(lines, word[start:i])
			start, w = i, width(r)
		}
	}
	return append(lines, word[start:])
}

// text writes lines around a middle point.
func (c *canvas) text(lines []string, x, y float64, anchor string) {
	c.write(lines, x, y, anchor, ` stroke="none"`)
}

// halo writes lines over flows: a white border keeps them readable.
func (c *canvas) halo(lines []string, x, y float64) {
	c.write(lines, x, y, "middle", ` stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`)
}

func (c *canvas) write(lines []string, x, y float64, anchor, border string) {
	if len(lines) == 0 {
		return
	}
	top := y - lineHeight*float64(len(lines)-1)/2
	fmt.Fprintf(&c.b, `<text class="bpmn-label" text-anchor="%s" fill="#1f2933"%s>`, anchor, border)
	for i, l := range lines {
		fmt.Fprintf(&c.b, `<tspan x="%s" y="%s">%s</tspan>`, n(x), n(top+lineHeight*float64(i)+fontSize*0.36), esc(l))
	}
	c.b.WriteString("</text>")
}
