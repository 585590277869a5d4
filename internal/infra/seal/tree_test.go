package seal

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// hashes are the stored hashes of a log as tlog itself keeps them.
type hashes []tlog.Hash

func (h hashes) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, x := range at {
		out[i] = h[x]
	}
	return out, nil
}

func TestTreeAgreesWithTlog(t *testing.T) {
	const last = 70_000
	check := []int64{0, 1, 2, 3, 4, 5, 7, 8, 255, 256, 257, 511, 512, 513, 4095, 4096, 65_279, 65_280, 65_535, 65_536, 65_537, 65_791, 65_792, last}
	var stored hashes
	var tiles []tile
	tr := &tree{}
	for n := int64(0); ; n++ {
		if slices.Contains(check, n) {
			want, err := tlog.TreeHash(n, stored)
			if err != nil {
				t.Fatal(err)
			}
			if got := tr.root(); got != want {
				t.Fatalf("size %d: root %v, tlog has %v", n, got, want)
			}
		}
		if n == last {
			break
		}
		data := binary.BigEndian.AppendUint64(nil, uint64(n))
		hs, err := tlog.StoredHashes(n, data, stored)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hs...)
		tiles = append(tiles, tr.add(tlog.RecordHash(data))...)
	}
	if want := last/256 + last/65_536; len(tiles) != want {
		t.Fatalf("%d tiles, want %d", len(tiles), want)
	}
	for _, tl := range tiles {
		want, err := tlog.ReadTileData(tlog.Tile{H: 8, L: tl.level, N: tl.index, W: tileWidth}, stored)
		if err != nil || !bytes.Equal(want, tl.data) {
			t.Fatalf("tile %d/%d differs from tlog's: %v", tl.level, tl.index, err)
		}
	}
}

// A step that fails must leave the tree as it was.
func TestCloneIsApart(t *testing.T) {
	tr := &tree{}
	for range 300 {
		tr.add(tlog.RecordHash([]byte("a")))
	}
	before := tr.root()
	c := tr.clone()
	for range 300 {
		c.add(tlog.RecordHash([]byte("b")))
	}
	if tr.root() != before || tr.size != 300 || c.size != 600 {
		t.Fatal("the clone shares its edge")
	}
}
