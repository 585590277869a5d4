package pdf

// item is a piece of the flow that stays whole on one page.
type item struct {
	height float64
	draw   func(k *ink, y float64)
	keep   bool  // stays with the next item
	space  bool  // only air: not printed at the head of a page
	head   *item // repeated before it at the head of a page
}

// sheet is the room of the pages: the first may differ.
type sheet struct {
	firstTop, firstBottom float64
	top, bottom           float64
}

type placed struct {
	item *item
	y    float64
}

// paginate deals the items out to pages. Items that belong together move to a
// new page together, unless they would not fit on one either.
func paginate(items []item, s sheet) [][]placed {
	pages := [][]placed{nil}
	y, bottom := s.firstTop, s.firstBottom
	top := s.firstTop
	for i := range items {
		it := &items[i]
		if y > top && y+chain(items[i:], s.bottom-s.top) > bottom {
			pages = append(pages, nil)
			y, top, bottom = s.top, s.top, s.bottom
			if it.head != nil {
				pages[len(pages)-1] = append(pages[len(pages)-1], placed{it.head, y})
				y += it.head.height
			}
		}
		if it.space && y == top {
			continue
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], placed{it, y})
		y += it.height
	}
	return pages
}

// chain is the height of the items from the first on that must share a page.
func chain(items []item, limit float64) float64 {
	h := 0.0
	for i, it := range items {
		h += it.height
		if !it.keep || i == len(items)-1 {
			break
		}
	}
	if h > limit {
		return items[0].height
	}
	return h
}

func air(h float64) item { return item{height: h, space: true, draw: func(*ink, float64) {}} }
