package law

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
)

// Trouble says what a converter could not read as it should.
type Trouble string

// The troubles a report names.
const (
	NoTitle      Trouble = "no_title"
	NoArticles   Trouble = "no_articles"
	NoVersion    Trouble = "no_version"    // neither the file name nor the history names a date
	ArticleGap   Trouble = "article_gap"   // numbers are missing before this article
	ArticleOrder Trouble = "article_order" // an article repeats or goes back; kept as text
	ItemOrder    Trouble = "item_order"    // an item repeats, goes back or skips a number
	BadEncoding  Trouble = "bad_encoding"
	TooLong      Trouble = "too_long"
	Unreadable   Trouble = "unreadable"
)

// Problem is one trouble at one line of the source.
type Problem struct {
	Line    int     `json:"line,omitempty"`
	Trouble Trouble `json:"trouble"`
	Article int     `json:"article,omitempty"` // where it stands, or the number found
	After   int     `json:"after,omitempty"`   // the article or item before it
	Text    string  `json:"text,omitempty"`    // the beginning of the line
}

// Report tells how a file was converted.
type Report struct {
	File     string    `json:"file"`
	Title    string    `json:"title,omitempty"`
	Version  gov.Date  `json:"version,omitempty"`
	Articles int       `json:"articles"`
	Items    int       `json:"items"`
	Problems []Problem `json:"problems,omitempty"`
}

// OK tells whether the whole text was read without trouble.
func (r Report) OK() bool { return r.Articles > 0 && len(r.Problems) == 0 }

// maxProblems bounds a report, so that a hostile file cannot blow it up.
const maxProblems = 200

// Convert reads one statute in Markdown: a # title, the history of its adoption
// up to "INFO END", ## headings, and a line a paragraph, with items （一） and
// articles 第一条. Texts without articles that number their points 一、 or （一）
// are read by point. The law is nil if no article could be found.
func Convert(name string, markdown []byte, source string) (*Law, Report) {
	c := &converter{law: &Law{Source: source}, report: Report{File: name}}
	if len(markdown) > maxLaw {
		c.trouble(0, TooLong, "")
		return nil, c.report
	}
	if !utf8.Valid(markdown) {
		c.trouble(0, BadEncoding, "")
		markdown = bytes.ToValidUTF8(markdown, []byte("\uFFFD"))
	}
	body := c.head(lines(string(markdown)))
	c.version(name)
	for _, style := range []style{articles, points, brackets} {
		if c.try(style, body) {
			break
		}
	}
	if len(c.law.Articles) == 0 {
		c.trouble(0, NoArticles, "")
		return nil, c.report
	}
	c.law.InForce = inForce(c.law)
	c.report.Articles = len(c.law.Articles)
	return c.law, c.report
}

type line struct {
	number int
	text   string
}

var comment = regexp.MustCompile(`<!--.*?-->`)

// infoEnd ends the history under the title.
const infoEnd = "INFO END"

// newline also drops the zero-width characters that word processors leave behind.
var newline = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u200b", "", "\ufeff", "")

func lines(text string) []line {
	var out []line
	for i, s := range strings.Split(newline.Replace(text), "\n") {
		if !strings.Contains(s, infoEnd) {
			s = comment.ReplaceAllString(s, "")
		}
		if s = strings.Trim(s, " \t\u3000\u00a0"); s != "" {
			out = append(out, line{i + 1, s})
		}
	}
	return out
}

type converter struct {
	law    *Law
	report Report
}

func (c *converter) trouble(number int, t Trouble, text string) *Problem {
	if len(c.report.Problems) >= maxProblems {
		return &Problem{}
	}
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40])
	}
	c.report.Problems = append(c.report.Problems, Problem{Line: number, Trouble: t, Text: text})
	return &c.report.Problems[len(c.report.Problems)-1]
}

// head takes the title and the history off and gives the rest.
func (c *converter) head(all []line) []line {
	end := -1
	for i, l := range all {
		if strings.Contains(l.text, infoEnd) {
			end = i
			break
		}
	}
	i := 0
	for ; i < len(all) && c.law.Title == ""; i++ {
		if title, ok := strings.CutPrefix(all[i].text, "# "); ok {
			c.law.Title = spaces.ReplaceAllString(title, "")
		}
	}
	if c.law.Title == "" {
		c.trouble(1, NoTitle, "")
		i = 0
	}
	c.report.Title = c.law.Title
	for ; i < len(all); i++ {
		l := all[i]
		if end < 0 && (strings.HasPrefix(l.text, "#") || articleLine.MatchString(l.text) || !dated.MatchString(l.text)) {
			return all[i:]
		}
		if i == end {
			return all[i+1:]
		}
		c.law.History = append(c.law.History, l.text)
	}
	return nil
}

var fileVersion = regexp.MustCompile(`\((\d{4}-\d{2}-\d{2})\)$`)

// version takes the date of the text from the file's name, else from the last
// line of its history.
func (c *converter) version(name string) {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if m := fileVersion.FindStringSubmatch(base); m != nil {
		if d, err := gov.ParseDate(m[1]); err == nil {
			c.law.Version = d
		}
	}
	for i := len(c.law.History) - 1; i >= 0 && c.law.Version == ""; i-- {
		c.law.Version = firstDate(c.law.History[i])
	}
	if c.law.Version == "" {
		c.trouble(0, NoVersion, "")
	}
	c.report.Version = c.law.Version
}
