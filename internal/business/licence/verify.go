package licence

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"

	"holon.example/holon/internal/gov"
)

// The public check. A certificate bears a code of eight characters beside its
// identifier; without it the check tells nothing, so that nobody can walk
// through identifiers and collect who holds what.

const (
	codeLength = 8
	checkPath  = "/v/"
	queryCode  = 6 // digits of a query code
)

var codeAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// ShortCode is the code printed on a certificate: drawn from its identifier with
// a key of the site, so that it need not be kept. 40 bits; the page that checks
// it limits the rate.
func ShortCode(key []byte, identifier string) string {
	return codeAlphabet.EncodeToString(mac(key, "short", identifier))[:codeLength]
}

// CodeFits compares in constant time; small letters, and O, I, L for the digits
// they look like, are taken as well.
func CodeFits(key []byte, identifier, code string) bool {
	code = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "").Replace(strings.ToUpper(code))
	return subtle.ConstantTimeCompare([]byte(ShortCode(key, identifier)), []byte(code)) == 1
}

// Payload is what the QR code of a certificate holds: the address of the public
// check with identifier and code.
func Payload(base string, key []byte, identifier string) string {
	return strings.TrimRight(base, "/") + checkPath + identifier + "?c=" + ShortCode(key, identifier)
}

// ParsePayload takes a payload apart: also one of another site, which is told by its base.
func ParsePayload(s string) (base, identifier, code string, err error) {
	base, rest, found := strings.Cut(s, checkPath)
	identifier, code, both := strings.Cut(rest, "?c=")
	if !found || !both || base == "" || len(code) != codeLength {
		return "", "", "", gov.Invalid("licence.payload")
	}
	if _, err := ParseIdentifier(identifier); err != nil {
		return "", "", "", err
	}
	return base, identifier, code, nil
}

// NewQueryCode draws the six digits with which somebody who has no account asks
// for a case or a certificate (查询密码). It is told once and never kept.
func NewQueryCode() string {
	b := make([]byte, queryCode)
	for i := range b {
		b[i] = byte('0' + draw(10)) //nolint:gosec // below ten
	}
	return string(b)
}

// HashQueryCode is what is kept of a query code. Six digits can be tried out by
// whoever has the hash, so it is keyed by the site and bound to what it opens; the page
// that asks for the code must limit attempts.
func HashQueryCode(key []byte, of, code string) []byte { return mac(key, "query", of, code) }

// QueryCodeFits compares a code with what was kept, in constant time.
func QueryCodeFits(key []byte, of, code string, kept []byte) bool {
	return len(code) == queryCode && hmac.Equal(HashQueryCode(key, of, code), kept)
}

// mac separates its parts by their lengths, so that no two lists give the same.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write([]byte{byte(len(p) >> 24), byte(len(p) >> 16), byte(len(p) >> 8), byte(len(p))})
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// Verdict is the answer of the public check.
type Verdict struct {
	Known      bool     `json:"known"` // false: no such certificate, or the code is not its own
	Good       bool     `json:"good"`  // in force on the day asked
	State      State    `json:"state,omitempty"`
	Title      string   `json:"title,omitempty"`
	Number     string   `json:"number,omitempty"`
	Identifier string   `json:"identifier,omitempty"`
	Holder     string   `json:"holder,omitempty"` // a natural person's name is masked
	Organ      string   `json:"organ,omitempty"`
	Issued     gov.Date `json:"issued,omitempty"`
	Until      gov.Date `json:"until,omitempty"`
	Changed    gov.Date `json:"changed,omitempty"` // when it ended or was suspended
	Renewing   bool     `json:"renewing,omitempty"`
	Asked      gov.Date `json:"asked"`
}

// Verify judges a certificate for the public on a day. A nil licence and a wrong
// code give the same answer, so that the check is no way to find out what exists.
func Verify(l *Licence, key []byte, identifier, code string, asked gov.Date) Verdict {
	v := Verdict{Asked: asked}
	if fits := CodeFits(key, identifier, code); !fits || l == nil || l.Identifier != identifier {
		return v
	}
	v.Known, v.State = true, l.On(asked)
	v.Good = v.State == Valid && asked >= l.From
	v.Title, v.Number, v.Identifier, v.Organ = l.Title, l.Number, l.Identifier, l.OrganName
	v.Issued, v.Until, v.Changed, v.Renewing = l.Issued, l.Until, l.Changed, l.Renewing
	v.Holder = l.HolderName
	if l.Natural {
		v.Holder = Mask(l.HolderName)
	}
	return v
}

// Mask keeps the last character of a natural person's name, as counters do when they call one.
func Mask(name string) string {
	r := []rune(name)
	for i := range max(0, len(r)-1) {
		r[i] = '*'
	}
	if len(r) == 1 {
		return "*"
	}
	return string(r)
}
