package pdf

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf/file"
	"holon.example/holon/internal/infra/pdf/typeface"
)

// Render prints a document. Its errors are *gov.Error: invalid with the field,
// too large, or internal with key pdf.font_missing in a build without the font.
func Render(d Document) ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	face, err := openFace()
	if err != nil {
		return nil, err
	}
	c := &composer{doc: d, tight: 1, ink: ink{set: typeface.NewSubset(face), height: pageHeight}}
	width, pages := pageWidth, []*ink(nil)
	switch d.Layout {
	case Letter:
		pages, err = c.letter()
	case Certificate:
		width = pageHeight
		pages, err = c.certificate()
	default:
		err = gov.Invalid("pdf.invalid").At("layout", "pdf.layout")
	}
	if err != nil {
		return nil, err
	}
	return c.write(face, pages, width)
}

// write turns pages into a file.
func (c *composer) write(face *typeface.Face, pages []*ink, firstWidth float64) ([]byte, error) {
	var w file.Writer
	root, tree, info := w.New(), w.New(), w.New()
	font, wet, form, marks := w.New(), w.New(), w.New(), w.New()
	kids := make([]string, len(pages))
	for i, k := range pages {
		page, content := w.New(), w.New()
		kids[i] = page.String()
		width, extra := pageWidth, ""
		if i == 0 {
			width, extra = firstWidth, "/Annots "+marks.String()
		}
		w.Object(page, fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 %.2f %.2f]/Contents %s/Resources<</Font<</F %s>>/ExtGState<</Wet %s>>>>%s>>",
			tree, width, k.height, content, font, wet, extra))
		w.Stream(content, "", k.buf)
	}
	w.Object(root, fmt.Sprintf("<</Type/Catalog/Pages %s/AcroForm %s/ViewerPreferences<</DisplayDocTitle true>>%s>>", tree, form, c.language()))
	w.Object(tree, fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), len(pages)))
	w.Object(info, c.properties())
	w.Object(wet, "<</Type/ExtGState/BM/Multiply/ca 0.88/CA 0.88>>")
	// Two objects that a signature replaces: the form with its fields, and the marks on the first page.
	w.Object(form, "<</Fields[]>>")
	w.Object(marks, "[]")
	if err := c.writeFont(&w, font, face); err != nil {
		return nil, err
	}
	return w.Finish(root, info), nil
}

func (c *composer) language() string {
	if c.doc.Language == "" {
		return ""
	}
	return "/Lang " + file.Text(c.doc.Language)
}

func (c *composer) properties() string {
	s := "<</Title " + file.Text(c.doc.Title) + "/Producer(Holon)"
	if c.doc.Organ != "" {
		s += "/Author " + file.Text(c.doc.Organ)
	}
	if c.doc.Number != "" {
		s += "/Subject " + file.Text(c.doc.Number)
	}
	if c.doc.Created != 0 {
		s += c.doc.Created.Std().Format("/CreationDate(D:20060102150405+08'00')")
	}
	return s + ">>"
}

// writeFont embeds the glyphs the document uses, numbered as the content names them.
func (c *composer) writeFont(w *file.Writer, font file.Ref, face *typeface.Face) error {
	count := c.set.Len()
	data, err := c.set.Bytes()
	if err != nil {
		return err
	}
	child, descriptor, program, unicode := w.New(), w.New(), w.New(), w.New()
	name := subsetTag(data) + "+" + fontName
	var widths strings.Builder
	for n := range count {
		fmt.Fprintf(&widths, "%d ", c.set.Advance(n))
	}
	w.Object(font, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, child, unicode))
	w.Object(child, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %s/DW 1000/W[0[%s]]/CIDToGIDMap/Identity>>", name, descriptor, widths.String()))
	w.Object(descriptor, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %s>>",
		name, face.Box[0], face.Box[1], face.Box[2], face.Box[3], face.Ascent, face.Descent, 733, program))
	w.Stream(program, fmt.Sprintf("/Length1 %d", len(data)), data)
	w.Stream(unicode, "", c.unicodeMap(count))
	return nil
}

// unicodeMap tells which character each glyph is, so that text can be copied,
// searched and read aloud. A map holds at most 100 entries a block (Adobe TN 5411).
func (c *composer) unicodeMap(count int) []byte {
	b := []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for from := 1; from < count; from += 100 {
		to := min(count, from+100)
		b = fmt.Appendf(b, "%d beginbfchar\n", to-from)
		for n := from; n < to; n++ {
			text := file.Text(string(c.set.Rune(n)))
			b = fmt.Appendf(b, "<%04X><%s\n", n, strings.TrimPrefix(text, "<FEFF"))
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap CMapName currentdict/CMap defineresource pop end end"...)
}

// subsetTag is the six letters that mark a subset, drawn from its content.
func subsetTag(data []byte) string {
	sum := sha256.Sum256(data)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}
