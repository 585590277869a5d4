package pdf

const (
	cellSize  = 12
	cellPitch = 17.5
	cellPad   = 5
	mostLines = 31 // of a cell on one page, below a head
)

// grid lays a table out, a row an item. A row taller than a page goes on over the next.
func (c *composer) grid(t *Table) []item {
	if t == nil {
		return nil
	}
	edges := t.edges(typeWidth)
	var head *item
	var out []item
	if len(t.Head) > 0 {
		h := c.rows(t, edges, t.Head, true)[0]
		h.keep = true
		head = &h
		out = append(out, h)
	}
	for _, r := range t.Rows {
		for _, it := range c.rows(t, edges, r, false) {
			it.head = head
			out = append(out, it)
		}
	}
	return out
}

// edges gives where the columns begin and end, by their shares.
func (t *Table) edges(width float64) []float64 {
	n := t.columns()
	shares, sum := make([]float64, n), 0.0
	for i := range shares {
		shares[i] = 1
		if i < len(t.Widths) && t.Widths[i] > 0 {
			shares[i] = t.Widths[i]
		}
		sum += shares[i]
	}
	edges := make([]float64, n+1)
	for i, s := range shares {
		edges[i+1] = edges[i] + s/sum*width
	}
	return edges
}

// rows makes the items of one row; more than one only if it is taller than a page.
func (c *composer) rows(t *Table, edges []float64, cells []string, head bool) []item {
	most := mostLines
	set := make([][]line, len(edges)-1)
	n := 1
	for i := range set {
		if i >= len(cells) {
			continue
		}
		w := edges[i+1] - edges[i] - 2*cellPad
		set[i] = breakText(clean(cells[i]), w, w, c.meter(t.style(i, head)))
		n = max(n, len(set[i]))
	}
	if head {
		most = n
	}
	var out []item
	for from := 0; from < n; from += most {
		count := min(most, n-from)
		height := float64(count)*cellPitch + 2*cellPad - 1
		out = append(out, item{height: height, draw: func(k *ink, y float64) {
			for i := range set {
				b := box{leftEdge + edges[i], y, edges[i+1] - edges[i], height}
				drawCell(k, b, part(set[i], from, count), t.style(i, head))
			}
		}})
	}
	return out
}

// style is how a column is set: labels and heads are bold.
func (t *Table) style(column int, head bool) style {
	return style{size: cellSize, color: black, bold: head || t.Labels && column%2 == 0}
}

// drawCell fills, frames and sets one cell; labels and heads stand in the middle.
func drawCell(k *ink, b box, lines []line, s style) {
	if s.bold {
		k.area(b.x, b.y, b.w, b.h, pale)
	}
	k.strokeColor(black)
	k.frame(b.x, b.y, b.w, b.h, 0.6)
	y := b.y + (b.h-float64(len(lines))*cellPitch)/2
	for i, l := range lines {
		x := b.x + cellPad
		if s.bold {
			x = b.x + (b.w-k.width(l.text, s))/2
		}
		k.text(x, y+float64(i)*cellPitch+cellPitch*0.72, l.text, s)
	}
}

func part(lines []line, from, count int) []line {
	if from >= len(lines) {
		return nil
	}
	return lines[from:min(len(lines), from+count)]
}
