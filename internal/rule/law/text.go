package law

import (
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
)

// Law is one version of one statute.
type Law struct {
	Title    string    `json:"title"`              // full name
	Aliases  []string  `json:"aliases,omitempty"`  // other names it is cited by
	Version  gov.Date  `json:"version,omitempty"`  // the day this text was adopted or last amended
	InForce  gov.Date  `json:"in_force,omitempty"` // the day this text came into force, as far as it says
	Source   string    `json:"source"`
	Excerpt  bool      `json:"excerpt,omitempty"` // only some articles are held
	ByPoint  bool      `json:"by_point,omitempty"`
	History  []string  `json:"history,omitempty"` // adoption and amendments, as printed under the title
	Chapters []Chapter `json:"chapters,omitempty"`
	Preamble []string  `json:"preamble,omitempty"`
	Articles []Article `json:"articles"`
	Annex    []string  `json:"annex,omitempty"`

	index map[[2]int]int
}

// Chapter is a heading over articles: 编 1, 章 2, 节 3.
type Chapter struct {
	Level int    `json:"level"`
	Title string `json:"title"`
	First int    `json:"first"` // index of its first article in Articles
}

// Article is one 条 (or, in a text numbered 一、二、, one point).
type Article struct {
	Number     int         `json:"no"`
	Sub        int         `json:"sub,omitempty"`
	Paragraphs []Paragraph `json:"text"`
}

// Paragraph is one 款 with its items.
type Paragraph struct {
	Text  string `json:"t"`
	Items []Item `json:"items,omitempty"`
}

// Item is one 项 with its sub-items (目) as printed.
type Item struct {
	Number int      `json:"no"`
	Text   string   `json:"t"`
	Points []string `json:"points,omitempty"`
}

// ShortName is what the law is cited by.
func (l *Law) ShortName() string { return ShortName(l.Title) }

// article finds an article by its number.
func (l *Law) article(number, sub int) (int, bool) {
	i, ok := l.index[[2]int{number, sub}]
	return i, ok
}

// prepare builds the index; an article that stands twice is an error.
func (l *Law) prepare() error {
	l.index = make(map[[2]int]int, len(l.Articles))
	for i, a := range l.Articles {
		key := [2]int{a.Number, a.Sub}
		if _, twice := l.index[key]; twice || a.Number < 1 || a.Number > maxNumber {
			return gov.Invalid("law.article_twice").With("law", l.Title).With("article", a.Number)
		}
		l.index[key] = i
	}
	return nil
}

// chaptersOf gives the headings an article stands under, outermost first.
func (l *Law) chaptersOf(i int) []string {
	var path [4]string
	for _, c := range l.Chapters {
		if c.First > i {
			break
		}
		level := min(max(c.Level, 1), 3)
		path[level] = c.Title
		for deeper := level + 1; deeper < len(path); deeper++ {
			path[deeper] = ""
		}
	}
	var out []string
	for _, t := range path {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// Provision is the text a citation names.
type Provision struct {
	Citation   Citation    `json:"citation"` // with the law's short name and version
	Title      string      `json:"title"`
	Version    gov.Date    `json:"version,omitempty"`
	InForce    gov.Date    `json:"in_force,omitempty"`
	Source     string      `json:"source"`
	Chapters   []string    `json:"chapters,omitempty"` // the headings it stands under
	Paragraphs []Paragraph `json:"paragraphs"`         // the whole article, one paragraph, or one item
}

// Lines gives the text as it is printed, one line a paragraph or item.
func (p Provision) Lines() []string {
	var out []string
	for _, para := range p.Paragraphs {
		if para.Text != "" {
			out = append(out, para.Text)
		}
		for _, item := range para.Items {
			out = append(out, openBracket+inChinese(item.Number)+closeBracket+item.Text)
			out = append(out, item.Points...)
		}
	}
	return out
}

// Text gives the lines as one text.
func (p Provision) Text() string { return strings.Join(p.Lines(), "\n") }

// within narrows an article to the cited paragraph and item.
func (a Article) within(c Citation) ([]Paragraph, error) {
	missing := func(key string, n int) error {
		return gov.NotFound(key).With("citation", c.String()).With("number", strconv.Itoa(n))
	}
	paragraphs := a.Paragraphs
	if c.Paragraph > 0 {
		if c.Paragraph > len(paragraphs) {
			return nil, missing("law.no_paragraph", c.Paragraph)
		}
		paragraphs = paragraphs[c.Paragraph-1 : c.Paragraph]
	}
	if c.Item == 0 {
		return paragraphs, nil
	}
	var found []Paragraph
	for _, p := range paragraphs {
		for _, item := range p.Items {
			if item.Number == c.Item {
				found = append(found, Paragraph{Text: p.Text, Items: []Item{item}})
			}
		}
	}
	switch len(found) {
	case 0:
		return nil, missing("law.no_item", c.Item)
	case 1:
		return found, nil
	}
	return nil, gov.Invalid("law.item_ambiguous").With("citation", c.String())
}
