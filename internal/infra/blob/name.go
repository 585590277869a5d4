package blob

import (
	"strings"
	"unicode"

	"holon.example/holon/internal/infra/blob/inspect"
)

// mostName is how many characters of a name are shown.
const mostName = 100

// endings gives the usual ending of a media type; the first is the one that is put.
var endings = map[string][]string{
	inspect.PDF: {".pdf"}, inspect.PNG: {".png"}, inspect.JPEG: {".jpg", ".jpeg"},
	inspect.DOCX: {".docx"}, inspect.XLSX: {".xlsx"}, inspect.OFD: {".ofd"}, inspect.ZIP: {".zip"},
	"text/plain": {".txt"}, "text/csv": {".csv"},
}

// CleanName makes a name that somebody gave a file fit to be shown and offered
// for saving: no path, nothing that controls or reverses text, no characters that
// a file system forbids, and the ending of what the file is, so that a name never
// pretends another type. It is for people only; nothing is ever stored under it.
func CleanName(name, kind string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"|?*`, r), r == unicode.ReplacementChar:
			return '_'
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Co, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	stem, end := split(name, kind)
	stem = strings.Trim(stem, " .")
	if r := []rune(stem); len(r) > mostName {
		stem = strings.TrimRight(string(r[:mostName]), " .")
	}
	if stem == "" || reserved(stem) {
		stem = "file" + stem
	}
	return stem + end
}

// split takes the ending off, if it is one of the type, and gives the one to put.
func split(name, kind string) (stem, end string) {
	all := endings[kind]
	if len(all) == 0 {
		return name, ""
	}
	for _, e := range all {
		if n := len(name) - len(e); n >= 0 && strings.EqualFold(name[n:], e) {
			return name[:n], e
		}
	}
	return name, all[0]
}

// reserved names mean devices on Windows.
func reserved(stem string) bool {
	s, _, _ := strings.Cut(strings.ToUpper(stem), ".")
	switch s {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(s) == 4 && (strings.HasPrefix(s, "COM") || strings.HasPrefix(s, "LPT")) && s[3] >= '0' && s[3] <= '9'
}
