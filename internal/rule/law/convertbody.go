package law

import (
	"regexp"
	"strings"
)

// style is how a text numbers its articles.
type style int

const (
	articles style = iota // 第一条
	points                // 一、
	brackets              // （一）
)

// The shapes of lines: 第一条…, 第一章…, 附件…, 附则, 一、…, （一）…, 1．….
var (
	articleLine = regexp.MustCompile(`^` + wordNth + `(` + hanNumber + `)` + wordArticle + `(?:` + wordSub + `(` + hanNumber + `))?([\s\x{3000}]*)`)
	inlineStart = regexp.MustCompile(`[\s\x{3000}]` + wordNth + `(` + hanNumber + `)` + wordArticle + `(?:` + wordSub + hanNumber + `)?[\s\x{3000}]`)
	headingWord = regexp.MustCompile(`^` + wordNth + `\s?` + hanNumber + `\s?(\x{5206}?\x{7f16}|\x{7ae0}|\x{8282})[\s\x{3000}]*[^\x{3002}\x{ff1b}]{0,40}$`)
	finalWord   = regexp.MustCompile(`^\x{9644}[\s\x{3000}]*\x{5219}$`)
	annexLine   = regexp.MustCompile(`^\x{9644}(?:\x{4ef6}|\x{5f55}|\x{8868}|:|\x{ff1a})`)
	pointLine   = regexp.MustCompile(`^(` + hanNumber + `)[\x{3001}\x{ff0c}.\x{ff0e}][\s\x{3000}]*`)
	itemLine    = regexp.MustCompile(`^[(\x{ff08}](` + hanNumber + `)[)\x{ff09}][\s\x{3000}]*`)
	digitLine   = regexp.MustCompile(`^(\d{1,3})[.\x{ff0e}\x{3001}][\s\x{3000}]*`)
	inlineBreak = regexp.MustCompile(`([\x{3002}\x{ff1b}\x{ff1a}])[\s\x{3000}]+`)
)

// body reads the lines after the head in one style.
type body struct {
	*converter
	style     style
	last, sub int  // the article last read
	item      int  // the item last read in the current paragraph
	headed    bool // a numbered heading was read and no article since
	annex     bool
}

// try reads the body in a style; it counts only if it finds articles.
func (c *converter) try(s style, all []line) bool {
	kept := c.law
	fresh := *kept
	fresh.ByPoint = s != articles
	problems := len(c.report.Problems)
	c.law = &fresh
	b := &body{converter: c, style: s}
	for _, l := range all {
		b.line(l)
	}
	if len(fresh.Articles) > 0 {
		return true
	}
	c.law, c.report.Problems, c.report.Items = kept, c.report.Problems[:problems], 0
	return false
}

func (b *body) line(l line) {
	text, heading := strings.TrimLeft(l.text, "# "), strings.HasPrefix(l.text, "#")
	switch {
	case text == "":
	case b.annex:
		b.law.Annex = append(b.law.Annex, text)
	case b.begins(l, text):
	case len(b.law.Articles) > 0 && annexLine.MatchString(text):
		b.annex = true
		b.law.Annex = append(b.law.Annex, text)
	case heading || headingWord.MatchString(text) || finalWord.MatchString(text):
		b.heading(text, strings.Count(l.text[:len(l.text)-len(text)], "#"))
	case b.headed: // a long heading runs over two lines
		b.law.Chapters[len(b.law.Chapters)-1].Title += text
	case len(b.law.Articles) == 0:
		b.law.Preamble = append(b.law.Preamble, text)
	default:
		b.inside(l, text)
	}
}

// begins opens an article if the line is the beginning of the next one.
func (b *body) begins(l line, text string) bool {
	number, sub, rest, sure := b.opening(text)
	if number == 0 {
		return false
	}
	next := number == b.last+1 && sub == 0 || number == b.last && sub == b.sub+1
	if !next && !sure {
		return false
	}
	if number < b.last || number == b.last && sub <= b.sub {
		p := b.trouble(l.number, ArticleOrder, text)
		p.Article, p.After = number, b.last
		return false
	}
	if !next {
		p := b.trouble(l.number, ArticleGap, text)
		p.Article, p.After = number, b.last
	}
	b.last, b.sub, b.item = number, sub, 0
	b.law.Articles = append(b.law.Articles, Article{Number: number, Sub: sub})
	b.headed = false
	b.text(l, rest)
	return true
}

