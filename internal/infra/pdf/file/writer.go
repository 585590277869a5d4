package file

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"unicode/utf16"
)

// Ref is the number of an object; 0 is none.
type Ref int

// String writes the reference as other objects name it.
func (r Ref) String() string { return fmt.Sprintf("%d 0 R", int(r)) }

// Writer builds a file, or an increment to one. Its zero value starts a file.
type Writer struct {
	buf     bytes.Buffer
	base    int         // length of the file the increment is added to
	next    Ref         // the highest number given out
	offsets map[Ref]int // where each object begins
}

const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

func (w *Writer) start() {
	if w.offsets == nil {
		w.offsets = map[Ref]int{}
	}
	if w.base == 0 && w.buf.Len() == 0 {
		w.buf.WriteString(header)
	}
}

// New reserves an object number.
func (w *Writer) New() Ref {
	w.next++
	return w.next
}

// Object writes the body of an object and gives the offset in the file at which the body begins.
func (w *Writer) Object(r Ref, body string) int {
	w.start()
	w.offsets[r] = w.base + w.buf.Len()
	fmt.Fprintf(&w.buf, "%d 0 obj\n", int(r))
	at := w.base + w.buf.Len()
	w.buf.WriteString(body)
	w.buf.WriteString("\nendobj\n")
	return at
}

// Stream writes a compressed stream; entries stand in its dictionary beside the length and the filter.
func (w *Writer) Stream(r Ref, entries string, data []byte) {
	z := deflate(data)
	var b bytes.Buffer
	fmt.Fprintf(&b, "<<%s/Filter/FlateDecode/Length %d>>\nstream\n", entries, len(z))
	b.Write(z)
	b.WriteString("\nendstream")
	w.Object(r, b.String())
}

// Finish writes the cross-reference table and the trailer, and returns the
// file. The root is its catalogue, info may be 0.
func (w *Writer) Finish(root, info Ref) []byte {
	w.start()
	sum := sha256.Sum256(w.buf.Bytes())
	id := hex.EncodeToString(sum[:16])
	entries := fmt.Sprintf("/ID[<%s><%s>]", id, id)
	if info != 0 {
		entries += "/Info " + info.String()
	}
	w.trailer(root, entries)
	return w.buf.Bytes()
}

func (w *Writer) trailer(root Ref, entries string) {
	at := w.base + w.buf.Len()
	w.buf.WriteString("xref\n")
	refs := make([]Ref, 0, len(w.offsets)+1)
	for r := range w.offsets {
		refs = append(refs, r)
	}
	if w.base == 0 {
		refs = append(refs, 0) // the head of the list of free entries
	}
	slices.Sort(refs)
	for len(refs) > 0 {
		n := 1
		for n < len(refs) && refs[n] == refs[0]+Ref(n) {
			n++
		}
		fmt.Fprintf(&w.buf, "%d %d\n", int(refs[0]), n)
		for _, r := range refs[:n] {
			w.entry(r)
		}
		refs = refs[n:]
	}
	fmt.Fprintf(&w.buf, "trailer\n<</Size %d/Root %s%s>>\nstartxref\n%d\n%%%%EOF\n", int(w.next)+1, root, entries, at)
}

func (w *Writer) entry(r Ref) {
	if r == 0 {
		w.buf.WriteString("0000000000 65535 f \n")
		return
	}
	fmt.Fprintf(&w.buf, "%010d 00000 n \n", w.offsets[r])
}

// Text writes a text string in UTF-16, as dictionaries carry it.
func Text(s string) string {
	units := utf16.Encode([]rune(s))
	b := make([]byte, 0, 6+4*len(units))
	b = append(b, "<FEFF"...)
	for _, u := range units {
		b = fmt.Appendf(b, "%04X", u)
	}
	return string(append(b, '>'))
}

var deflaters = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func deflate(data []byte) []byte {
	var out bytes.Buffer
	z, ok := deflaters.Get().(*zlib.Writer)
	if !ok {
		z = zlib.NewWriter(nil)
	}
	defer deflaters.Put(z)
	z.Reset(&out)
	// A buffer takes every write, so neither call can fail.
	_, _ = z.Write(data)
	_ = z.Close()
	return out.Bytes()
}
