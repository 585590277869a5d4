package exchange

import (
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
)

// Own tells whether the actor reads his own data, or those of the firm or person
// he acts for.
func Own(who gov.Actor, subject gov.ID) bool {
	switch who.Kind {
	case gov.Citizen, gov.Agent:
		return subject != 0 && (who.Person == subject || who.Subject == subject)
	case gov.Officer, gov.System, gov.Nobody:
	}
	return false
}

// clearance is the highest grade the asker sees clear; masked tells whether what
// lies above comes covered, or not at all.
func clearance(who gov.Actor, r *Request) (top gov.Grade, masked bool) {
	switch {
	case Own(who, r.Subject), r.as != "" && who.Kind != gov.Officer && who.Kind != gov.System:
		return gov.Core, false
	case who.Kind != gov.Officer && who.Kind != gov.System:
		return gov.Grade1, false
	case r.Case != 0:
		return gov.Grade3, true
	}
	return gov.Grade2, true
}

// Mask covers a value so that a person can recognise what he knows already: of a
// short text the first character stays, of a date the year, of a number the
// first three and last four, of a longer text the first third.
func Mask(v string) string {
	n := utf8.RuneCountInString(v)
	runes := []rune(v)
	switch {
	case n == 0:
		return ""
	case isDate(v):
		return v[:4] + "-**-**"
	case n <= 4:
		return string(runes[:1]) + strings.Repeat("*", max(1, n-1))
	case n >= 11 && len(v) == n:
		return v[:3] + strings.Repeat("*", n-7) + v[n-4:]
	}
	keep := max(1, n/3)
	return string(runes[:keep]) + strings.Repeat("*", n-keep)
}

func isDate(v string) bool {
	_, err := gov.ParseDate(v)
	return err == nil
}
