package law

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
)

// Citation names a place in a law: 行政许可法§42.1. Zero paragraph or item means
// the whole article or paragraph; an item without a paragraph stands in the only
// paragraph that has items.
type Citation struct {
	Law       string   // short name
	Version   gov.Date // one version of the text; empty: the one in force
	Article   int
	Sub       int // 条之一 and so on; 0 is the article itself
	Paragraph int
	Item      int
}

// maxCitation bounds a written citation, in bytes.
const maxCitation = 400

var (
	bySign = regexp.MustCompile(`^(.+?)(?:@(\d{4}-\d{2}-\d{2}))?§(\d{1,4})(?:-(\d{1,4}))?(?:\.(\d{1,4}))?(?:\((\d{1,4})\))?$`)
	byPath = regexp.MustCompile(`^([^/]+)/(\d{1,4})(?:-(\d{1,4}))?(?:/(\d{0,4}))?(?:/(\d{1,4}))?$`)
	byWord = regexp.MustCompile(`^(.+?)` + wordNth + `(` + hanNumber + `)` + wordArticle +
		`(?:` + wordSub + `(` + hanNumber + `))?` +
		`(?:` + wordNth + `(` + hanNumber + `)` + wordParagraph + `)?` +
		`(?:` + wordNth + `[(` + openBracket + `]?(` + hanNumber + `)[)` + closeBracket + `]?` + wordItem + `)?$`)
)

// Parse reads a citation in any of its three forms. What is not one is an
// Invalid error that carries it.
func Parse(s string) (Citation, error) {
	bad := gov.Invalid("law.citation").With("citation", clip(s))
	if len(s) > maxCitation {
		return Citation{}, bad
	}
	text := spaces.ReplaceAllString(s, "")
	var c Citation
	var law string
	var parts []string
	if m := bySign.FindStringSubmatch(text); m != nil {
		law, parts = m[1], []string{m[3], m[4], m[5], m[6]}
		c.Version = gov.Date(m[2])
	} else if m := byPath.FindStringSubmatch(text); m != nil {
		law, parts = m[1], m[2:]
	} else if m := byWord.FindStringSubmatch(text); m != nil {
		law, parts = m[1], m[2:]
	} else {
		return c, bad
	}
	for i, into := range []*int{&c.Article, &c.Sub, &c.Paragraph, &c.Item} {
		if parts[i] == "" {
			continue
		}
		if *into = number(parts[i]); *into == 0 {
			return Citation{}, bad
		}
	}
	c.Law = ShortName(law)
	if _, err := gov.ParseDate(string(c.Version)); c.Version != "" && err != nil {
		return Citation{}, bad
	}
	if strings.ContainsAny(c.Law, "§/@"+openTitle+closeTitle) || c.Law == "" {
		return Citation{}, bad
	}
	return c, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 100 {
		return string(r[:100])
	}
	return s
}

// String writes the short form, 行政许可法§32.1(4); Parse reads it back.
func (c Citation) String() string {
	if c.Law == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(c.Law)
	if c.Version != "" {
		b.WriteString("@" + string(c.Version))
	}
	fmt.Fprintf(&b, "§%d", c.Article)
	if c.Sub > 0 {
		fmt.Fprintf(&b, "-%d", c.Sub)
	}
	if c.Paragraph > 0 {
		fmt.Fprintf(&b, ".%d", c.Paragraph)
	}
	if c.Item > 0 {
		fmt.Fprintf(&b, "(%d)", c.Item)
	}
	return b.String()
}

// Words writes the form statutes and letters use:
// 《中华人民共和国行政许可法》 is left to the caller, 行政许可法第三十二条第一款第（四）项 is given.
func (c Citation) Words() string {
	var b strings.Builder
	b.WriteString(c.Law + wordNth + inChinese(c.Article) + wordArticle)
	if c.Sub > 0 {
		b.WriteString(wordSub + inChinese(c.Sub))
	}
	if c.Paragraph > 0 {
		b.WriteString(wordNth + inChinese(c.Paragraph) + wordParagraph)
	}
	if c.Item > 0 {
		b.WriteString(wordNth + openBracket + inChinese(c.Item) + closeBracket + wordItem)
	}
	return b.String()
}

// Path writes the form of addresses: 行政许可法/32/1/4.
func (c Citation) Path() string {
	article := strconv.Itoa(c.Article)
	if c.Sub > 0 {
		article += "-" + strconv.Itoa(c.Sub)
	}
	parts := []string{c.Law, article}
	switch {
	case c.Item > 0 && c.Paragraph > 0:
		parts = append(parts, strconv.Itoa(c.Paragraph), strconv.Itoa(c.Item))
	case c.Item > 0:
		parts = append(parts, "", strconv.Itoa(c.Item))
	case c.Paragraph > 0:
		parts = append(parts, strconv.Itoa(c.Paragraph))
	}
	return strings.Join(parts, "/")
}

// MarshalText writes the short form, so that citations stand in JSON and YAML as text.
func (c Citation) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads any form; empty text is no citation.
func (c *Citation) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*c = Citation{}
		return nil
	}
	v, err := Parse(string(b))
	*c = v
	return err
}
