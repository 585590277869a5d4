package inspect

import (
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"

	"holon.example/holon/internal/gov"
)

// chunks reads a PNG chunk by chunk (ISO/IEC 15948 §5) and the pixel data across
// them.
type chunks struct {
	k    *look
	kind string
	left int64 // of the chunk's data
	sum  hash.Hash32
}

// next goes to the next chunk; the one before must have been read to its end.
func (c *chunks) next() error {
	var head [8]byte
	if _, err := io.ReadFull(c.k.r, head[:]); err != nil {
		return err
	}
	c.left, c.kind = int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
	if c.left > 1<<31-1 {
		return gov.Invalid(keyImageForm)
	}
	c.sum = crc32.NewIEEE()
	c.sum.Write(head[4:])
	return nil
}

// take reads data of the chunk.
func (c *chunks) take(p []byte) (int, error) {
	n, err := c.k.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	c.sum.Write(p[:n])
	return n, err
}

// end reads what is left of the chunk and its check sum. A chunk that a reader may
// leave out (its name begins with a small letter) may have a wrong one.
func (c *chunks) end() error {
	n, err := io.CopyN(c.sum, c.k.r, c.left)
	c.left -= n
	if err != nil {
		return err
	}
	var want [4]byte
	if _, err := io.ReadFull(c.k.r, want[:]); err != nil {
		return err
	}
	if c.kind[0]&0x20 == 0 && binary.BigEndian.Uint32(want[:]) != c.sum.Sum32() {
		return gov.Invalid(keyImageForm)
	}
	return nil
}

// Read reads the pixel data of IDAT chunks as one stream, up to the first other chunk.
func (c *chunks) Read(p []byte) (int, error) {
	for c.left == 0 {
		if c.kind != "IDAT" {
			return 0, io.EOF
		}
		if err := c.end(); err != nil {
			return 0, noEnd(err)
		}
		if err := c.next(); err != nil {
			return 0, noEnd(err)
		}
	}
	if c.kind != "IDAT" {
		return 0, io.EOF
	}
	n, err := c.take(p)
	return n, noEnd(err)
}

// noEnd keeps an end of the file that comes too early apart from that of the pixels.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// png looks through a PNG: every chunk is whole, the pixels are all there, and the
// end is marked.
func (k *look) png() (Found, error) {
	var sign [8]byte
	if _, err := io.ReadFull(k.r, sign[:]); err != nil {
		return Found{}, err
	}
	c := &chunks{k: k}
	if err := c.next(); err != nil {
		return Found{}, err
	}
	head := make([]byte, 13)
	if c.kind != "IHDR" || c.left != int64(len(head)) || string(sign[:]) != "\x89PNG\r\n\x1a\n" {
		return Found{}, gov.Invalid(keyImageForm)
	}
	for n := 0; n < len(head); {
		m, err := c.take(head[n:])
		if err != nil {
			return Found{}, err
		}
		n += m
	}
	f, err := k.size(int64(binary.BigEndian.Uint32(head)), int64(binary.BigEndian.Uint32(head[4:])), PNG)
	if err != nil {
		return Found{}, err
	}
	need, err := pixelBytes(head)
	if err != nil {
		return Found{}, err
	}
	return f, c.rest(need)
}

// rest goes through the chunks behind the head, to the end.
func (c *chunks) rest(need int64) error {
	pixels := false
	for {
		if err := c.end(); err != nil {
			return err
		}
		if err := c.next(); err != nil {
			return err
		}
		switch c.kind {
		case "IDAT":
			if pixels {
				return gov.Invalid(keyImageForm) // they must follow each other
			}
			pixels = true
			if err := c.pixels(need); err != nil {
				return err
			}
		case "IEND":
			if !pixels {
				return gov.Invalid(keyImageCut)
			}
			return c.end()
		}
		if c.kind == "IEND" { // met behind the pixels
			return c.end()
		}
	}
}

// pixels unpacks the pixel data, to nowhere, as far as the budget allows, and stops
// at the chunk behind them.
func (c *chunks) pixels(need int64) error {
	if *c.k.budget > 0 {
		z, err := zlib.NewReader(c)
		if err != nil {
			return noEnd(err)
		}
		got, err := io.CopyN(io.Discard, z, min(need, *c.k.budget))
		*c.k.budget -= got
		if err != nil {
			return noEnd(err)
		}
	}
	_, err := io.Copy(io.Discard, c)
	return err
}

// samples is the number of values a pixel has, by colour type; depths are the sizes
// they may have, as bits of a set.
var pngColours = map[byte]struct {
	samples int64
	depths  int
}{
	0: {1, 1<<1 | 1<<2 | 1<<4 | 1<<8 | 1<<16},
	2: {3, 1<<8 | 1<<16},
	3: {1, 1<<1 | 1<<2 | 1<<4 | 1<<8},
	4: {2, 1<<8 | 1<<16},
	6: {4, 1<<8 | 1<<16},
}

// pixelBytes is how many bytes the pixels unpack to: rows with their filter byte, of
// the whole or of each of the seven passes.
func pixelBytes(head []byte) (int64, error) {
	width, height := int64(binary.BigEndian.Uint32(head)), int64(binary.BigEndian.Uint32(head[4:]))
	depth, colour := head[8], head[9]
	form, ok := pngColours[colour]
	if !ok || depth > 16 || form.depths&(1<<depth) == 0 || head[10] != 0 || head[11] != 0 || head[12] > 1 {
		return 0, gov.Invalid(keyImageForm)
	}
	bits := form.samples * int64(depth)
	rows := func(w, h int64) int64 {
		if w <= 0 || h <= 0 {
			return 0
		}
		return h * (1 + (w*bits+7)/8)
	}
	if head[12] == 0 {
		return rows(width, height), nil
	}
	var sum int64
	for _, p := range [7][4]int64{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		sum += rows((width-p[0]+p[2]-1)/p[2], (height-p[1]+p[3]-1)/p[3])
	}
	return sum, nil
}
