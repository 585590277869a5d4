package idcode

import (
	"strings"

	"holon.example/holon/internal/gov"
)

var citizenWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// earliestBirth is a year before which nobody alive was born.
const earliestBirth = gov.Date("1880-01-01")

// CitizenID is a citizen identity number taken apart.
type CitizenID struct {
	Number   string   // the 18 characters, X in capital
	Division string   // six digits of the division of first registration
	Birth    gov.Date // the day of birth
	Female   bool     // the 17th digit is even
}

// ParseCitizenID reads an 18-character identity number: shape, division, day of
// birth and check character. A small x is taken for X. Whether the birth lies in
// the future the caller decides, who knows the day.
func ParseCitizenID(s string) (CitizenID, error) {
	if len(s) != 18 {
		return CitizenID{}, gov.Invalid("idcode.citizen.length").With("length", len([]rune(s)))
	}
	c, err := citizenCheck(s[:17])
	if err != nil {
		return CitizenID{}, err
	}
	if !divisionShape(s[:6]) {
		return CitizenID{}, gov.Invalid("idcode.citizen.division")
	}
	birth, err := gov.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	if err != nil || birth < earliestBirth {
		return CitizenID{}, gov.Invalid("idcode.citizen.birth")
	}
	number := s[:17] + strings.ToUpper(s[17:])
	if number[17] != c {
		return CitizenID{}, gov.Invalid("idcode.citizen.check")
	}
	return CitizenID{Number: number, Division: s[:6], Birth: birth, Female: (s[16]-'0')%2 == 0}, nil
}

// ValidCitizenID tells whether s is a well-formed identity number.
func ValidCitizenID(s string) bool {
	_, err := ParseCitizenID(s)
	return err == nil
}

// MakeCitizenID completes an identity number from six digits of division, the
// day of birth and the three-digit sequence (odd for men, even for women).
func MakeCitizenID(division string, birth gov.Date, sequence int) (string, error) {
	if !divisionShape(division) {
		return "", gov.Invalid("idcode.citizen.division")
	}
	if b, err := gov.ParseDate(string(birth)); err != nil || b < earliestBirth {
		return "", gov.Invalid("idcode.citizen.birth")
	}
	if sequence < 0 || sequence > 999 {
		return "", gov.Invalid("idcode.citizen.sequence")
	}
	seq := []byte{byte('0' + sequence/100), byte('0' + sequence/10%10), byte('0' + sequence%10)}
	body := division + strings.ReplaceAll(string(birth), "-", "") + string(seq)
	c, err := citizenCheck(body)
	if err != nil {
		return "", err
	}
	return body + string(c), nil
}

// citizenCheck is the check character of ISO 7064 MOD 11-2 as GB 11643-1999 writes it.
func citizenCheck(body string) (byte, error) {
	sum := 0
	for i := range len(body) {
		if body[i] < '0' || body[i] > '9' {
			return 0, gov.Invalid("idcode.character").With("position", i+1)
		}
		sum += int(body[i]-'0') * citizenWeights[i]
	}
	return "10X98765432"[sum%11], nil
}

// divisionShape wants six digits that name something below a province. The list
// of divisions that exist changes each year and is data of the organisation, so
// it is not asked here.
func divisionShape(s string) bool {
	return len(s) == 6 && allDigits(s) && s[0] != '0' && s[2:] != "0000"
}
