package cards

import (
	"strings"

	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/gov"
)

// Certificate is a certificate as a card shows it. Empty parts are left out.
type Certificate struct {
	ID     gov.ID
	Title  string
	Number string
	Holder string
	Organ  string
	Issued gov.Date
	Until  gov.Date
	State  string // in words, with
	Tone   string // ok, warn, bad, info or plain
	Check  string // address of the public check, which Code holds as a QR code in SVG
	Code   string
	Open   string // address of the card's own page
	File   string // address of the signed file
}

// Grades of a scale, the best first: "material" tells whence a material comes (A from
// the register … D a promise), "data" how guarded data are (1 open … 4 core).
var grades = map[string]string{"material": "abcd", "data": "1234"}

// tone is the colour of a grade.
func tone(scale, grade string) string {
	i := strings.Index(grades[scale], strings.ToLower(grade))
	if i < 0 || grade == "" {
		return "plain"
	}
	return [...]string{"ok", "info", "warn", "bad"}[i]
}

// levels are those of the rating, the best first.
var levels = []string{"5", "4", "3", "2", "1"}

// words of a grade; a grade that has none is shown bare.
func words(p *parts.Page, scale, grade string) string {
	return p.Code("parts.grade_"+scale, strings.ToLower(grade))
}
