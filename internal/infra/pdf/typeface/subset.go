package typeface

import (
	"encoding/binary"
	"fmt"
)

// Flags of a component in a composite glyph.
const (
	argsAreWords   = 1 << 0
	hasScale       = 1 << 3
	moreComponents = 1 << 5
	hasXYScale     = 1 << 6
	hasTwoByTwo    = 1 << 7
)

// maxSubset is the largest number of glyphs a subset may hold.
const maxSubset = 1 << 16

// Subset collects the glyphs one document uses. The zero glyph of the font,
// which marks a missing one, is always glyph 0. It is not safe for concurrent use.
type Subset struct {
	face   *Face
	number map[int]int // glyph of the font -> glyph of the subset
	glyphs []int       // glyph of the subset -> glyph of the font
	runes  []rune      // the character each glyph first stood for
	chars  map[rune]int
}

// NewSubset starts a subset of the font.
func NewSubset(f *Face) *Subset {
	return &Subset{face: f, number: map[int]int{0: 0}, glyphs: []int{0}, runes: []rune{0xFFFD}, chars: map[rune]int{}}
}

// Use takes a character in and gives its glyph number in the subset; false if
// the font has no glyph for it.
func (s *Subset) Use(r rune) (int, bool) {
	if n, ok := s.chars[r]; ok {
		return n, true
	}
	g, ok := s.face.Glyph(r)
	if !ok || len(s.glyphs) >= maxSubset-1 {
		return 0, false
	}
	n, ok := s.number[g]
	if ok && s.runes[n] != r {
		// Two characters share an outline: a second number keeps both readable when text is copied.
		ok = false
	}
	if !ok {
		n = s.add(g, r)
	}
	s.chars[r] = n
	return n, true
}

func (s *Subset) add(glyph int, r rune) int {
	n := len(s.glyphs)
	s.glyphs = append(s.glyphs, glyph)
	s.runes = append(s.runes, r)
	if _, ok := s.number[glyph]; !ok {
		s.number[glyph] = n
	}
	return n
}

// Len is the number of glyphs taken in, with glyph 0.
func (s *Subset) Len() int { return len(s.glyphs) }

// Rune is the character a glyph of the subset stands for.
func (s *Subset) Rune(n int) rune { return s.runes[n] }

// Advance is the width of a glyph of the subset in 1/1000 em.
func (s *Subset) Advance(n int) int { return s.face.Advance(s.glyphs[n]) }

// Bytes writes the subset as a TrueType font for embedding: no character map
// and no names, glyphs numbered as Use gave them. Composite glyphs bring their
// parts along, numbered after the characters.
func (s *Subset) Bytes() ([]byte, error) {
	var glyf, loca, hmtx []byte
	for n := 0; n < len(s.glyphs); n++ { //nolint:intrange // it grows while composites add their parts
		b, err := s.face.outline(s.glyphs[n])
		if err != nil {
			return nil, err
		}
		if err := s.renumber(b); err != nil {
			return nil, err
		}
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // below the size of the font
		glyf = append(glyf, b...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		m := s.face.bearing(s.glyphs[n])
		hmtx = append(hmtx, m[:]...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // below the size of the font
	return s.assemble(glyf, loca, hmtx)
}

// renumber rewrites the part numbers of a composite outline in place.
func (s *Subset) renumber(b []byte) error {
	if len(b) < 10 || signed(b) >= 0 {
		return nil
	}
	for at := 10; ; {
		if at+4 > len(b) {
			return fmt.Errorf("%w: composite glyph", errShort)
		}
		flags, part := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+2:]))
		if part >= s.face.glyphs {
			return fmt.Errorf("typeface: composite of glyph %d", part)
		}
		n, ok := s.number[part]
		if !ok {
			n = s.add(part, 0xFFFD)
		}
		binary.BigEndian.PutUint16(b[at+2:], uint16(n)) //nolint:gosec // at most maxSubset
		if flags&moreComponents == 0 {
			return nil
		}
		at += componentLength(flags)
	}
}

func componentLength(flags uint16) int {
	n := 6
	if flags&argsAreWords != 0 {
		n += 2
	}
	switch {
	case flags&hasScale != 0:
		n += 2
	case flags&hasXYScale != 0:
		n += 4
	case flags&hasTwoByTwo != 0:
		n += 8
	}
	return n
}

// assemble lays the tables out behind a directory, with their check sums.
func (s *Subset) assemble(glyf, loca, hmtx []byte) ([]byte, error) {
	head, err := s.face.table("head", 54)
	if err != nil {
		return nil, err
	}
	hhea, err := s.face.table("hhea", 36)
	if err != nil {
		return nil, err
	}
	maxp, err := s.face.table("maxp", 6)
	if err != nil {
		return nil, err
	}
	count := uint16(len(s.glyphs))               //nolint:gosec // at most maxSubset
	binary.BigEndian.PutUint32(head[8:], 0)      // checkSumAdjustment, not read in a PDF
	binary.BigEndian.PutUint16(head[50:], 1)     // 32-bit loca
	binary.BigEndian.PutUint16(hhea[34:], count) // every glyph has its own metrics
	binary.BigEndian.PutUint16(maxp[4:], count)  // number of glyphs
	parts := []part{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} { // hinting, where the font has it
		if b, err := s.face.table(tag, 1); err == nil {
			parts = append(parts, part{tag, b})
		}
	}
	return sfnt(sorted(parts)), nil
}

type part struct {
	tag  string
	data []byte
}
