package typeface

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

func sorted(parts []part) []part {
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.tag, b.tag) })
	return parts
}

// sfnt writes tables, sorted by tag, as one font file.
func sfnt(parts []part) []byte {
	n := len(parts)
	log := bits.Len(uint(n)) - 1
	size := 12 + 16*n
	for _, p := range parts {
		size += len(p.data) + 3
	}
	out := make([]byte, 12+16*n, size)
	binary.BigEndian.PutUint32(out, 0x00010000)
	for i, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		binary.BigEndian.PutUint16(out[4+2*i:], uint16(v)) //nolint:gosec // a handful of tables
	}
	for i, p := range parts {
		entry := out[12+16*i:]
		copy(entry, p.tag)
		binary.BigEndian.PutUint32(entry[4:], checksum(p.data))
		binary.BigEndian.PutUint32(entry[8:], uint32(len(out)))     //nolint:gosec // below the size of the font
		binary.BigEndian.PutUint32(entry[12:], uint32(len(p.data))) //nolint:gosec // below the size of the font
		out = append(out, p.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for len(b) >= 4 {
		sum += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