// opening reads the number a line begins with; sure if the shape alone makes it
// an article, which a point or a sentence about 第三条的规定 is not.
func (b *body) opening(text string) (no, sub int, rest string, sure bool) {
	switch b.style {
	case articles:
		if m := articleLine.FindStringSubmatch(text); m != nil {
			rest = text[len(m[0]):]
			return number(m[1]), number(m[2]), rest, m[3] != "" || rest == ""
		}
	case points:
		if m := pointLine.FindStringSubmatch(text); m != nil && m[1][0] >= 0x80 {
			return number(m[1]), 0, text[len(m[0]):], false
		}
	case brackets:
		if m := itemLine.FindStringSubmatch(text); m != nil && m[1][0] >= 0x80 {
			return number(m[1]), 0, text[len(m[0]):], false
		}
	}
	return 0, 0, "", false
}

// text adds the first line of an article. Some sources run several articles
// together on one line; they are taken apart where the next number follows.
func (b *body) text(l line, rest string) {
	for from := 0; b.style == articles; {
		at := inlineStart.FindStringSubmatchIndex(rest[from:])
		if at == nil {
			break
		}
		if number(rest[from+at[2]:from+at[3]]) == b.last+1 {
			b.broken(l, rest[:from+at[0]])
			b.begins(l, strings.TrimLeft(rest[from+at[0]:], " \t\u3000"))
			return
		}
		from += at[3]
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		b.inside(l, rest)
	}
}

// broken adds text of a run-together line, its paragraphs and items taken apart
// at the blanks after 。； and ：.
func (b *body) broken(l line, rest string) {
	for _, part := range strings.Split(inlineBreak.ReplaceAllString(rest, "$1\n"), "\n") {
		if part = strings.TrimSpace(part); part != "" {
			b.inside(l, part)
		}
	}
}

func (b *body) heading(text string, hashes int) {
	level := max(hashes-1, 1)
	if hashes == 0 {
		level = 1
	}
	b.law.Chapters = append(b.law.Chapters, Chapter{Level: min(level, 3), Title: text, First: len(b.law.Articles)})
	b.headed = headingWord.MatchString(text)
}

// inside adds a line to the current article: an item, a point under an item, or
// a paragraph.
func (b *body) inside(l line, text string) {
	a := &b.law.Articles[len(b.law.Articles)-1]
	if m := itemLine.FindStringSubmatch(text); m != nil && b.style != brackets {
		if digit := m[1][0] < 0x80; !digit {
			b.addItem(l, a, number(m[1]), text[len(m[0]):])
			return
		}
	}
	if b.item > 0 && (digitLine.MatchString(text) || itemLine.MatchString(text)) {
		items := a.Paragraphs[len(a.Paragraphs)-1].Items
		items[len(items)-1].Points = append(items[len(items)-1].Points, text)
		return
	}
	a.Paragraphs = append(a.Paragraphs, Paragraph{Text: text})
	b.item = 0
}

func (b *body) addItem(l line, a *Article, number int, text string) {
	if len(a.Paragraphs) == 0 || number == 1 && b.item > 0 {
		a.Paragraphs = append(a.Paragraphs, Paragraph{})
		b.item = 0
	}
	if number != b.item+1 && !b.continues(a, number) {
		p := b.trouble(l.number, ItemOrder, text)
		p.Article, p.After = b.last, b.item
	}
	b.item = number
	p := &a.Paragraphs[len(a.Paragraphs)-1]
	p.Items = append(p.Items, Item{Number: number, Text: text})
	b.report.Items++
}

// continues tells whether an item goes on with the list of the paragraph before:
// an item of several lines. The lines between then belong to the item before.
func (b *body) continues(a *Article, number int) bool {
	for i := len(a.Paragraphs) - 1; i >= 0; i-- {
		items := a.Paragraphs[i].Items
		if len(items) == 0 {
			continue
		}
		last := &items[len(items)-1]
		if last.Number != number-1 {
			return false
		}
		for _, between := range a.Paragraphs[i+1:] {
			last.Points = append(last.Points, between.Text)
		}
		a.Paragraphs = a.Paragraphs[:i+1]
		return true
	}
	return false
}
