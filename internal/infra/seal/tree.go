package seal

import (
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileWidth  = 256
	tileLevels = 8
)

// tree is the right edge of the Merkle tree: at each level the roots of the
// perfect subtrees that do not fill a tile yet. It is enough to compute the root.
type tree struct {
	size  int64
	edges [tileLevels][]tlog.Hash
}

// tile is a complete row of 256 hashes at one level.
type tile struct {
	level int
	index int64
	data  []byte
}

// add appends a leaf hash and returns the tiles it completed.
func (t *tree) add(h tlog.Hash) (full []tile) {
	t.size++
	for level := range tileLevels {
		t.edges[level] = append(t.edges[level], h)
		if len(t.edges[level]) < tileWidth {
			return full
		}
		full = append(full, tile{level: level, index: t.size>>(8*(level+1)) - 1, data: join(t.edges[level])})
		h = perfectRoot(t.edges[level])
		t.edges[level] = t.edges[level][:0]
	}
	return full
}

// root is the RFC 6962 tree hash of all leaves.
func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		return tlog.Hash(emptyRoot)
	}
	type part struct {
		hash   tlog.Hash
		height int
	}
	var stack []part
	for level := tileLevels - 1; level >= 0; level-- {
		for _, h := range t.edges[level] {
			p := part{h, 8 * level}
			for len(stack) > 0 && stack[len(stack)-1].height == p.height {
				p = part{tlog.NodeHash(stack[len(stack)-1].hash, p.hash), p.height + 1}
				stack = stack[:len(stack)-1]
			}
			stack = append(stack, p)
		}
	}
	acc := stack[len(stack)-1].hash
	for i := len(stack) - 2; i >= 0; i-- {
		acc = tlog.NodeHash(stack[i].hash, acc)
	}
	return acc
}

// clone copies the edge, so that a step that fails leaves the original as it was.
func (t *tree) clone() *tree {
	c := &tree{size: t.size}
	for i, e := range t.edges {
		c.edges[i] = append([]tlog.Hash(nil), e...)
	}
	return c
}

// perfectRoot hashes 2^k subtree roots into one.
func perfectRoot(hs []tlog.Hash) tlog.Hash {
	row := append([]tlog.Hash(nil), hs...)
	for len(row) > 1 {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
		row = row[:len(row)/2]
	}
	return row[0]
}

func join(hs []tlog.Hash) []byte {
	b := make([]byte, 0, len(hs)*tlog.HashSize)
	for _, h := range hs {
		b = append(b, h[:]...)
	}
	return b
}

func split(b []byte) []tlog.Hash {
	hs := make([]tlog.Hash, len(b)/tlog.HashSize)
	for i := range hs {
		copy(hs[i][:], b[i*tlog.HashSize:])
	}
	return hs
}

// emptyRoot is SHA-256 of nothing: the root of a log without leaves.
var emptyRoot = [32]byte{
	0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
	0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
}

// tileID packs a tile's place into one key.
func tileID(level int, index int64) int64 { return int64(level)<<56 | index }
