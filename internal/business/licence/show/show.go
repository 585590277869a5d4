package show

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/gov"
)

// How long a show may last. No law sets it: long enough to be scanned at a counter,
// too short to be passed on.
const (
	DefaultMinutes = 5
	maxMinutes     = 30
)

const (
	maxScans  = 20  // of one show
	maxNote   = 100 // characters
	secretLen = 26  // of base 32: 130 bits
)

// Fields are what a show may let out besides title and state, in the order shown.
var Fields = []string{"holder", "code", "number", "organ", "issued", "until", "content"}

// Purposes are what a certificate is shown for; the holder may add words of his own.
var Purposes = []string{"service", "inspection", "trade", "employment", "travel", "other"}

// Show is one authorised showing of one certificate.
type Show struct {
	ID      gov.ID   `json:"id"`
	Licence gov.ID   `json:"licence"`
	Holder  gov.ID   `json:"holder"`
	Purpose string   `json:"purpose"`
	Note    string   `json:"note,omitempty"`
	Fields  []string `json:"fields"`
	Made    gov.Time `json:"made"`
	Until   gov.Time `json:"until"` // the instant from which it is over
	Revoked gov.Time `json:"revoked"`
	Uses    int64    `json:"uses"`

	account gov.ID
	rev     int64
}

// Over tells whether the code lets nothing out any more.
func (s *Show) Over(now gov.Time) bool { return now >= s.Until || s.Revoked != 0 || s.Uses >= maxScans }

// Offer is what the holder chooses.
type Offer struct {
	Licence gov.ID   `json:"licence"`
	Purpose string   `json:"purpose"`
	Note    string   `json:"note,omitempty"`
	Fields  []string `json:"fields"`
	Minutes int      `json:"minutes,omitempty"` // 5 when left out, at most 30
}

func (o *Offer) check() error {
	e := gov.Invalid("show.offer")
	if !slices.Contains(Purposes, o.Purpose) {
		e.At("purpose", "show.purpose")
	}
	o.Note = strings.TrimSpace(o.Note)
	if utf8.RuneCountInString(o.Note) > maxNote {
		e.At("note", "show.note")
	}
	if o.Purpose == "other" && o.Note == "" {
		e.At("note", "show.note_missing")
	}
	var chosen []string
	for _, f := range Fields {
		if slices.Contains(o.Fields, f) {
			chosen = append(chosen, f)
		}
	}
	if len(chosen) == 0 || len(o.Fields) > len(Fields) || len(chosen) != len(slices.Compact(slices.Sorted(slices.Values(o.Fields)))) {
		e.At("fields", "show.fields")
	}
	o.Fields = chosen
	if o.Minutes == 0 {
		o.Minutes = DefaultMinutes
	}
	if o.Minutes < 1 || o.Minutes > maxMinutes {
		e.At("minutes", "show.minutes")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

func (o *Offer) until(now gov.Time) gov.Time { return now.Add(time.Duration(o.Minutes) * time.Minute) }

// Line is one line of what a scan lets out: Field is a code of Fields, or "content"
// with the label the certificate prints.
type Line struct {
	Field string `json:"field"`
	Label string `json:"label,omitempty"`
	Value string `json:"value"`
}

// Seen is what whoever scans sees: title, state and the chosen fields.
type Seen struct {
	Good    bool          `json:"good"` // the show is open and its secret right
	Title   string        `json:"title,omitempty"`
	State   licence.State `json:"state,omitempty"`
	Purpose string        `json:"purpose,omitempty"`
	Note    string        `json:"note,omitempty"`
	Until   gov.Time      `json:"until,omitempty"`
	Lines   []Line        `json:"lines,omitempty"`
	At      gov.Time      `json:"at"`
}

// lines takes the chosen fields out of a certificate.
func lines(l *licence.Licence, fields []string) (out []Line) {
	one := map[string]string{
		"holder": l.HolderName, "code": l.HolderCode, "number": l.Number, "organ": l.OrganName, "issued": string(l.Issued), "until": string(l.Until),
	}
	for _, f := range fields {
		if f == "content" {
			for _, e := range l.Entries {
				out = append(out, Line{Field: f, Label: e.Label, Value: e.Value})
			}
			continue
		}
		out = append(out, Line{Field: f, Value: one[f]})
	}
	return out
}

// Use is one scan of a show, as the holder is told: the unit, never the clerk.
type Use struct {
	ID         gov.ID   `json:"id"`
	Show       gov.ID   `json:"show"`
	Licence    gov.ID   `json:"licence"`
	Holder     gov.ID   `json:"-"`
	By         string   `json:"by"`                   // citizen, agent, officer, system, or nobody: not signed in
	Department gov.ID   `json:"department,omitempty"` // of an officer
	Purpose    string   `json:"purpose"`
	Fields     []string `json:"fields"`
	At         gov.Time `json:"at"`
}

// secret is what the code of a show holds: derived from the key of the site, so that
// it is stored nowhere.
func (w *Wallet) secret(id gov.ID) string {
	m := hmac.New(sha256.New, w.Key)
	m.Write([]byte("show/" + id.String()))
	return base32.StdEncoding.EncodeToString(m.Sum(nil))[:secretLen]
}

func (w *Wallet) opens(id gov.ID, secret string) bool {
	return hmac.Equal([]byte(w.secret(id)), []byte(secret))
}
