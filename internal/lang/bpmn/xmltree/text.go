package xmltree

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameLen tells how many bytes at the start of s form an XML name (0: none).
func nameLen(s string) int {
	n := 0
	for n < len(s) {
		c, size := rune(s[n]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[n:])
		}
		if !nameStart(c) && (n == 0 || !nameRest(c)) {
			break
		}
		n += size
	}
	return n
}

func nameStart(c rune) bool {
	if c < utf8.RuneSelf {
		return c == ':' || c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
	}
	return c >= 0xC0 && c != 0xD7 && c != 0xF7 && c <= 0x2FF || c >= 0x370 && c != 0x37E && c <= 0x1FFF ||
		c == 0x200C || c == 0x200D || c >= 0x2070 && c <= 0x218F || c >= 0x2C00 && c <= 0x2FEF ||
		c >= 0x3001 && c <= 0xD7FF || c >= 0xF900 && c <= 0xFDCF || c >= 0xFDF0 && c <= 0xFFFD || c >= 0x10000 && c <= 0xEFFFF
}

func nameRest(c rune) bool {
	return c == '-' || c == '.' || c >= '0' && c <= '9' || c == 0xB7 || c >= 0x300 && c <= 0x36F || c == 0x203F || c == 0x2040
}

// unescape replaces references; in attributes literal white space becomes a
// space (XML 1.0 §3.3.3), while one given by reference stays.
func (r *reader) unescape(raw string, attr bool) (string, error) {
	if !strings.ContainsAny(raw, "&\t\n") || !attr && strings.IndexByte(raw, '&') < 0 {
		return raw, nil
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '&':
			end := strings.IndexByte(raw[i:min(len(raw), i+12)], ';')
			if end < 0 {
				return "", r.fail("& must be written &amp;")
			}
			c, ok := reference(raw[i+1 : i+end])
			if !ok {
				return "", r.fail("&%s; is refused: only the five XML entities and character references are read", raw[i+1:i+end])
			}
			b.WriteRune(c)
			i += end + 1
		case attr && (c == '\n' || c == '\t'):
			b.WriteByte(' ')
			i++
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String(), nil
}

func reference(s string) (rune, bool) {
	switch s {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, ok := strings.CutPrefix(s, "#")
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !ok || err != nil || n > unicode.MaxRune || !isChar(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

var (
	textEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	attrEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)
