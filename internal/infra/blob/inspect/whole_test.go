package inspect

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// noise is an image of which nothing can be left out.
func noise(w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = byte(r.Uint32())
	}
	return m
}

func encoded(t testing.TB, m image.Image, kind string) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if kind == PNG {
		err = png.Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 90})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Whatever is cut off an image or a document, however little, is found.
func TestEveryCutIsFound(t *testing.T) {
	for name, data := range map[string][]byte{
		"png":  encoded(t, noise(40, 30), PNG),
		"jpeg": encoded(t, noise(40, 30), JPEG),
		"pdf":  []byte(somePDF),
	} {
		if _, err := judge(data, Limits{}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		end := len(data) - 1
		if name == "pdf" {
			end-- // the line end behind the last mark is no loss
		}
		for n := 30; n <= end; n += 1 + n/40 {
			_, err := judge(data[:n], Limits{})
			if k := key(err); k != keyImageCut && k != keyPDFCut && k != keyImageForm && k != "blob.type" {
				t.Fatalf("%s cut to %d of %d: %v", name, n, len(data), err)
			}
		}
		if _, err := judge(pack(t, file{"a", string(data[:len(data)*2/3])}), Limits{}); err == nil {
			t.Errorf("%s cut in an archive is taken", name)
		}
		if _, err := judge(pack(t, file{"a", string(data)}), Limits{}); err != nil {
			t.Errorf("%s in an archive: %v", name, err)
		}
	}
}

// pngOfParts makes a PNG out of a head and pixel data as given, every chunk in order.
func pngOfParts(head []byte, pixels ...[]byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(data))) //nolint:gosec // small
		body := append([]byte(kind), data...)
		b = binary.BigEndian.AppendUint32(append(b, body...), crc32.ChecksumIEEE(body))
	}
	chunk("IHDR", head)
	for _, p := range pixels {
		chunk("IDAT", p)
	}
	chunk("tEXt", []byte("a\x00b"))
	chunk("IEND", nil)
	return b
}

func head(w, h uint32, more ...byte) []byte {
	return append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), more...)
}

func packed0(n int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(make([]byte, n))
	_ = z.Close()
	return b.Bytes()
}

// The chunks are whole and their check sums right, but the pixels end too soon.
func TestPixelsThatEndTooSoon(t *testing.T) {
	grey := []byte{8, 0, 0, 0, 0}
	all := packed0(10 * 11)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"whole":             {pngOfParts(head(10, 10, grey...), all), ""},
		"in three pieces":   {pngOfParts(head(10, 10, grey...), all[:3], nil, all[3:]), ""},
		"one row short":     {pngOfParts(head(10, 10, grey...), packed0(9*11)), keyImageCut},
		"half the stream":   {pngOfParts(head(10, 10, grey...), all[:5]), keyImageCut},
		"no pixels":         {pngOfParts(head(10, 10, grey...)), keyImageCut},
		"empty pixels":      {pngOfParts(head(10, 10, grey...), nil), keyImageCut},
		"no zlib":           {pngOfParts(head(10, 10, grey...), []byte("xxxxxxxxxxxxxxxx")), keyImageForm},
		"interlaced":        {pngOfParts(head(10, 10, 8, 0, 0, 0, 1), packed0(10*10+2+2+2+3+5+5+5)), ""},
		"interlaced, short": {pngOfParts(head(10, 10, 8, 0, 0, 0, 1), packed0(10*10+14)), keyImageCut},
		"palette, 1 bit":    {pngOfParts(head(9, 2, 1, 3, 0, 0, 0), packed0(6)), ""},
		"impossible depth":  {pngOfParts(head(9, 2, 3, 2, 0, 0, 0), packed0(60)), keyImageForm},
		"impossible colour": {pngOfParts(head(9, 2, 8, 5, 0, 0, 0), packed0(60)), keyImageForm},
		"no width":          {pngOfParts(head(0, 2, grey...), packed0(60)), keyImageForm},
	} {
		if _, err := judge(c.data, Limits{}); key(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	spoilt := pngOfParts(head(10, 10, grey...), all)
	spoilt[8+25+8+3] ^= 1
	if _, err := judge(spoilt, Limits{}); err == nil {
		t.Error("a wrong check sum is taken")
	}
}

// Interlaced images and those of every colour type are measured as Go decodes them.
func TestPixelBytesAgreeWithADecoder(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {5, 3}, {8, 8}, {9, 17}, {33, 2}} {
		r := image.Rect(0, 0, size[0], size[1])
		for name, m := range map[string]image.Image{
			"grey": image.NewGray(r), "grey16": image.NewGray16(r), "rgba": image.NewNRGBA(r), "rgba64": image.NewNRGBA64(r),
			"palette": image.NewPaletted(r, color.Palette{color.Black, color.White}),
		} {
			if _, err := judge(encoded(t, m, PNG), Limits{}); err != nil {
				t.Errorf("%s %v: %v", name, size, err)
			}
		}
	}
}

