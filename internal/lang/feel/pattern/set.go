package pattern

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// set is a sorted list of rune pairs, both ends included.
type set []rune

// maxRune is the last code point.
const maxRune = unicode.MaxRune

func (s set) has(r rune) bool {
	lo, hi := 0, len(s)/2
	for lo < hi {
		mid := (lo + hi) / 2
		if s[2*mid+1] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(s)/2 && s[2*lo] <= r
}

// normal sorts and merges pairs.
func normal(pairs []rune) set {
	type pair struct{ lo, hi rune }
	all := make([]pair, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, pair{pairs[i], pairs[i+1]})
	}
	slices.SortFunc(all, func(a, b pair) int { return int(a.lo - b.lo) })
	var out set
	for _, p := range all {
		if n := len(out); n > 0 && p.lo <= out[n-1]+1 {
			out[n-1] = max(out[n-1], p.hi)
			continue
		}
		out = append(out, p.lo, p.hi)
	}
	return out
}

func (s set) not() set {
	var out set
	next := rune(0)
	for i := 0; i < len(s); i += 2 {
		if s[i] > next {
			out = append(out, next, s[i]-1)
		}
		next = s[i+1] + 1
	}
	if next <= maxRune {
		out = append(out, next, maxRune)
	}
	return out
}

func (s set) minus(o set) set {
	return normal(append(slices.Clone(s.not()), o...)).not()
}

func ofTable(t *unicode.RangeTable) set {
	var pairs []rune
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			pairs = append(pairs, lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			pairs = append(pairs, r, r)
		}
	}
	for _, r := range t.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return normal(pairs)
}

func ofCategories(names ...string) set {
	var pairs []rune
	for _, n := range names {
		pairs = append(pairs, ofTable(unicode.Categories[n])...)
	}
	return normal(pairs)
}

// folded adds the other cases of every letter.
func (s set) folded() set {
	pairs := slices.Clone([]rune(s))
	for i := 0; i < len(s); i += 2 {
		for r := s[i]; r <= s[i+1] && r < 0x1E944; r++ {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				pairs = append(pairs, f, f)
			}
		}
	}
	return normal(pairs)
}

