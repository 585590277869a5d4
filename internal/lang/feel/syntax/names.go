package syntax

import "strings"

// maxNameTokens bounds the parts of one name; it keeps the work linear.
const maxNameTokens = 48

// Names is a set of names that may hold spaces and signs. A name is a sequence of tokens: blank space
// between them does not count (DMN 1.5, 10.3.1.4). A name added twice must be removed twice.
type Names struct{ root nameNode }

type nameNode struct {
	next  map[string]*nameNode
	name  string // as it was added
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
	if at.count == 0 {
		at.name = Clean(name)
	}
	at.count = max(at.count+by, 0)
}

// split cuts a name into the texts of its tokens.
func split(name string) []string {
	var parts []string
	name = strings.TrimSpace(name)
	for pos := 0; ; {
		t := nextToken(name, pos)
		if t.kind == tokEnd {
			return parts
		}
		parts = append(parts, t.text)
		if len(parts) > maxNameTokens {
			return parts
		}
		pos = t.end
	}
}

// longest returns the longest known name that starts with token t and where it ends, or -1. A nil set
// is empty.
func (n *Names) longest(src string, t token) (end int, name string) {
	end = -1
	if n == nil {
		return end, ""
	}
	at := &n.root
	for {
		child := at.next[t.text]
		if child == nil {
			return end, name
		}
		if child.count > 0 {
			end, name = t.end, child.name
		}
		if child.next == nil {
			return end, name
		}
		at, t = child, nextToken(src, t.end)
	}
}

// Clean returns a name with its blank space reduced to single blanks.
func Clean(name string) string { return strings.Join(strings.FieldsFunc(name, blank), " ") }
