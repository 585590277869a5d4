package law

import (
	"regexp"
	"strconv"
	"strings"
)

// The words of the citation grammar: 第 条 之 款 项 《 》, the full-width brackets,
// and 中华人民共和国, which short names leave out.
const (
	wordNth       = "\u7b2c"
	wordArticle   = "\u6761"
	wordSub       = "\u4e4b"
	wordParagraph = "\u6b3e"
	wordItem      = "\u9879"
	openTitle     = "\u300a"
	closeTitle    = "\u300b"
	openBracket   = "\uff08"
	closeBracket  = "\uff09"
	prefixPRC     = "\u4e2d\u534e\u4eba\u6c11\u5171\u548c\u56fd"
)

// figures are 零一二三四五六七八九 in order; figureAlso gives 〇 ○ 两 their values.
var (
	figures    = []rune("\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")
	figureAlso = map[rune]int{'\u3007': 0, '\u25cb': 0, '\u4e24': 2}
)

// The powers 十 百 千.
const (
	ten      = '\u5341'
	hundred  = '\u767e'
	thousand = '\u5343'
)

// hanNumber matches a number in Chinese or Arabic figures.
const hanNumber = `[\x{96f6}\x{4e00}\x{4e8c}\x{4e09}\x{56db}\x{4e94}\x{516d}\x{4e03}\x{516b}\x{4e5d}` +
	`\x{3007}\x{25cb}\x{4e24}\x{5341}\x{767e}\x{5343}0-9\x{ff10}-\x{ff19}]{1,12}`

// maxNumber bounds numbers of articles, paragraphs and items.
const maxNumber = 9_999

func figure(r rune) (int, bool) {
	for i, f := range figures {
		if f == r {
			return i, true
		}
	}
	n, ok := figureAlso[r]
	return n, ok
}

// number reads 一百零三, 103 or full-width figures; 0 if it is not one.
func number(s string) int {
	if n, err := strconv.Atoi(narrow(s)); err == nil {
		return bounded(n)
	}
	total, last := 0, -1
	for _, r := range s {
		power := map[rune]int{ten: 10, hundred: 100, thousand: 1000}[r]
		n, isFigure := figure(r)
		switch {
		case isFigure && last > 0:
			return 0
		case isFigure:
			last = n
		case power > 0:
			if last < 0 {
				last = 1
			}
			total, last = total+last*power, -1
		default:
			return 0
		}
	}
	return bounded(total + max(last, 0))
}

func bounded(n int) int {
	if n < 0 || n > maxNumber {
		return 0
	}
	return n
}

// narrow turns full-width figures into ASCII ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff10' && r <= '\uff19' {
			return r - '\uff10' + '0'
		}
		return r
	}, s)
}

// inChinese writes 1–9999 as statutes do: 十一, 一百零三, 一百一十.
func inChinese(n int) string {
	if n <= 0 || n > maxNumber {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	zero := false
	for _, p := range []struct {
		value int
		word  rune
	}{{1000, thousand}, {100, hundred}, {10, ten}, {1, 0}} {
		d := n / p.value % 10
		if d == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune(figures[0])
			zero = false
		}
		if d != 1 || p.value != 10 || b.Len() > 0 {
			b.WriteRune(figures[d])
		}
		if p.word != 0 {
			b.WriteRune(p.word)
		}
	}
	return b.String()
}

// spaces are blanks of any width.
var spaces = regexp.MustCompile(`[\s\x{3000}\x{00a0}]+`)

// ShortName is a law's name without 《》, blanks and 中华人民共和国: what people
// write and citations use.
func ShortName(title string) string {
	s := spaces.ReplaceAllString(title, "")
	s = strings.TrimSuffix(strings.TrimPrefix(s, openTitle), closeTitle)
	if short := strings.TrimPrefix(s, prefixPRC); len([]rune(short)) > 1 {
		return short
	}
	return s
}
