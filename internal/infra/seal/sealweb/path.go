package sealweb

import (
	"strconv"
	"strings"
)

// Limits of C2SP tlog-tiles: levels 0–63 in the text, of which a log of 63-bit
// size reaches 7, and at most 255 hashes in a partial tile.
const (
	maxLevel = 7
	maxWidth = 255
	maxPath  = 80
)

// resource is what a path names.
type resource struct {
	entries bool
	level   int
	index   int64
	width   int // 0: a complete tile
}

// parsePath reads tile/L/N[.p/W] or tile/entries/N[.p/W]; N stands in groups of
// three digits, all but the last marked with x: 1234067 is x001/x234/067.
func parsePath(path string) (r resource, ok bool) {
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || len(path) > maxPath {
		return r, false
	}
	what, rest, ok := strings.Cut(rest, "/")
	if !ok {
		return r, false
	}
	if r.entries = what == "entries"; !r.entries {
		level, ok := number(what, maxLevel)
		if !ok {
			return r, false
		}
		r.level = int(level)
	}
	if head, width, partial := strings.Cut(rest, ".p/"); partial {
		w, ok := number(width, maxWidth)
		if !ok || w == 0 {
			return r, false
		}
		r.width, rest = int(w), head
	}
	r.index, ok = parseIndex(rest)
	return r, ok
}

// number reads a decimal without leading zeros.
func number(s string, limit uint64) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return n, err == nil && n <= limit && strconv.FormatUint(n, 10) == s
}

func parseIndex(s string) (n int64, ok bool) {
	groups := strings.Split(s, "/")
	for i, g := range groups {
		last := i == len(groups)-1
		if !last {
			if g, ok = strings.CutPrefix(g, "x"); !ok {
				return 0, false
			}
		}
		if len(g) != 3 || strings.Trim(g, "0123456789") != "" {
			return 0, false
		}
		if i == 0 && !last && g == "000" || i > 4 { // another spelling, or beyond any log
			return 0, false
		}
		v, err := strconv.Atoi(g)
		if err != nil {
			return 0, false
		}
		n = n*1000 + int64(v)
	}
	return n, true
}
