package casefile

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// Spreading multiplies an identifier by an odd number, so that neighbours differ in every place
// and nobody reads from one number how many cases came between; gathering is its inverse modulo 2^64.
const (
	spreading uint64 = 0x9E3779B97F4A7C15
	gathering uint64 = 0xF1DE83E19937733D
)

// A number is division, day, thirteen characters of the id and a check character.
const (
	tailLen = 13 // 36^13 > 2^64
	dayLen  = 8
)

// Number is the public number of a case: division, day (YYYYMMDD), thirteen characters that
// tell its id and a check character (ISO 7064 MOD 37,36). It cannot be guessed in sequence,
// and a slip of the pen is found.
func Number(division string, now gov.Time, id gov.ID) string {
	tail := strings.ToUpper(strconv.FormatUint(uint64(id)*spreading, 36))
	tail = strings.Repeat("0", tailLen-len(tail)) + tail
	no := division + strings.ReplaceAll(string(now.Date()), "-", "") + tail
	check, err := idcode.Mod3736(no)
	if err != nil {
		panic("casefile: division code " + division + " is no code") // digits only, checked by the organisation
	}
	return no + string(check)
}

// idIn tells the id of which a number was made, false when it cannot be a number. Whether there
// is such a case, and whether it bears just this number, only the store knows.
func idIn(no string) (gov.ID, bool) {
	if len(no) <= dayLen+tailLen+1 {
		return 0, false
	}
	n, err := strconv.ParseUint(no[len(no)-1-tailLen:len(no)-1], 36, 64)
	id := gov.ID(n * gathering)
	return id, err == nil && id > 0
}

// NewQueryCode is six random digits, told once on the receipt.
func NewQueryCode() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails (crypto/rand)
	return fmt.Sprintf("%06d", n.Int64())
}

// CodeDigest is what is kept of a query code: bound to the salt key of its case.
func CodeDigest(salt []byte, code string) string {
	sum := sha256.Sum256(append(append([]byte(nil), salt...), code...))
	return hex.EncodeToString(sum[:16])
}