// goClass writes the set in the syntax of Go's regexp.
func (s set) goClass() string {
	if len(s) == 0 {
		return `[^\x00-\x{10FFFF}]`
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; i < len(s); i += 2 {
		fmt.Fprintf(&b, `\x{%X}-\x{%X}`, s[i], s[i+1])
	}
	b.WriteByte(']')
	return b.String()
}

// escapeSet returns the set of a multi-character escape such as \d; see XML Schema, part 2, appendix F.
func escapeSet(c byte) (set, bool) {
	var s set
	switch c | 0x20 {
	case 's':
		s = set{'\t', '\n', '\r', '\r', ' ', ' '}
	case 'd':
		s = ofCategories("Nd")
	case 'w':
		s = normal(append(append(append([]rune{}, ofCategories("P")...), ofCategories("Z")...), others()...)).not()
	case 'i':
		s = normal(append([]rune{'_', '_', ':', ':'}, ofCategories("L", "Nl")...))
	case 'c':
		s = normal(append([]rune{'_', '_', ':', ':', '-', '.', 0xB7, 0xB7}, ofCategories("L", "Nl", "Nd", "M")...))
	default:
		return nil, false
	}
	if c < 'a' {
		return s.not(), true
	}
	return s, true
}

// others is the category C with the code points that are not assigned.
func others() set {
	return normal(ofCategories("L", "M", "N", "P", "S", "Z")).not()
}

// property is the set of \p{name}.
func property(name string) (set, bool) {
	if block, ok := strings.CutPrefix(name, "Is"); ok {
		s, found := blocks[block]
		return s, found
	}
	switch name {
	case "C":
		return others(), true
	case "Cn":
		return normal(append(append([]rune{}, others().not()...), ofCategories("C")...)).not(), true
	}
	if t, ok := unicode.Categories[name]; ok && len(name) <= 2 {
		return ofTable(t), true
	}
	return nil, false
}

// blocks are Unicode blocks by the names XML Schema gives them.
var blocks = map[string]set{
	"BasicLatin": {0, 0x7F}, "Latin-1Supplement": {0x80, 0xFF}, "LatinExtended-A": {0x100, 0x17F},
	"LatinExtended-B": {0x180, 0x24F}, "IPAExtensions": {0x250, 0x2AF}, "SpacingModifierLetters": {0x2B0, 0x2FF},
	"CombiningDiacriticalMarks": {0x300, 0x36F}, "Greek": {0x370, 0x3FF}, "GreekandCoptic": {0x370, 0x3FF},
	"Cyrillic": {0x400, 0x4FF}, "CyrillicSupplement": {0x500, 0x52F}, "Armenian": {0x530, 0x58F},
	"Hebrew": {0x590, 0x5FF}, "Arabic": {0x600, 0x6FF}, "Syriac": {0x700, 0x74F}, "Thaana": {0x780, 0x7BF},
	"Devanagari": {0x900, 0x97F}, "Bengali": {0x980, 0x9FF}, "Gurmukhi": {0xA00, 0xA7F}, "Gujarati": {0xA80, 0xAFF},
	"Oriya": {0xB00, 0xB7F}, "Tamil": {0xB80, 0xBFF}, "Telugu": {0xC00, 0xC7F}, "Kannada": {0xC80, 0xCFF},
	"Malayalam": {0xD00, 0xD7F}, "Sinhala": {0xD80, 0xDFF}, "Thai": {0xE00, 0xE7F}, "Lao": {0xE80, 0xEFF},
	"Tibetan": {0xF00, 0xFFF}, "Myanmar": {0x1000, 0x109F}, "Georgian": {0x10A0, 0x10FF},
	"HangulJamo": {0x1100, 0x11FF}, "Ethiopic": {0x1200, 0x137F}, "Cherokee": {0x13A0, 0x13FF},
	"UnifiedCanadianAboriginalSyllabics": {0x1400, 0x167F}, "Ogham": {0x1680, 0x169F}, "Runic": {0x16A0, 0x16FF},
	"Khmer": {0x1780, 0x17FF}, "Mongolian": {0x1800, 0x18AF}, "LatinExtendedAdditional": {0x1E00, 0x1EFF},
	"GreekExtended": {0x1F00, 0x1FFF}, "GeneralPunctuation": {0x2000, 0x206F},
	"SuperscriptsandSubscripts": {0x2070, 0x209F}, "CurrencySymbols": {0x20A0, 0x20CF},
	"CombiningMarksforSymbols": {0x20D0, 0x20FF}, "LetterlikeSymbols": {0x2100, 0x214F},
	"NumberForms": {0x2150, 0x218F}, "Arrows": {0x2190, 0x21FF}, "MathematicalOperators": {0x2200, 0x22FF},
	"MiscellaneousTechnical": {0x2300, 0x23FF}, "ControlPictures": {0x2400, 0x243F},
	"OpticalCharacterRecognition": {0x2440, 0x245F}, "EnclosedAlphanumerics": {0x2460, 0x24FF},
	"BoxDrawing": {0x2500, 0x257F}, "BlockElements": {0x2580, 0x259F}, "GeometricShapes": {0x25A0, 0x25FF},
	"MiscellaneousSymbols": {0x2600, 0x26FF}, "Dingbats": {0x2700, 0x27BF}, "BraillePatterns": {0x2800, 0x28FF},
	"CJKRadicalsSupplement": {0x2E80, 0x2EFF}, "KangxiRadicals": {0x2F00, 0x2FDF},
	"IdeographicDescriptionCharacters": {0x2FF0, 0x2FFF}, "CJKSymbolsandPunctuation": {0x3000, 0x303F},
	"Hiragana": {0x3040, 0x309F}, "Katakana": {0x30A0, 0x30FF}, "Bopomofo": {0x3100, 0x312F},
	"HangulCompatibilityJamo": {0x3130, 0x318F}, "Kanbun": {0x3190, 0x319F}, "BopomofoExtended": {0x31A0, 0x31BF},
	"EnclosedCJKLettersandMonths": {0x3200, 0x32FF}, "CJKCompatibility": {0x3300, 0x33FF},
	"CJKUnifiedIdeographsExtensionA": {0x3400, 0x4DBF}, "CJKUnifiedIdeographs": {0x4E00, 0x9FFF},
	"YiSyllables": {0xA000, 0xA48F}, "YiRadicals": {0xA490, 0xA4CF}, "HangulSyllables": {0xAC00, 0xD7A3},
	"PrivateUse": {0xE000, 0xF8FF}, "CJKCompatibilityIdeographs": {0xF900, 0xFAFF},
	"AlphabeticPresentationForms": {0xFB00, 0xFB4F}, "ArabicPresentationForms-A": {0xFB50, 0xFDFF},
	"CombiningHalfMarks": {0xFE20, 0xFE2F}, "CJKCompatibilityForms": {0xFE30, 0xFE4F},
	"SmallFormVariants": {0xFE50, 0xFE6F}, "ArabicPresentationForms-B": {0xFE70, 0xFEFF},
	"HalfwidthandFullwidthForms": {0xFF00, 0xFFEF}, "Specials": {0xFFF0, 0xFFFF},
}
