package file

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
)

// ErrForm is a file whose structure this reader does not take: damaged, or not written here.
var ErrForm = errors.New("pdf: not a file of this house")

const (
	maxSections = 64      // increments that are followed
	maxObjects  = 1 << 20 // highest object number believed
)

// Reader finds the newest version of each object of a file.
type Reader struct {
	data    []byte
	offsets map[Ref]int
	size    int
	last    int // offset of the newest cross-reference table
	Root    Ref
}

var (
	startxref = regexp.MustCompile(`startxref\s+(\d{1,10})\s+%%EOF\s*$`)
	rootEntry = regexp.MustCompile(`/Root (\d{1,7}) 0 R`)
	sizeEntry = regexp.MustCompile(`/Size (\d{1,7})`)
	prevEntry = regexp.MustCompile(`/Prev (\d{1,10})`)
)

// Read follows the cross-reference tables from the end of the file.
func Read(data []byte) (*Reader, error) {
	if !bytes.HasPrefix(data, []byte(header)) {
		return nil, ErrForm
	}
	m := startxref.FindSubmatch(data[max(0, len(data)-64):])
	if m == nil {
		return nil, ErrForm
	}
	r := &Reader{data: data, offsets: map[Ref]int{}}
	r.last = number(m[1])
	at := r.last
	for range maxSections {
		prev, err := r.section(at)
		if err != nil {
			return nil, err
		}
		if prev == 0 {
			return r, nil
		}
		if prev >= at { // tables lie one after another: a link forward would be a loop
			return nil, ErrForm
		}
		at = prev
	}
	return nil, ErrForm
}

// section reads one table and its trailer and tells where the one before lies.
func (r *Reader) section(at int) (int, error) {
	if at < 0 || at >= len(r.data) || !bytes.HasPrefix(r.data[at:], []byte("xref\n")) {
		return 0, ErrForm
	}
	table, rest, ok := bytes.Cut(r.data[at+5:], []byte("trailer\n"))
	if !ok {
		return 0, ErrForm
	}
	if err := r.entries(table); err != nil {
		return 0, err
	}
	dict, _, ok := bytes.Cut(rest, []byte("startxref"))
	root, size := rootEntry.FindSubmatch(dict), sizeEntry.FindSubmatch(dict)
	if !ok || root == nil || size == nil {
		return 0, ErrForm
	}
	if r.Root == 0 { // the newest trailer is read first and holds
		r.Root, r.size = Ref(number(root[1])), number(size[1])
	}
	if prev := prevEntry.FindSubmatch(dict); prev != nil {
		return number(prev[1]), nil
	}
	return 0, nil
}

// entries reads the table as this package writes it: a line with number and
// count, then lines of 20 bytes.
func (r *Reader) entries(table []byte) error {
	for len(table) > 0 {
		line, rest, ok := bytes.Cut(table, []byte("\n"))
		first, count, two := bytes.Cut(line, []byte(" "))
		n, from := number(count), number(first)
		if !ok || !two || n < 1 || from < 0 || n*20 > len(rest) || from+n > maxObjects {
			return ErrForm
		}
		for i := range n {
			e := rest[20*i : 20*i+20]
			ref := Ref(from + i)
			if _, newer := r.offsets[ref]; !newer && e[17] == 'n' {
				r.offsets[ref] = number(e[:10])
			}
		}
		table = rest[20*n:]
	}
	return nil
}

// Object gives the body of the newest version of an object.
func (r *Reader) Object(ref Ref) ([]byte, error) {
	at, ok := r.offsets[ref]
	if !ok || at <= 0 || at >= len(r.data) {
		return nil, ErrForm
	}
	head := []byte(strconv.Itoa(int(ref)) + " 0 obj\n")
	body, found := bytes.CutPrefix(r.data[at:], head)
	end := bytes.Index(body, []byte("\nendobj\n"))
	if !found || end < 0 {
		return nil, ErrForm
	}
	return body[:end], nil
}

// Offset is where the body of an object begins in the file; 0 if there is none.
func (r *Reader) Offset(ref Ref) int {
	if _, err := r.Object(ref); err != nil {
		return 0
	}
	return r.offsets[ref] + len(strconv.Itoa(int(ref))) + len(" 0 obj\n")
}

// Entry finds the reference under a name in the dictionary of an object.
func (r *Reader) Entry(ref Ref, name string) (Ref, error) {
	body, err := r.Object(ref)
	if err != nil {
		return 0, err
	}
	m := regexp.MustCompile(regexp.QuoteMeta(name) + `[ \[]*(\d{1,7}) 0 R`).FindSubmatch(body)
	if m == nil {
		return 0, ErrForm
	}
	return Ref(number(m[1])), nil
}

// Increment starts an addition to the file: objects written to it replace the
// older versions of the same numbers.
func (r *Reader) Increment() *Writer {
	return &Writer{base: len(r.data), next: Ref(r.size - 1), offsets: map[Ref]int{}}
}

// Append closes an increment and returns the file with it.
func (r *Reader) Append(w *Writer) []byte {
	w.trailer(r.Root, "/Prev "+strconv.Itoa(r.last))
	out := make([]byte, 0, len(r.data)+w.buf.Len())
	return append(append(out, r.data...), w.buf.Bytes()...)
}

// number reads a short decimal; what is none becomes -1.
func number(b []byte) int {
	n, err := strconv.Atoi(string(bytes.TrimSpace(b)))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
