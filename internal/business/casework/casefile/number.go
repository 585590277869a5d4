package casefile

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// Number is division, day, ten characters of the id and a check character
// (ISO 7064 MOD 37,36). It cannot be guessed in sequence, and a slip of the pen
// is found.
func Number(division string, now gov.Time, id gov.ID) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id)*0x9E3779B97F4A7C15) // spread: neighbours differ in every place
	n := binary.BigEndian.Uint64(b[:])
	tail := make([]byte, 13)
	for i := range tail {
		tail[len(tail)-1-i] = digits[n%36]
		n /= 36
	}
	no := division + strings.ReplaceAll(string(now.Date()), "-", "") + string(tail)
	check, err := idcode.Mod3736(no)
	if err != nil {
		panic("casefile: division code " + division + " is no code") // digits only, checked by the organisation
	}
	return no + string(check)
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
