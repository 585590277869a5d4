package idcode

import (
	"strings"

	"holon.example/holon/internal/gov"
)

// usccAlphabet leaves out I, O, Z, S and V, which are misread (GB 32100-2015 §4).
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var (
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} // 3^i mod 31
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}                                         // GB 11714-1997
)

// USCC is a unified social credit code taken apart.
type USCC struct {
	Code     string // the 18 characters
	Register byte   // the registering organ's class, e.g. 1 编办, 5 民政, 9 市场监管
	Category byte   // the class of body under that register
	Division string // six digits of the division of registration
	Org      string // the nine characters of the organisation code
}

// ParseUSCC reads a credit code. It wants 18 capital characters and checks both
// check characters: the last, and the ninth of the organisation code inside.
func ParseUSCC(s string) (USCC, error) {
	if len(s) != 18 {
		return USCC{}, gov.Invalid("idcode.uscc.length").With("length", len([]rune(s)))
	}
	c, err := usccCheck(s[:17])
	if err != nil {
		return USCC{}, err
	}
	if !allDigits(s[2:8]) {
		return USCC{}, gov.Invalid("idcode.uscc.division")
	}
	if c != s[17] {
		return USCC{}, gov.Invalid("idcode.uscc.check")
	}
	if !ValidOrgCode(s[8:17]) {
		return USCC{}, gov.Invalid("idcode.uscc.org")
	}
	return USCC{Code: s, Register: s[0], Category: s[1], Division: s[2:8], Org: s[8:17]}, nil
}

// ValidUSCC tells whether s is a well-formed credit code.
func ValidUSCC(s string) bool {
	_, err := ParseUSCC(s)
	return err == nil
}

// MakeUSCC completes a credit code: register, category, six digits of division
// and the first eight characters of the organisation code give the 18 characters.
func MakeUSCC(register, category byte, division, org8 string) (string, error) {
	if len(division) != 6 || !allDigits(division) {
		return "", gov.Invalid("idcode.uscc.division")
	}
	org, err := MakeOrgCode(org8)
	if err != nil {
		return "", err
	}
	body := string([]byte{register, category}) + division + org
	c, err := usccCheck(body)
	if err != nil {
		return "", err
	}
	return body + string(c), nil
}

func usccCheck(body string) (byte, error) {
	sum := 0
	for i := range len(body) {
		v := strings.IndexByte(usccAlphabet, body[i])
		if v < 0 {
			return 0, gov.Invalid("idcode.character").With("position", i+1)
		}
		sum += v * usccWeights[i]
	}
	return usccAlphabet[(31-sum%31)%31], nil
}

// ValidOrgCode tells whether s is a nine-character organisation code with its
// right check character, written without the hyphen.
func ValidOrgCode(s string) bool {
	if len(s) != 9 {
		return false
	}
	full, err := MakeOrgCode(s[:8])
	return err == nil && full == s
}

// MakeOrgCode adds the check character to the eight of an organisation code:
// 11 less the weighted sum mod 11, ten written X and eleven 0.
func MakeOrgCode(org8 string) (string, error) {
	if len(org8) != 8 {
		return "", gov.Invalid("idcode.org.length")
	}
	sum := 0
	for i := range len(org8) {
		v := strings.IndexByte(alphanumeric, org8[i])
		if v < 0 {
			return "", gov.Invalid("idcode.character").With("position", i+1)
		}
		sum += v * orgWeights[i]
	}
	return org8 + string("0X987654321"[sum%11]), nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
