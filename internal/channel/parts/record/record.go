package record

import (
	"strconv"

	"holon.example/holon/internal/gov"
)

// Import is a file that was read and is shown before anything of it is stored.
type Import struct {
	Columns []string
	Rows    []Row
	More    int // rows that are not shown
}

// Row is one row of the file: what will happen to it (add, change, same, refuse) and,
// when it is refused, what is wrong by the number of the column.
type Row struct {
	Line  int // in the file, from 1
	Cells []string
	Will  string
	Wrong map[int]string
	Fault string // of the row as a whole
}

// count is how many of the rows shown are to be treated so.
func (i Import) count(will string) int {
	n := 0
	for _, r := range i.Rows {
		if r.Will == will {
			n++
		}
	}
	return n
}

// Tones of what will happen to a row.
var tones = map[string]string{"add": "ok", "change": "info", "same": "plain", "refuse": "bad"}

// wills are the kinds in the order they are told.
var wills = []string{"add", "change", "same", "refuse"}

// Change is one field that differs between two versions; an empty side did not exist.
type Change struct{ Field, Before, After string }

// kind tells whether a field came, went or changed.
func (c Change) kind() string {
	switch {
	case c.Before == "":
		return "added"
	case c.After == "":
		return "removed"
	default:
		return "changed"
	}
}

// Proof is where an entry stands in the seal, for anyone to check.
type Proof struct {
	Index   uint64   // of the leaf
	At      gov.Time // when it happened
	Leaf    string   // hash, hex
	Size    uint64   // of the tree the proof is for; 0 while it is being sealed
	Root    string   // hash of that tree
	Holds   bool     // the proof was computed and leads to the root
	Address string   // where the bytes are, for checking elsewhere
}

// number of an index or size.
func number(n uint64) string { return strconv.FormatUint(n, 10) }

// Bar is one row of a drawing: its figures in the order of the legend.
type Bar struct {
	Label   string
	Open    string // address of the evidence behind it, or empty
	Figures []int
}

// Key is one colour of the legend: Tone is ok, warn, bad, info or plain.
type Key struct{ Tone, Label string }

// most is the largest sum of a bar, at least 1.
func most(bars []Bar) int {
	top := 1
	for _, b := range bars {
		sum := 0
		for _, f := range b.Figures {
			sum += f
		}
		top = max(top, sum)
	}
	return top
}

// slice is one coloured piece of a bar in thousandths of the drawing's width.
type slice struct{ tone, from, width string }

func slices(b Bar, keys []Key, top int) []slice {
	var out []slice
	from := 0
	for i, f := range b.Figures {
		if i >= len(keys) || f <= 0 {
			continue
		}
		out = append(out, slice{keys[i].Tone, strconv.Itoa(from * 1000 / top), strconv.Itoa(f * 1000 / top)})
		from += f
	}
	return out
}
