package inspect

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
)

type file struct{ name, content string }

// pack makes an archive as ordinary programs do.
func pack(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// raw makes an archive of one entry whose declared figures may lie.
func raw(t testing.TB, h zip.FileHeader, packed []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(packed); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func deflated(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, 9)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.Bytes()
}

func pngOf(t testing.TB, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func jpegOf(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// vastPNG is a header that promises an image of 60,000 by 60,000 pixels.
func vastPNG() string {
	ihdr := binary.BigEndian.AppendUint32([]byte("IHDR"), 60_000)
	ihdr = append(binary.BigEndian.AppendUint32(ihdr, 60_000), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr)))
}

func office(t testing.TB, part string, more ...file) []byte {
	return pack(t, append([]file{{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", "<R/>"}, {part, "<w/>"}}, more...)...)
}

const somePDF = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R>>\nstartxref\n29\n%%EOF\n"

func judge(data []byte, l Limits) (Found, error) {
	return Content(context.Background(), bytes.NewReader(data), int64(len(data)), l)
}

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestAccepts(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"pdf":             {[]byte(somePDF), PDF},
		"png":             {[]byte(pngOf(t, 40, 30)), PNG},
		"jpeg":            {[]byte(jpegOf(t)), JPEG},
		"docx":            {office(t, "word/document.xml"), DOCX},
		"xlsx":            {office(t, "xl/workbook.xml"), XLSX},
		"ofd":             {pack(t, file{"OFD.xml", "<ofd/>"}, file{"Doc_0/Document.xml", "<d/>"}, file{"Doc_0/x.bin", "\x01\x02"}), OFD},
		"zip":             {pack(t, file{"附件/一.pdf", somePDF}, file{"二.png", pngOf(t, 4, 4)}, file{"说明.txt", "说明"}, file{"空.txt", ""}, file{"dir/", ""}), ZIP},
		"zip in zip":      {pack(t, file{"a.zip", string(pack(t, file{"a.pdf", somePDF}))}), ZIP},
		"docx in zip":     {pack(t, file{"a.docx", string(office(t, "word/document.xml"))}), ZIP},
		"dots in a name":  {pack(t, file{"a..b/...c.pdf", somePDF}), ZIP},
		"well compressed": {pack(t, file{"a.txt", strings.Repeat("a", 900_000)}), ZIP},
	} {
		f, err := judge(c.data, Limits{})
		if err != nil || f.Type != c.want {
			t.Errorf("%s: %+v %v", name, f, err)
		}
	}
	if f, err := judge([]byte(pngOf(t, 40, 30)), Limits{}); err != nil || f.Width != 40 || f.Height != 30 {
		t.Error(f, err)
	}
	if f, err := judge([]byte("纯文本"), Limits{Types: []string{"text/plain"}}); err != nil || f.Type != "text/plain" {
		t.Error(f, err)
	}
}

func TestRefuses(t *testing.T) {
	zeros := strings.Repeat("\x00", 8<<20)
	deep := pack(t, file{"x.pdf", somePDF})
	for range 3 {
		deep = pack(t, file{"inner.zip", string(deep)})
	}
	var many []file
	for i := range 2001 {
		many = append(many, file{strings.Repeat("x", i%50) + string(rune('一'+i)), ""})
	}
	small := deflated(t, strings.Repeat("text ", 20_000))
	lying := zip.FileHeader{Name: "a.txt", Method: zip.Deflate, CRC32: 1, CompressedSize64: uint64(len(small)), UncompressedSize64: 10}
	locked := zip.FileHeader{Name: "a.txt", Flags: 1, CompressedSize64: 4, UncompressedSize64: 4}
	link := zip.FileHeader{Name: "a.txt", CompressedSize64: 11, UncompressedSize64: 11}
	link.SetMode(fs.ModeSymlink | 0o777)
	overlapping := overlap(t)
	exe := "MZ" + strings.Repeat("\x00", 58) + "\x80\x00\x00\x00" + strings.Repeat("\x00", 64) + "PE\x00\x00" + strings.Repeat("\x00", 300)
	for name, c := range map[string]struct {
		data   []byte
		limits Limits
		want   string
	}{
		"nothing":               {nil, Limits{}, "blob.empty"},
		"text":                  {[]byte("hello"), Limits{}, "blob.type"},
		"web page":              {[]byte("<html><script>alert(1)</script>"), Limits{}, "blob.type"},
		"picture that acts":     {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`), Limits{}, "blob.type"},
		"program":               {[]byte(exe), Limits{}, "blob.type"},
		"two things at once":    {[]byte("GIF89a" + somePDF), Limits{}, "blob.type"},
		"not on the form":       {[]byte(somePDF), Limits{Types: []string{PNG}}, "blob.type"},
		"zip where ofd is due":  {pack(t, file{"a.txt", "x"}), Limits{Types: []string{OFD}}, "blob.type"},
		"vast image":            {[]byte(vastPNG()), Limits{}, "blob.image_size"},
		"vast image in zip":     {pack(t, file{"a.png", vastPNG()}), Limits{}, "blob.image_size"},
		"many pixels":           {[]byte(pngOf(t, 300, 300)), Limits{Pixels: 80_000}, "blob.image_size"},
		"cut image":             {[]byte(pngOf(t, 30, 30)[:20]), Limits{}, "blob.image_cut"},
		"bomb by ratio":         {pack(t, file{"a.txt", zeros}), Limits{}, "blob.archive_ratio"},
		"bomb by size":          {pack(t, file{"a.txt", zeros}), Limits{Unpacked: 1 << 20}, "blob.archive_size"},
		"bomb in a document":    {office(t, "word/document.xml", file{"word/media/a.bin", zeros}), Limits{}, "blob.archive_ratio"},
		"bomb in parts":         {pack(t, file{"a.txt", zeros[:600_000]}, file{"b.txt", zeros[:600_000]}), Limits{Unpacked: 1_000_000}, "blob.archive_size"},
		"nested bomb":           {pack(t, file{"a.zip", string(pack(t, file{"a.txt", zeros}))}), Limits{}, "blob.archive_ratio"},
		"declares too little":   {raw(t, lying, small), Limits{}, "blob.archive_form"},
		"too deep":              {deep, Limits{}, "blob.archive_depth"},
		"none inside allowed":   {pack(t, file{"a.zip", string(pack(t, file{"a.pdf", somePDF}))}), Limits{Depth: 1}, "blob.archive_depth"},
		"other archive inside":  {pack(t, file{"a.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"}), Limits{}, "blob.archive_depth"},
		"too many entries":      {pack(t, many...), Limits{}, "blob.archive_entries"},
		"entries over all":      {pack(t, file{"a.zip", string(pack(t, many[:6]...))}, file{"b.txt", "b"}), Limits{Entries: 7}, "blob.archive_entries"},
		"overlapping entries":   {overlapping, Limits{}, "blob.archive_form"},
		"name upwards":          {pack(t, file{"../../etc/passwd.txt", "x"}), Limits{}, "blob.archive_path"},
		"name upwards, windows": {pack(t, file{`..\..\x.txt`, "x"}), Limits{}, "blob.archive_path"},
		"name from the root":    {pack(t, file{"/etc/x.txt", "x"}), Limits{}, "blob.archive_path"},
		"name with a drive":     {pack(t, file{"C:x.txt", "x"}), Limits{}, "blob.archive_path"},
		"name with a zero":      {pack(t, file{"a.txt\x00.png", "x"}), Limits{}, "blob.archive_path"},
		"long name":             {pack(t, file{strings.Repeat("长", 200), "x"}), Limits{}, "blob.archive_path"},
		"same name twice":       {pack(t, file{"a.txt", "x"}, file{"a.txt", "y"}), Limits{}, "blob.archive_form"},
		"link":                  {raw(t, link, []byte("/etc/passwd")), Limits{}, "blob.archive_path"},
		"encrypted":             {raw(t, locked, []byte("abcd")), Limits{}, "blob.archive_encrypted"},
		"macro":                 {office(t, "word/document.xml", file{"word/vbaProject.bin", "x"}), Limits{}, "blob.archive_macro"},
		"program inside":        {pack(t, file{"a.pdf", exe}), Limits{}, "blob.archive_type"},
		"document not allowed":  {pack(t, file{"a.docx", string(office(t, "word/document.xml"))}), Limits{Types: []string{ZIP, PDF}}, "blob.archive_type"},
		"cut archive":           {pack(t, file{"a.txt", "hello"})[:40], Limits{}, "blob.archive_form"},
		"something in front":    {append([]byte("PK\x03\x04"), pack(t, file{"a.txt", "hello"})...), Limits{}, "blob.archive_form"},
		"empty archive":         {pack(t), Limits{}, "blob.empty"},
	} {
		if f, err := judge(c.data, c.limits); key(err) != c.want {
			t.Errorf("%s: %+v %v, want %s", name, f, err, c.want)
		}
	}
}

// overlap makes an archive whose second entry lies inside the first: both local
// headers stand in the same stored bytes.
func overlap(t testing.TB) []byte {
	t.Helper()
	inner := raw(t, zip.FileHeader{Name: "b.txt", CompressedSize64: 4, UncompressedSize64: 4, CRC32: crc32.ChecksumIEEE([]byte("bbbb"))}, []byte("bbbb"))
	local, central := inner[:bytes.Index(inner, []byte("PK\x01\x02"))], inner[bytes.Index(inner, []byte("PK\x01\x02")):bytes.Index(inner, []byte("PK\x05\x06"))]
	outer := raw(t, zip.FileHeader{Name: "a.txt", CompressedSize64: uint64(len(local)), UncompressedSize64: uint64(len(local)), CRC32: crc32.ChecksumIEEE(local)}, local)
	at := bytes.Index(outer, local)
	end := bytes.Index(outer, []byte("PK\x05\x06"))
	second := bytes.Clone(central)
	binary.LittleEndian.PutUint32(second[42:], uint32(at)) //nolint:gosec // a small archive
	out := append(bytes.Clone(outer[:end]), second...)
	tail := bytes.Clone(outer[end:])
	binary.LittleEndian.PutUint16(tail[8:], 2)
	binary.LittleEndian.PutUint16(tail[10:], 2)
	binary.LittleEndian.PutUint32(tail[12:], binary.LittleEndian.Uint32(tail[12:])+uint32(len(second))) //nolint:gosec // a small archive
	return append(out, tail...)
}

// The directory lies about the number of entries: 65,536 more than it says.
func TestDirectoryIsCounted(t *testing.T) {
	entry := make([]byte, 46)
	copy(entry, "PK\x01\x02")
	dir := bytes.Repeat(entry, 65_537)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 1)
	binary.LittleEndian.PutUint16(end[10:], 1)
	binary.LittleEndian.PutUint32(end[12:], uint32(len(dir))) //nolint:gosec // 3 MB
	binary.LittleEndian.PutUint32(end[16:], 35)
	local := "PK\x03\x04\x14" + strings.Repeat("\x00", 21) + "\x05\x00\x00\x00a.txt"
	data := append(append([]byte(local), dir...), end...)
	if _, err := judge(data, Limits{}); key(err) != "blob.archive_entries" {
		t.Fatal(err)
	}
}

func TestContextStopsUnpacking(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := pack(t, file{"a.txt", "hello"})
	if _, err := Content(ctx, bytes.NewReader(data), int64(len(data)), Limits{}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func FuzzContent(f *testing.F) {
	f.Add(pack(f, file{"a.txt", "x"}, file{"b.png", pngOf(f, 3, 3)}))
	f.Add(office(f, "word/document.xml"))
	f.Add(overlap(f))
	f.Add([]byte(vastPNG()))
	f.Add([]byte(jpegOf(f)))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := judge(b, Limits{Unpacked: 1 << 20})
		if k := gov.KindOf(err); err != nil && k != gov.KindInvalid && k != gov.KindTooLarge {
			t.Fatal(err)
		}
	})
}
