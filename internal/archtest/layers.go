package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// place is where a package stands in the house.
type place struct {
	floor string // a floor, a folder beside the floors, "cmd", "packs", "web", or "" for nowhere
	slice string // first folder under the floor
	rank  int    // of the floor; cmd is the highest
}

// placeOf finds the place of a package path.
func (h House) placeOf(pkg string) place {
	parts := strings.Split(pkg, "/")
	switch {
	case parts[0] == "cmd":
		return place{"cmd", "", len(h.Floors) + 1}
	case parts[0] == "packs" || parts[0] == "web":
		return place{parts[0], "", -1}
	case parts[0] != "internal" || len(parts) < 2:
		return place{}
	}
	p := place{floor: parts[1], rank: slices.Index(h.Floors, parts[1])}
	if len(parts) > 2 {
		p.slice = parts[2]
	}
	if p.rank < 0 {
		if h.Beside[p.floor] == nil {
			return place{}
		}
		p.rank = len(h.Floors)
	}
	return p
}

// infraRow is the row of an infra slice in the order inside the floor; -1 for none.
func (h House) infraRow(slice string) int {
	return slices.IndexFunc(h.Infra, func(row []string) bool { return slices.Contains(row, slice) })
}

// floors checks import rule 1: lower floors only, the order inside infra, and what stands beside. Tests
// may import their own floor freely, since they stand above what they test; never a higher one.
func (c *checker) floors() {
	for _, p := range c.tree.Packages {
		from := c.house.placeOf(p.Path)
		if from.floor == "" {
			c.fault(p.Path, "is on no floor of the house", p.Path)
			continue
		}
		if from.floor == "infra" && c.house.infraRow(from.slice) < 0 {
			c.fault(p.Path, "has no place in the order of infra (house.go)", p.Path)
		}
		for _, f := range p.Files {
			for _, path := range f.Imports() {
				if to, ok := own(path); ok {
					c.floorsOf(p, from, f, to)
				}
			}
		}
	}
}

// floorsOf checks one import.
func (c *checker) floorsOf(p *Package, from place, f *File, to string) {
	why := c.house.forbids(from, c.house.placeOf(to), f.Test)
	if support(to) && !f.Test {
		why = "it is for tests only"
	}
	if why != "" {
		c.fault(f.Path, fmt.Sprintf("%s imports %s: %s", p.Path, to, why), p.Path+" -> "+to)
	}
}

// forbids tells why one place may not import another; empty if it may, or if only a door decides.
func (h House) forbids(from, to place, test bool) string {
	beside, isBeside := h.Beside[from.floor]
	_, toBeside := h.Beside[to.floor]
	switch {
	case to.floor == "packs" && from.rank < slices.Index(h.Floors, "app") && !test:
		return "packs are content; only app and cmd load them"
	case to.floor == "packs" || to.floor == "web":
		return ""
	case from.floor == "packs" || from.floor == "web":
		return "content imports nothing"
	case from.floor == to.floor:
		return h.forbidsOrder(from, to, test)
	case isBeside && test:
		return ""
	case isBeside:
		if !slices.Contains(beside, to.floor) {
			return "it stands beside the floors and may import only " + strings.Join(beside, ", ")
		}
		return ""
	case toBeside && from.floor != "cmd" && !test:
		return "it stands beside the floors; only cmd imports it"
	case toBeside:
		return ""
	case to.rank > from.rank:
		return "a higher floor"
	}
	return ""
}

// forbidsOrder is the order inside the infra floor.
func (h House) forbidsOrder(from, to place, test bool) string {
	if from.floor == "infra" && !test && h.infraRow(to.slice) > h.infraRow(from.slice) {
		return "later in the order of infra"
	}
	return ""
}

// doors checks import rule 2: siblings meet only through the doors named in house.go. Own subpackages
// need none, earlier rows of infra are lower floors, and the root of a floor (gov, app) is no sibling of
// its folders.
func (c *checker) doors() {
	seen := map[string]bool{}
	c.each(false, func(p *Package, f *File) {
		from := c.house.placeOf(p.Path)
		for _, path := range f.Imports() {
			rel, ok := own(path)
			if !ok {
				continue
			}
			to := c.house.placeOf(rel)
			if from.floor != to.floor || from.slice == to.slice || from.slice == "" || to.slice == "" {
				continue
			}
			if from.floor == "infra" && c.house.infraRow(from.slice) != c.house.infraRow(to.slice) {
				continue
			}
			door := fmt.Sprintf("%s/%s -> %s/%s", from.floor, from.slice, to.floor, to.slice)
			if seen[door] {
				continue
			}
			seen[door] = true
			c.fault(f.Path, "siblings meet by events, or by a door named in house.go: "+door, door)
		}
	})
}

// dataClosure checks import rule 3: nothing that data needs, however far, is business or accord
// (互不干扰的三层).
func (c *checker) dataClosure() {
	for _, p := range c.tree.Packages {
		if c.house.placeOf(p.Path).floor != "data" {
			continue
		}
		for _, reached := range c.closure(p.Path) {
			if to := c.house.placeOf(reached); to.floor == "business" || to.floor == "accord" {
				c.fault(p.Path, "its dependencies contain "+reached, p.Path)
			}
		}
	}
}

// closure lists the packages of the module that a package's code reaches.
func (c *checker) closure(start string) []string {
	seen := map[string]bool{start: true}
	queue := []string{start}
	for i := 0; i < len(queue); i++ {
		p := c.tree.byPath[queue[i]]
		if p == nil {
			continue
		}
		for _, f := range p.Files {
			if f.Test {
				continue
			}
			for _, path := range f.Imports() {
				if to, ok := own(path); ok && !seen[to] {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
	}
	return queue[1:]
}

// impure are the standard packages by which code reaches out of itself.
var impure = []string{"os", "os/exec", "os/signal", "net", "net/http", "database/sql", "syscall", "log", "log/slog"}

// pure checks that gov needs only the standard library and lang does no input or output.
func (c *checker) pure() {
	c.each(false, func(p *Package, f *File) {
		floor := c.house.placeOf(p.Path).floor
		for _, path := range f.Imports() {
			_, mine := own(path)
			switch {
			case floor == "gov" && !mine && strings.Contains(strings.Split(path, "/")[0], "."):
				c.fault(f.Path, "gov needs only the standard library, not "+path, p.Path+" -> "+path, p.Path)
			case floor == "lang" && slices.Contains(impure, path):
				c.fault(f.Path, "a language is pure, without "+path, p.Path+" -> "+path, p.Path)
			}
		}
	})
}
