package typeface

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

func be16(vs ...int) []byte {
	var b []byte
	for _, v := range vs {
		b = binary.BigEndian.AppendUint16(b, uint16(v)) //nolint:gosec // small figures of a test
	}
	return b
}

func be32(vs ...int) []byte {
	var b []byte
	for _, v := range vs {
		b = binary.BigEndian.AppendUint32(b, uint32(v)) //nolint:gosec // small figures of a test
	}
	return b
}

// simple is an outline of one contour whose content only has to be recognised.
func simple(mark byte) []byte {
	return append(be16(1, 0, 0, 10, 10), mark, mark, mark, mark, mark, mark)
}

// font has the glyphs: 0 missing, 1 A, 2 B, 3 Ä = A and mark, 4 the mark, 5 U+20BB7, 6 space without ink.
func font(t testing.TB) []byte {
	t.Helper()
	composite := slices.Concat(be16(-1, 0, 0, 10, 10), be16(moreComponents|argsAreWords, 1, 0, 0), be16(0, 4), []byte{0, 0})
	outlines := [][]byte{simple('0'), simple('A'), simple('B'), composite, simple('^'), simple('J'), nil}
	var glyf, loca, hmtx []byte
	for i, o := range outlines {
		loca = append(loca, be32(len(glyf))...)
		glyf = append(glyf, o...)
		if i < 6 {
			hmtx = append(hmtx, be16(1000+i, i)...)
		} else {
			hmtx = append(hmtx, be16(i)...) // shares the advance of the one before
		}
	}
	loca = append(loca, be32(len(glyf))...)
	head := make([]byte, 54)
	copy(head[18:], be16(2000))
	copy(head[36:], be16(-200, -400, 2000, 1600))
	copy(head[50:], be16(1))
	hhea := make([]byte, 36)
	copy(hhea[4:], be16(1800, -200))
	copy(hhea[34:], be16(6))
	groups := slices.Concat(be32(' ', ' ', 6), be32('A', 'B', 1), be32(0xC4, 0xC4, 3), be32(0x410, 0x410, 1), be32(0x20BB7, 0x20BB7, 5))
	cmap := slices.Concat(be16(0, 2, 3, 1), be32(20), be16(3, 10), be32(36), be16(4, 16, 0, 0, 0, 0, 0, 0), be16(12, 0), be32(16+len(groups), 0, 5), groups)
	return sfnt(sorted([]part{
		{"cmap", cmap}, {"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", be32(0x10000, 7<<16)}, {"prep", []byte{1, 2}},
	}))
}

func open(t testing.TB, data []byte) *Face {
	t.Helper()
	f, err := Open(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFace(t *testing.T) {
	f := open(t, font(t))
	for r, want := range map[rune]int{'A': 1, 'B': 2, 'Ä': 3, 'А': 1, '𠮷': 5, ' ': 6, 'C': 0, '@': 0, '一': 0, -1: 0, 0x10FFFF: 0} {
		if got, ok := f.Glyph(r); got != want || ok != (want != 0) {
			t.Errorf("%q: glyph %d %v, want %d", r, got, ok, want)
		}
	}
	if f.Ascent != 900 || f.Descent != -100 || f.Box != [4]int{-100, -200, 1000, 800} || f.Advance(2) != 501 || f.Advance(6) != 502 || f.Advance(-1) != 500 {
		t.Error(f.Ascent, f.Descent, f.Box, f.Advance(2), f.Advance(6))
	}
}

func TestSubset(t *testing.T) {
	s := NewSubset(open(t, font(t)))
	for i, r := range []rune{'𠮷', 'Ä', 'А', ' '} {
		if n, ok := s.Use(r); n != i+1 || !ok || s.Rune(n) != r {
			t.Fatalf("%q: %d %v", r, n, ok)
		}
	}
	if n, _ := s.Use('Ä'); n != 2 {
		t.Fatal("a second use gives another number")
	}
	if a, _ := s.Use('A'); a != 5 || s.Len() != 6 { // the same outline as the Cyrillic letter, but copied as another
		t.Fatal(a, s.Len())
	}
	if _, ok := s.Use('一'); ok {
		t.Fatal("a glyph nobody has")
	}
	b, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Bytes()
	if err != nil || !bytes.Equal(b, again) {
		t.Fatal("not the same twice", err)
	}
	cut := reopen(t, b)
	if cut.glyphs != 7 { // the six, and the mark of the composite
		t.Fatal(cut.glyphs)
	}
	for n, want := range []byte{'0', 'J', 0, 'A', 0, 'A', '^'} {
		o, err := cut.outline(n)
		if err != nil {
			t.Fatal(err)
		}
		if want != 0 && (len(o) < 11 || o[10] != want) {
			t.Errorf("glyph %d is %q", n, o)
		}
	}
	o, _ := cut.outline(2)
	if first, second := binary.BigEndian.Uint16(o[12:]), binary.BigEndian.Uint16(o[20:]); first != 3 || second != 6 {
		t.Fatalf("the parts of the composite are %d and %d", first, second)
	}
	if cut.Advance(1) != 502 || cut.Advance(4) != 502 {
		t.Error(cut.Advance(1), cut.Advance(4))
	}
}

// reopen opens a subset, which has no character map.
func reopen(t *testing.T, b []byte) *Face {
	t.Helper()
	f := &Face{src: bytes.NewReader(b), tables: map[string]span{}}
	for _, step := range []func() error{f.readDirectory, f.readHead, f.readMetrics} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.table("prep", 2); err != nil {
		t.Fatal(err)
	}
	sum := checksum(b[12+16*len(f.tables):])
	want := uint32(0)
	for i := range len(f.tables) {
		want += binary.BigEndian.Uint32(b[12+16*i+4:])
	}
	if sum != want {
		t.Fatalf("check sums %08x, want %08x", want, sum)
	}
	return f
}

func TestDamagedTables(t *testing.T) {
	whole := font(t)
	for i := range 12 + 16*8 { // each byte of the directory
		bad := bytes.Clone(whole)
		bad[i] ^= 0xFF
		if f, err := Open(bytes.NewReader(bad)); err == nil {
			use(f)
		}
	}
	for n := range whole {
		if f, err := Open(bytes.NewReader(whole[:n])); err == nil {
			use(f)
		}
	}
	if _, err := Open(bytes.NewReader(whole[:200])); err == nil {
		t.Fatal("half a font opened")
	}
}

func use(f *Face) {
	s := NewSubset(f)
	for _, r := range "AÄ𠮷 B" {
		s.Use(r)
	}
	_, _ = s.Bytes() // only a panic would be wrong
}

func FuzzOpen(f *testing.F) {
	f.Add(font(f))
	f.Fuzz(func(_ *testing.T, b []byte) {
		if face, err := Open(bytes.NewReader(b)); err == nil {
			use(face)
		}
	})
}
