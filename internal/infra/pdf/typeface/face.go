package typeface

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
)

// errShort is a table that ends before its content does.
var errShort = errors.New("typeface: table too short")

// maxTable bounds the tables that are held in memory.
const maxTable = 4 << 20

// Face is a font opened for reading.
type Face struct {
	src     io.ReaderAt
	tables  map[string]span
	groups  []group // cmap format 12, sorted by first
	loca    []byte
	long    bool // loca has 32-bit entries
	hmtx    []byte
	metrics int // number of full entries in hmtx
	glyphs  int
	em      int
	// Ascent and Descent bound a line, Box the outlines, all in 1/1000 em; descents are negative.
	Ascent, Descent int
	Box             [4]int
}

type span struct{ offset, length uint32 }

type group struct{ first, last, glyph uint32 }

// Open reads the directory and the small tables of a TrueType font with a
// format 12 character map.
func Open(src io.ReaderAt) (*Face, error) {
	f := &Face{src: src, tables: map[string]span{}}
	for _, step := range []func() error{f.readDirectory, f.readHead, f.readMetrics, f.readMap} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *Face) readDirectory() error {
	head := make([]byte, 12)
	if _, err := f.src.ReadAt(head, 0); err != nil {
		return fmt.Errorf("typeface: %w", err)
	}
	if binary.BigEndian.Uint32(head) != 0x00010000 {
		return errors.New("typeface: no TrueType outlines")
	}
	entries := make([]byte, 16*int(binary.BigEndian.Uint16(head[4:])))
	if _, err := f.src.ReadAt(entries, 12); err != nil {
		return fmt.Errorf("typeface: %w", err)
	}
	for ; len(entries) > 0; entries = entries[16:] {
		f.tables[string(entries[:4])] = span{binary.BigEndian.Uint32(entries[8:]), binary.BigEndian.Uint32(entries[12:])}
	}
	return nil
}

// table reads a whole table of at least want bytes.
func (f *Face) table(tag string, want int) ([]byte, error) {
	s, ok := f.tables[tag]
	if !ok || int(s.length) < want || s.length > maxTable {
		return nil, fmt.Errorf("%w: %s", errShort, tag)
	}
	b := make([]byte, s.length)
	if _, err := f.src.ReadAt(b, int64(s.offset)); err != nil {
		return nil, fmt.Errorf("typeface: %s: %w", tag, err)
	}
	return b, nil
}

func (f *Face) readHead() error {
	head, err := f.table("head", 54)
	if err != nil {
		return err
	}
	maxp, err := f.table("maxp", 6)
	if err != nil {
		return err
	}
	f.em = int(binary.BigEndian.Uint16(head[18:]))
	f.long = binary.BigEndian.Uint16(head[50:]) == 1
	f.glyphs = int(binary.BigEndian.Uint16(maxp[4:]))
	if f.em == 0 || f.glyphs == 0 {
		return errors.New("typeface: empty font")
	}
	for i := range f.Box {
		f.Box[i] = f.perMille(signed(head[36+2*i:]))
	}
	return nil
}

func (f *Face) readMetrics() error {
	hhea, err := f.table("hhea", 36)
	if err != nil {
		return err
	}
	f.Ascent, f.Descent = f.perMille(signed(hhea[4:])), f.perMille(signed(hhea[6:]))
	f.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	if f.metrics == 0 || f.metrics > f.glyphs {
		return errShort
	}
	if f.hmtx, err = f.table("hmtx", 4*f.metrics+2*(f.glyphs-f.metrics)); err != nil {
		return err
	}
	size := 2 * (f.glyphs + 1)
	if f.long {
		size *= 2
	}
	f.loca, err = f.table("loca", size)
	return err
}

func (f *Face) readMap() error {
	cmap, err := f.table("cmap", 4)
	if err != nil {
		return err
	}
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		at := 4 + 8*i
		if at+8 > len(cmap) {
			return errShort
		}
		offset := int(binary.BigEndian.Uint32(cmap[at+4:]))
		if offset+16 > len(cmap) || binary.BigEndian.Uint16(cmap[offset:]) != 12 {
			continue
		}
		return f.readGroups(cmap[offset:])
	}
	return errors.New("typeface: no character map of format 12")
}

func (f *Face) readGroups(sub []byte) error {
	n := int(binary.BigEndian.Uint32(sub[12:]))
	if n > (len(sub)-16)/12 {
		return errShort
	}
	f.groups = make([]group, n)
	for i := range f.groups {
		g := sub[16+12*i:]
		f.groups[i] = group{binary.BigEndian.Uint32(g), binary.BigEndian.Uint32(g[4:]), binary.BigEndian.Uint32(g[8:])}
	}
	return nil
}

// Glyph finds the glyph of a character; false if the font has none.
func (f *Face) Glyph(r rune) (int, bool) {
	c := uint32(r) //nolint:gosec // a negative rune becomes a code far beyond every group
	i := sort.Search(len(f.groups), func(i int) bool { return f.groups[i].last >= c })
	if i == len(f.groups) || f.groups[i].first > c {
		return 0, false
	}
	g := int(f.groups[i].glyph + c - f.groups[i].first)
	return g, g > 0 && g < f.glyphs
}

// Advance is the width of a glyph in 1/1000 em.
func (f *Face) Advance(glyph int) int {
	glyph = min(max(glyph, 0), f.metrics-1)
	return f.perMille(int(binary.BigEndian.Uint16(f.hmtx[4*glyph:])))
}

// outline reads the outline of a glyph; a glyph without ink has none.
func (f *Face) outline(glyph int) ([]byte, error) {
	glyf := f.tables["glyf"]
	from, to := f.location(glyph), f.location(glyph+1)
	if to < from || to > int(glyf.length) {
		return nil, fmt.Errorf("%w: glyph %d", errShort, glyph)
	}
	b := make([]byte, to-from)
	if _, err := f.src.ReadAt(b, int64(glyf.offset)+int64(from)); err != nil && len(b) > 0 {
		return nil, fmt.Errorf("typeface: glyph %d: %w", glyph, err)
	}
	return b, nil
}

func (f *Face) location(glyph int) int {
	if f.long {
		return int(binary.BigEndian.Uint32(f.loca[4*glyph:]))
	}
	return 2 * int(binary.BigEndian.Uint16(f.loca[2*glyph:]))
}

// bearing gives the raw advance and left side bearing as hmtx writes them.
func (f *Face) bearing(glyph int) [4]byte {
	var b [4]byte
	if glyph < f.metrics {
		copy(b[:], f.hmtx[4*glyph:])
		return b
	}
	copy(b[:2], f.hmtx[4*(f.metrics-1):])
	copy(b[2:], f.hmtx[4*f.metrics+2*(glyph-f.metrics):])
	return b
}

func (f *Face) perMille(v int) int { return v * 1000 / f.em }

func signed(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) } //nolint:gosec // two's complement on purpose