// A head may promise more than its coded pixels could ever hold.
func TestJPEGThatPromisesTooMuch(t *testing.T) {
	data := encoded(t, noise(40, 30), JPEG)
	at := bytes.Index(data, []byte{0xFF, 0xC0})
	vast := bytes.Clone(data)
	binary.BigEndian.PutUint16(vast[at+5:], 12_000)
	binary.BigEndian.PutUint16(vast[at+7:], 12_000)
	if _, err := judge(vast, Limits{}); key(err) != keyImageCut {
		t.Error(err)
	}
	appended := append(bytes.Clone(data), "a film that the camera put behind it"...)
	if f, err := judge(appended, Limits{}); err != nil || f.Width != 40 || f.Height != 30 {
		t.Error(f, err)
	}
	sos := bytes.Index(data, []byte{0xFF, 0xDA})
	closed := append(bytes.Clone(data[:sos+14]), 0xFF, 0xD9)
	if _, err := judge(closed, Limits{}); key(err) != keyImageCut {
		t.Errorf("no pixels at all: %v", err)
	}
}

// Many small images in an archive cannot wear the machine out: what is unpacked of
// their pixels is counted over all of them.
func TestPixelsHaveOneBudget(t *testing.T) {
	bomb := string(pngOfParts(head(4000, 4000, 8, 0, 0, 0, 0), packed0(4000*4001)))
	var many []file
	for i := range 40 {
		many = append(many, file{string(rune('a'+i)) + ".png", bomb})
	}
	w := walk{ctx: t.Context(), limits: Defaults(), pixels: 20 << 20}
	data := pack(t, many...)
	if _, err := w.archive(bytes.NewReader(data), int64(len(data)), 1); err != nil || w.pixels != 0 {
		t.Fatal(w.pixels, err)
	}
}

func TestPDFEnds(t *testing.T) {
	tail := "startxref\n9\n%%EOF"
	for name, c := range map[string]struct {
		data string
		ok   bool
	}{
		"table":           {"%PDF-1.7\nxref\n" + tail, true},
		"stream":          {"%PDF-1.7\n12 0 obj\n" + tail, true},
		"line ends":       {"%PDF-1.7\r\nxref\r\nstartxref\r\n10\r\n%%EOF\r\n", true},
		"bytes behind it": {"%PDF-1.7\nxref\n" + tail + "\n" + string(make([]byte, 3000)), true},
		"far behind it":   {"%PDF-1.7\nxref\n" + tail + "\n" + string(make([]byte, 30000)), false},
		"no trailer":      {"%PDF-1.7\nxref\n%%EOF", false},
		"no end":          {"%PDF-1.7\nxref\nstartxref\n9\n", false},
		"wrong place":     {"%PDF-1.7\nabcd\n" + tail, false},
		"beyond the end":  {"%PDF-1.7\nxref\nstartxref\n900\n%%EOF", false},
		"below nothing":   {"%PDF-1.7\nxref\nstartxref\n-9\n%%EOF", false},
		"no number":       {"%PDF-1.7\nxref\nstartxref\nnine\n%%EOF", false},
		"a long number":   {"%PDF-1.7\nxref\nstartxref\n99999999999999999999\n%%EOF", false},
	} {
		_, err := judge([]byte(c.data), Limits{})
		if c.ok && err != nil || !c.ok && key(err) != keyPDFCut {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContextStopsLooking(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, kind := range []string{PNG, JPEG} {
		data := encoded(t, noise(40, 30), kind)
		if _, err := Content(ctx, bytes.NewReader(data), int64(len(data)), Limits{}); !errors.Is(err, context.Canceled) {
			t.Error(kind, err)
		}
	}
}
