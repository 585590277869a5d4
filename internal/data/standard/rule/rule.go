package rule

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// checks are the named checks; today is empty where it is not known, and then what
// depends on it does not hold.
var checks = map[string]func(s string, today gov.Date) bool{
	"uscc":            func(s string, _ gov.Date) bool { return idcode.ValidUSCC(s) },
	"citizen_id":      citizenID,
	"mobile":          func(s string, _ gov.Date) bool { return mobile.MatchString(s) },
	"phone":           func(s string, _ gov.Date) bool { return phone.MatchString(s) },
	"postcode":        func(s string, _ gov.Date) bool { return postcode.MatchString(s) },
	"division":        func(s string, _ gov.Date) bool { return division.MatchString(s) },
	"person_name":     func(s string, _ gov.Date) bool { return personName(s) },
	"date":            func(s string, _ gov.Date) bool { return IsDate(s) },
	"date_not_future": func(s string, today gov.Date) bool { return IsDate(s) && today != "" && s <= string(today) },
	"time_of_day":     func(s string, _ gov.Date) bool { return timeOfDay.MatchString(s) },
	"date_not_past":   func(s string, today gov.Date) bool { return IsDate(s) && today != "" && s >= string(today) },
}

var (
	mobile   = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	phone    = regexp.MustCompile(`^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|1[0-9]{4})$`)
	postcode = regexp.MustCompile(`^[0-9]{6}$`)
	division = regexp.MustCompile(`^([0-9]{6}|[0-9]{12})$`)

	timeOfDay = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`) // 24 hours
)

// Known tells whether there is a check of the name.
func Known(name string) bool { return checks[name] != nil }

// Holds asks the check of a name; a name nobody knows holds of nothing.
func Holds(name, value string, today gov.Date) bool {
	check := checks[name]
	return check != nil && check(value, today)
}

// citizenID wants a number whose holder is born.
func citizenID(s string, today gov.Date) bool {
	id, err := idcode.ParseCitizenID(s)
	return err == nil && today != "" && id.Birth <= today
}

// IsDate tells whether the text is a day that exists, as 2006-01-02.
func IsDate(s string) bool {
	_, err := gov.ParseDate(s)
	return err == nil && s >= "0001" // there was no year 0
}

// personName admits letters of every script, with the dots of transcribed
// names. Ideographs Unicode added after this program was built are letters
// here, and so are those of the private use area that old registers hold.
func personName(s string) bool {
	if n := utf8.RuneCountInString(s); n < 2 || n > 60 {
		return false
	}
	for _, r := range s {
		rare := r >= 0x20000 && r <= 0x3FFFF || r >= 0xE000 && r <= 0xF8FF
		if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) && !rare && !strings.ContainsRune("·•・.'’- ", r) {
			return false
		}
	}
	return true
}
