package licence

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// root is the object identifier under which electronic certificates are named (GB/T 36904-2018).
const root = "1.2.156.3005.2"

const (
	kindLength    = 21 // a credit code of 18 and a sequence of 3
	serialLength  = 20
	longestSerial = 40
	lastVersion   = 999
)

// Identifier is the identifier of an electronic certificate taken apart.
type Identifier struct {
	Kind    string // 证照类型代码: credit code of who defined the kind, and three characters
	Organ   string // credit code of the issuing organ; older ones have a division code here
	Serial  string // 流水号: capital letters and digits
	Version int    // counts from 1
}

// String writes the identifier with its check character, or nothing if a part is malformed.
func (i Identifier) String() string {
	s := fmt.Sprintf("%s.%s.%s.%03d", i.Kind, i.Organ, i.Serial, i.Version)
	c, err := idcode.Mod3736(strings.ReplaceAll(s, ".", ""))
	if err != nil || i.check() != nil {
		return ""
	}
	return root + "." + s + "." + string(c)
}

// ParseIdentifier reads an identifier and checks its parts and its check character.
func ParseIdentifier(s string) (Identifier, error) {
	rest, ok := strings.CutPrefix(s, root+".")
	parts := strings.Split(rest, ".")
	if !ok || len(parts) != 5 || len(parts[3]) != 3 || len(parts[4]) != 1 {
		return Identifier{}, gov.Invalid("licence.identifier")
	}
	version, err := strconv.Atoi(parts[3])
	if err != nil {
		return Identifier{}, gov.Invalid("licence.identifier")
	}
	id := Identifier{Kind: parts[0], Organ: parts[1], Serial: parts[2], Version: version}
	if err := id.check(); err != nil {
		return Identifier{}, err
	}
	if !idcode.ValidMod3736(strings.Join(parts, "")) {
		return Identifier{}, gov.Invalid("licence.identifier_check")
	}
	return id, nil
}

func (i Identifier) check() error {
	_, division := strconv.Atoi(i.Organ)
	switch {
	case len(i.Kind) != kindLength || !idcode.ValidUSCC(i.Kind[:18]) || !capital(i.Kind[18:]),
		!idcode.ValidUSCC(i.Organ) && (len(i.Organ) != 6 || division != nil),
		i.Serial == "" || len(i.Serial) > longestSerial || !capital(i.Serial),
		i.Version < 1 || i.Version > lastVersion:
		return gov.Invalid("licence.identifier")
	}
	return nil
}

// capital tells whether the text is of capital letters and digits only.
func capital(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'A' || s[i] > 'Z') {
			return false
		}
	}
	return true
}

// NewSerial draws a serial of twenty characters that nobody guesses and that
// two nodes do not draw alike.
func NewSerial() string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	b := make([]byte, serialLength)
	for i := range b {
		b[i] = alphabet[draw(len(alphabet))]
	}
	return string(b)
}

// draw gives an even random number below n (at most 256).
func draw(n int) int {
	var b [1]byte
	for {
		_, _ = rand.Read(b[:]) // never fails (crypto/rand)
		if v := int(b[0]); v < 256-256%n {
			return v % n
		}
	}
}
