package inspect

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"holon.example/holon/internal/gov"
)

const (
	ratioFrom  = 1 << 20  // below this much unpacked the ratio does not matter
	mostNested = 32 << 20 // bytes of a nested archive, which is held in memory
	mostName   = 512      // bytes of the name of an entry
)

// walk goes through an archive and the archives in it, under one budget.
type walk struct {
	ctx      context.Context
	limits   Limits
	entries  int
	unpacked int64
	pixels   int64 // bytes of pixels that may still be unpacked
}

// archive walks one archive and tells its form: OFD by its root document, else ZIP.
func (w *walk) archive(r io.ReaderAt, size int64, depth int) (string, error) {
	if depth > w.limits.Depth {
		return "", gov.Invalid("blob.archive_depth").With("limit", w.limits.Depth)
	}
	if err := directory(r, size, w.limits.Entries-w.entries); err != nil {
		return "", err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are judged below
		return "", gov.Invalid("blob.archive_form").Because(err)
	}
	w.entries += len(z.File)
	if err := w.declared(z.File, size); err != nil {
		return "", err
	}
	form := ZIP
	seen := map[string]bool{}
	for _, f := range z.File {
		if seen[f.Name] {
			return "", entryError("blob.archive_form", f)
		}
		seen[f.Name] = true
		if f.Name == "OFD.xml" {
			form = OFD
		}
	}
	office := form == OFD || seen["[Content_Types].xml"]
	for _, f := range z.File {
		if err := w.entry(f, depth, office); err != nil {
			return "", err
		}
	}
	return form, nil
}

// declared judges what the directory says, before anything is unpacked: names,
// sizes, and whether entries share bytes, by which a small file can claim to hold much.
func (w *walk) declared(files []*zip.File, size int64) error {
	var sum uint64
	type span struct{ from, to int64 }
	spans := make([]span, 0, len(files))
	for _, f := range files {
		if err := sound(f); err != nil {
			return err
		}
		sum += f.UncompressedSize64
		if sum > uint64(w.limits.Unpacked) || f.UncompressedSize64 > uint64(w.limits.Unpacked) { //nolint:gosec // a limit is positive
			return w.tooMuch()
		}
		from, err := f.DataOffset()
		if err != nil || f.CompressedSize64 > uint64(size) { //nolint:gosec // a size is positive
			return entryError("blob.archive_form", f)
		}
		spans = append(spans, span{from, from + int64(f.CompressedSize64)}) //nolint:gosec // at most size, as just asked
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return gov.Invalid("blob.archive_form")
		}
	}
	if sum > ratioFrom && sum/uint64(size) > uint64(w.limits.Ratio) { //nolint:gosec // both are positive
		return tooLarge("blob.archive_ratio").With("limit", w.limits.Ratio)
	}
	return nil
}

// sound judges the name and the flags of an entry.
func sound(f *zip.File) error {
	switch {
	case leadsOut(f.Name):
		return entryError("blob.archive_path", f)
	case f.Mode()&(fs.ModeSymlink|fs.ModeDevice|fs.ModeNamedPipe|fs.ModeSocket) != 0:
		return entryError("blob.archive_path", f)
	case f.Flags&1 != 0: // encrypted: it could not be inspected
		return entryError("blob.archive_encrypted", f)
	case strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin"):
		return entryError("blob.archive_macro", f)
	}
	return nil
}

// leadsOut tells whether a name could be unpacked outside of its folder, on any system.
func leadsOut(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	return name == "" || len(name) > mostName || name[0] == '/' || strings.ContainsAny(name, ":\x00") || slices.Contains(strings.Split(name, "/"), "..")
}

