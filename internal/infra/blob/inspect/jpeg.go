package inspect

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"holon.example/holon/internal/gov"
)

// Markers of a JPEG (ITU-T T.81 table B.1).
const (
	markSOF0 = 0xC0
	markSOF2 = 0xC2
	markDHT  = 0xC4
	markJPG  = 0xC8
	markDAC  = 0xCC
	markSOFF = 0xCF
	markRST0 = 0xD0
	markRST7 = 0xD7
	markSOI  = 0xD8
	markEOI  = 0xD9
	markSOS  = 0xDA
	markTEM  = 0x01
)

// jpegScan is a JPEG being looked through.
type jpegScan struct {
	*look
	found   Found
	scans   int
	entropy int64 // bytes of coded pixels
}

// jpeg looks through a JPEG: marker by marker, and byte by byte through the coded
// pixels, to the marker of its end. What cameras append behind it is let be.
func (k *look) jpeg() (Found, error) {
	j := &jpegScan{look: k}
	var soi [2]byte
	if _, err := io.ReadFull(k.r, soi[:]); err != nil {
		return Found{}, err
	}
	if soi != [2]byte{0xFF, markSOI} {
		return Found{}, gov.Invalid(keyImageForm)
	}
	mark, err := j.marker()
	for err == nil && mark != markEOI {
		mark, err = j.segment(mark)
	}
	if err != nil {
		return Found{}, err
	}
	return j.found, j.enough()
}

// enough tells whether there can be as many pixels as the head says: each block of
// eight by eight takes a bit at least.
func (j *jpegScan) enough() error {
	blocks := (int64(j.found.Width) + 7) / 8 * ((int64(j.found.Height) + 7) / 8)
	if j.scans == 0 || j.found.Type == "" || j.entropy*8 < blocks {
		return gov.Invalid(keyImageCut)
	}
	return nil
}

// marker reads the next marker, which must stand here.
func (j *jpegScan) marker() (byte, error) {
	b, err := j.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if b != 0xFF {
		return 0, gov.Invalid(keyImageForm)
	}
	for b == 0xFF { // it may be filled up
		if b, err = j.r.ReadByte(); err != nil {
			return 0, err
		}
	}
	return b, nil
}

// segment passes what belongs to a marker and gives the next one.
func (j *jpegScan) segment(mark byte) (byte, error) {
	if mark == markTEM || mark >= markRST0 && mark <= markRST7 {
		return j.marker()
	}
	if mark == 0 || mark == markSOI {
		return 0, gov.Invalid(keyImageForm)
	}
	var size [2]byte
	if _, err := io.ReadFull(j.r, size[:]); err != nil {
		return 0, err
	}
	length := int(binary.BigEndian.Uint16(size[:])) - len(size)
	if length < 0 {
		return 0, gov.Invalid(keyImageForm)
	}
	if mark >= markSOF0 && mark <= markSOFF && mark != markDHT && mark != markJPG && mark != markDAC {
		return j.frame(mark, length)
	}
	if _, err := j.r.Discard(length); err != nil {
		return 0, err
	}
	if mark == markSOS {
		return j.pixels()
	}
	return j.marker()
}

// frame reads the dimensions. Only what every reader opens is taken: baseline,
// extended and progressive.
func (j *jpegScan) frame(mark byte, length int) (byte, error) {
	var head [6]byte
	if mark > markSOF2 || length < len(head) || j.found.Type != "" {
		return 0, gov.Invalid(keyImageForm)
	}
	if _, err := io.ReadFull(j.r, head[:]); err != nil {
		return 0, err
	}
	var err error
	if j.found, err = j.size(int64(binary.BigEndian.Uint16(head[3:])), int64(binary.BigEndian.Uint16(head[1:])), JPEG); err != nil {
		return 0, err
	}
	if _, err := j.r.Discard(length - len(head)); err != nil {
		return 0, err
	}
	return j.marker()
}

// pixels passes coded pixels, in which the byte FF is followed by 00 or by a restart
// marker, and gives the marker that ends them.
func (j *jpegScan) pixels() (byte, error) {
	if j.found.Type == "" {
		return 0, gov.Invalid(keyImageForm)
	}
	j.scans++
	for {
		part, err := j.r.ReadSlice(0xFF)
		j.entropy += int64(len(part))
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return 0, err
		}
		b := byte(0xFF)
		for b == 0xFF {
			if b, err = j.r.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 && (b < markRST0 || b > markRST7) {
			return b, nil
		}
	}
}
