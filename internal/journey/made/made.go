package made

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
)

// Endless is a file that does not end.
type Endless struct{}

// Read gives more and more.
func (Endless) Read(b []byte) (int, error) {
	copy(b, "%PDF-1.4\n")
	return len(b), nil
}

// Picture is an image (PNG) that says to be so wide and high.
func Picture(width, height uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	chunk("IHDR", append(head, 8, 0, 0, 0, 0))
	chunk("IDAT", tenRows())
	chunk("IEND", nil)
	return b.Bytes()
}

// tenRows are the pixels of ten rows of ten, grey.
func tenRows() []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(make([]byte, 10*(1+10))) // into memory: no error
	_ = z.Close()
	return b.Bytes()
}

// Archive is a ZIP file of some files, in the order of their names.
func Archive(files map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err == nil {
			_, _ = w.Write(files[name]) // into memory: no error
		}
	}
	_ = z.Close()
	return b.Bytes()
}

// Bomb is a small archive that unpacks to many zeros.
func Bomb(size int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if w, err := z.Create("zeros.txt"); err == nil {
		part := make([]byte, 1<<20)
		for range size / len(part) {
			_, _ = w.Write(part) // into memory: no error
		}
	}
	_ = z.Close()
	return b.Bytes()
}

// Nested is an archive in an archive, so often.
func Nested(depth int) []byte {
	inner := Archive(map[string][]byte{"a.pdf": Paper("x")})
	for range depth {
		inner = Archive(map[string][]byte{"inner.zip": inner})
	}
	return inner
}

// Paper makes a small valid PDF file with one line of text.
func Paper(line string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	text := fmt.Sprintf("BT /F1 12 Tf 72 720 Td (%s) Tj ET", line)
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(text), text))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}
