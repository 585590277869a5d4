package find

import (
	"sync"

	"holon.example/holon/internal/business/matter"
)

// Finder keeps the index of the library as it stands. It is safe for concurrent use.
type Finder struct {
	Library func() *matter.Library

	mu    sync.Mutex
	of    *matter.Library
	index map[string]*Index // by division
}

// Index gives the index of a division, made anew when packs were installed since.
func (f *Finder) Index(division string) *Index {
	lib := f.Library()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of != lib || f.index == nil {
		f.of, f.index = lib, map[string]*Index{}
	}
	ix := f.index[division]
	if ix == nil && (lib.Region(division) != nil || len(f.index) == 0) {
		ix = Build(lib, division)
		f.index[division] = ix
	}
	if ix == nil {
		return &Index{}
	}
	return ix
}
