package syntax

// Words are the words at the end of an unfinished text.
type Words struct {
	Starts []int // where a name may begin that ends at the end of the text, longest first
	Dot    int   // offset of the full stop before it, or -1
	Broken bool  // the text ends inside a string or comment
}

// maxTail bounds how many words back a name may begin.
const maxTail = 12

// Tail looks at the end of an unfinished text, for completion.
func Tail(src string) Words {
	w := Words{Dot: -1}
	var last []token
	for pos := 0; ; {
		t := nextToken(src, pos)
		if t.kind == tokBad {
			w.Broken = true
			return w
		}
		if t.kind == tokEnd {
			break
		}
		last, pos = append(last, t), t.end
		if len(last) > 2*maxTail {
			last = last[1:]
		}
	}
	w.Broken = endsInComment(src, last)
	i := len(last)
	if i > 0 && last[i-1].end != len(src) {
		return w // blank space: a new word begins
	}
	for i > 0 && len(w.Starts) < maxTail && (last[i-1].kind == tokWord || last[i-1].kind == tokNumber && len(w.Starts) > 0) {
		i--
		w.Starts = append([]int{last[i].start}, w.Starts...)
	}
	if i > 0 && last[i-1].is(".") {
		w.Dot = last[i-1].start
	}
	return w
}

// endsInComment reports that what follows the last token is an open comment.
func endsInComment(src string, last []token) bool {
	end := 0
	if len(last) > 0 {
		end = last[len(last)-1].end
	}
	return len(src) > end && skipBlank(src, end) == len(src) && skipBlank(src+"x", end) != len(src)
}

// PathStarts returns the offsets of the tokens of a text, earliest first and at most the last forty: an
// operand that ends at the end of the text begins at one of them.
func PathStarts(src string) []int {
	var starts []int
	for pos := 0; ; {
		t := nextToken(src, pos)
		if t.kind == tokEnd || t.kind == tokBad {
			return starts
		}
		starts, pos = append(starts, t.start), t.end
		if len(starts) > 40 {
			starts = starts[1:]
		}
	}
}
