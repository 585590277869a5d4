package syntax

import "strings"

// maxNameTokens bounds the parts of one name; it keeps the work linear.
const maxNameTokens = 48

// Names is a set of names that may hold spaces and signs. A name added twice must be removed twice.
type Names struct{ root nameNode }

type nameNode struct {
	next  map[string]*nameNode
	count int
}

// NewNames returns a set of names.
func NewNames(names ...string) *Names {
	n := &Names{}
	for _, name := range names {
		n.Add(name)
	}
	return n
}

// Add puts a name into the set; names of more than 48 parts are left out.
func (n *Names) Add(name string) { n.change(name, 1) }

// Remove takes a name out of the set.
func (n *Names) Remove(name string) { n.change(name, -1) }

func (n *Names) change(name string, by int) {
	parts := split(name)
	if len(parts) == 0 || len(parts) > maxNameTokens {
		return
	}
	at := &n.root
	for _, p := range parts {
		if at.next == nil {
			at.next = map[string]*nameNode{}
		}
		child := at.next[p]
		if child == nil {
			child = &nameNode{}
			at.next[p] = child
		}
		at = child
	}
	at.count = max(at.count+by, 0)
}

// split cuts a name into keys: token texts, with a blank in front where blank space stands.
func split(name string) []string {
	var parts []string
	name = strings.TrimSpace(name)
	for pos := 0; ; {
		t := nextToken(name, pos)
		if t.kind == tokEnd {
			return parts
		}
		parts = append(parts, t.key(len(parts) == 0))
		if len(parts) > maxNameTokens {
			return parts
		}
		pos = t.end
	}
}

func (t token) key(first bool) string {
	if t.spaced && !first {
		return " " + t.text
	}
	return t.text
}

// longest returns the end of the longest known name that starts with token t, or -1. A nil set is empty.
func (n *Names) longest(src string, t token) int {
	if n == nil {
		return -1
	}
	end, at := -1, &n.root
	for first := true; ; first = false {
		child := at.next[t.key(first)]
		if child == nil {
			return end
		}
		if child.count > 0 {
			end = t.end
		}
		if child.next == nil {
			return end
		}
		at, t = child, nextToken(src, t.end)
	}
}

// Clean returns a name with its blank space reduced to single blanks.
func Clean(name string) string { return strings.Join(strings.FieldsFunc(name, blank), " ") }