// entry unpacks an entry to nowhere, counting, and judges what it is. Parts of
// an office document are not asked for their types: the format fixes them.
func (w *walk) entry(f *zip.File, depth int, office bool) error {
	if f.FileInfo().IsDir() {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return entryError("blob.archive_form", f)
	}
	defer r.Close() // read only; the check sum is judged at the end of the content
	counted := &counter{w: w, r: r, left: f.UncompressedSize64}
	head := make([]byte, min(HeadSize, f.UncompressedSize64))
	n, err := io.ReadFull(counted, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return counted.judged(err, f)
	}
	kind := sniff(head[:n])
	switch {
	case packed(kind):
		form, err := w.nested(f, io.MultiReader(bytes.NewReader(head[:n]), counted), depth)
		if kind == ZIP {
			kind = form
		}
		if err == nil && !office && !w.limits.allows(kind) {
			return entryError("blob.archive_type", f).With("type", kind)
		}
		return err
	case archiveType(kind):
		return entryError("blob.archive_depth", f)
	case n > 0 && !office && !w.limits.allows(kind) && !slices.Contains(plain, kind):
		return entryError("blob.archive_type", f).With("type", kind)
	case (kind == PNG || kind == JPEG) && w.limits.allows(kind):
		if _, err := imageFound(w.ctx, io.MultiReader(bytes.NewReader(head[:n]), counted), kind, w.limits, &w.pixels); err != nil {
			return err
		}
	case kind == PDF && w.limits.allows(kind):
		return counted.judged(pdfInside(io.MultiReader(bytes.NewReader(head[:n]), counted)), f)
	}
	_, err = io.Copy(io.Discard, counted)
	return counted.judged(err, f)
}

// nested walks an archive inside an archive and tells its form.
func (w *walk) nested(f *zip.File, r io.Reader, depth int) (string, error) {
	if f.UncompressedSize64 > mostNested {
		return "", w.tooMuch()
	}
	data, err := io.ReadAll(r) // at most what was declared
	if err != nil {
		if _, ours := errors.AsType[*gov.Error](err); ours || w.ctx.Err() != nil {
			return "", err
		}
		return "", entryError("blob.archive_form", f)
	}
	return w.archive(bytes.NewReader(data), int64(len(data)), depth+1)
}

// counter counts what an archive really holds, and stops at once when that is
// more than it declared or than is allowed.
type counter struct {
	w    *walk
	r    io.Reader
	left uint64
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	if uint64(n) > c.left { //nolint:gosec // a count is not negative
		return 0, gov.Invalid("blob.archive_form")
	}
	c.left -= uint64(n) //nolint:gosec // a count is not negative
	if c.w.unpacked += int64(n); c.w.unpacked > c.w.limits.Unpacked {
		return 0, c.w.tooMuch()
	}
	return n, err
}

// judged turns an error of unpacking into what the sender is told.
func (c *counter) judged(err error, f *zip.File) error {
	if err == nil || c.w.ctx.Err() != nil {
		return err
	}
	if _, ours := errors.AsType[*gov.Error](err); ours {
		return err
	}
	return entryError("blob.archive_form", f).Because(fmt.Errorf("%w", err))
}

func (w *walk) tooMuch() error {
	return tooLarge("blob.archive_size").With("limit", w.limits.Unpacked)
}

// archiveType tells whether the type packs other files in a way that is not walked here.
func archiveType(kind string) bool {
	for _, s := range []string{"zip", "rar", "7z", "gzip", "x-tar", "x-xz", "bzip", "zstd", "lzip", "java-archive", "android.package", "cabinet", "x-ms-cab"} {
		if strings.Contains(kind, s) {
			return true
		}
	}
	return false
}

func entryError(key string, f *zip.File) *gov.Error {
	name := strings.ToValidUTF8(f.Name, "\uFFFD")
	if r := []rune(name); len(r) > 80 {
		name = string(r[:80])
	}
	return gov.Invalid(key).With("name", name)
}

// directory counts the entries before a reader is made, which would hold them
// all in memory. It wants the plain form: the directory just before the end record,
// nothing in front of the archive, no 64-bit records.
func directory(r io.ReaderAt, size int64, most int) error {
	const endSize, entrySize = 22, 46
	form := gov.Invalid("blob.archive_form")
	tail := make([]byte, min(size, endSize+1<<16))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("blob: %w", err)
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || i+endSize > len(tail) {
		return form
	}
	end := tail[i:]
	length, start := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if start+length != size-int64(len(tail))+int64(i) {
		return form
	}
	count := 0
	head := make([]byte, entrySize)
	for at := start; at < start+length; count++ {
		if count >= most {
			return tooLarge("blob.archive_entries").With("limit", most)
		}
		if _, err := r.ReadAt(head, at); err != nil || !bytes.HasPrefix(head, []byte("PK\x01\x02")) {
			return form
		}
		at += entrySize + int64(binary.LittleEndian.Uint16(head[28:])) + int64(binary.LittleEndian.Uint16(head[30:])) + int64(binary.LittleEndian.Uint16(head[32:]))
	}
	if count == 0 {
		return gov.Invalid("blob.empty")
	}
	if count != int(binary.LittleEndian.Uint16(end[10:])) {
		return form
	}
	return nil
}
