package idcode

import (
	"strings"

	"holon.example/holon/internal/gov"
)

const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// Mod3736 gives the check character of ISO 7064 MOD 37,36 for text of the
// characters 0-9 and A-Z; other characters are an error. The identifier of an
// electronic certificate ends in it (GB/T 36904-2018).
func Mod3736(text string) (byte, error) { return hybrid(text, alphanumeric) }

// ValidMod3736 tells whether the last character of text is the MOD 37,36 check
// character of the rest.
func ValidMod3736(text string) bool { return validHybrid(text, alphanumeric) }

// Mod1110 gives the check digit of ISO 7064 MOD 11,10 for a text of digits. It
// closes the numbers of food licences.
func Mod1110(digits string) (byte, error) { return hybrid(digits, alphanumeric[:10]) }

// ValidMod1110 tells whether the last digit is the MOD 11,10 check digit of the rest.
func ValidMod1110(digits string) bool { return validHybrid(digits, alphanumeric[:10]) }

// hybrid is the recursive method of ISO 7064 clause 9 over the given alphabet:
// MOD m+1,m with m characters.
func hybrid(text, alphabet string) (byte, error) {
	if text == "" {
		return 0, gov.Invalid("idcode.empty")
	}
	m := len(alphabet)
	p := m
	for i := range len(text) {
		v := strings.IndexByte(alphabet, text[i])
		if v < 0 {
			return 0, gov.Invalid("idcode.character").With("position", i+1)
		}
		s := (p + v) % m
		if s == 0 {
			s = m
		}
		p = s * 2 % (m + 1)
	}
	return alphabet[(m+1-p)%m], nil
}

func validHybrid(text, alphabet string) bool {
	if len(text) < 2 {
		return false
	}
	last := len(text) - 1
	c, err := hybrid(text[:last], alphabet)
	return err == nil && c == text[last]
}
