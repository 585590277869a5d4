package sign

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/hex"
	"regexp"
	"strconv"
	"time"

	"github.com/smallstep/pkcs7"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf/file"
)

// Signature is one signature found good.
type Signature struct {
	Certificate *x509.Certificate
	Signer      string   // the organ named in the certificate
	At          gov.Time // the claimed time
	Whole       bool     // covers the file to its end
}

// maxSignatures bounds the signatures that are looked at in one file.
const maxSignatures = 32

var (
	fieldRefs = regexp.MustCompile(`(\d{1,7}) 0 R`)
	byteRange = regexp.MustCompile(`/ByteRange\[0 (\d{10}) (\d{10}) (\d{10})\]/Contents<`)
	claimedAt = regexp.MustCompile(`/M\(D:(\d{14})\+08'00'\)`)
)

// Verify checks every signature of a file, in the order they were made. With
// roots it also asks that each certificate leads to one of them and was valid at
// the claimed time. Errors are of kind invalid: sign.form (no file of this
// house), sign.none, sign.altered (the content or a signature was changed, or
// something was added behind the last one), sign.untrusted.
func Verify(document []byte, roots *x509.CertPool) ([]Signature, error) {
	r, err := file.Read(document)
	if err != nil {
		return nil, gov.Invalid("sign.form").Because(err)
	}
	values, err := signatures(r)
	if err != nil {
		return nil, gov.Invalid("sign.form").Because(err)
	}
	if len(values) == 0 {
		return nil, gov.Invalid("sign.none")
	}
	var out []Signature
	for _, v := range values {
		s, err := verifyOne(document, r, v, roots)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if !out[len(out)-1].Whole {
		return nil, gov.Invalid("sign.altered")
	}
	return out, nil
}

// signatures lists the values of the form's fields.
func signatures(r *file.Reader) ([]file.Ref, error) {
	form, err := r.Entry(r.Root, "/AcroForm")
	if err != nil {
		return nil, err
	}
	fields, err := list(r, form, fieldList)
	if err != nil {
		return nil, err
	}
	var out []file.Ref
	for _, m := range fieldRefs.FindAllStringSubmatch(fields, maxSignatures) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return nil, file.ErrForm
		}
		v, err := r.Entry(file.Ref(n), "/V")
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func verifyOne(document []byte, r *file.Reader, v file.Ref, roots *x509.CertPool) (Signature, error) {
	altered := gov.Invalid("sign.altered")
	body, err := r.Object(v)
	if err != nil {
		return Signature{}, altered.Because(err)
	}
	gap, end, ok := covered(document, r, v, body)
	if !ok {
		return Signature{}, altered
	}
	p, err := parse(document, gap)
	if err != nil {
		return Signature{}, altered.Because(err)
	}
	p.Content = append(append([]byte(nil), document[:gap[0]]...), document[gap[1]:end]...)
	if err := p.Verify(); err != nil {
		return Signature{}, altered.Because(err)
	}
	c := p.GetOnlySigner()
	if c == nil || !names(p, c) {
		return Signature{}, altered
	}
	s := Signature{Certificate: c, Signer: c.Subject.CommonName, Whole: end == len(document)}
	if m := claimedAt.FindSubmatch(body); m != nil {
		if t, err := time.ParseInLocation("20060102150405", string(m[1]), gov.Zone); err == nil {
			s.At = gov.At(t)
		}
	}
	return s, trusted(p, c, s.At, roots)
}

// covered reads which bytes a signature vouches for: all up to an end, but the
// gap that holds the signature itself, where the dictionary says it is.
func covered(document []byte, r *file.Reader, v file.Ref, body []byte) (gap [2]int, end int, ok bool) {
	m := byteRange.FindSubmatchIndex(body)
	if m == nil {
		return gap, 0, false
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(string(body[m[2+2*i]:m[3+2*i]])) // ten digits
	}
	gap, end = [2]int{n[0], n[1]}, n[1]+n[2]
	at := r.Offset(v) + m[1] - 1 // of the opening bracket
	ok = gap[0] == at && gap[1] == at+2*room+2 && end <= len(document) && end >= gap[1] && gap[1] <= len(document) && document[gap[1]-1] == '>'
	return gap, end, ok
}

// parse reads the CMS structure; the zeros behind it fill the gap.
func parse(document []byte, gap [2]int) (*pkcs7.PKCS7, error) {
	der := make([]byte, room)
	if _, err := hex.Decode(der, document[gap[0]+1:gap[1]-1]); err != nil {
		return nil, err
	}
	n, err := derLength(der)
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(der[n:], "\x00")) > 0 {
		return nil, file.ErrForm
	}
	return pkcs7.Parse(der[:n])
}

// derLength is the length of the first element: a sequence with a length of two octets.
func derLength(der []byte) (int, error) {
	if der[0] != 0x30 || der[1] != 0x82 {
		return 0, file.ErrForm
	}
	n := 4 + int(der[2])<<8 + int(der[3])
	if n > len(der) {
		return 0, file.ErrForm
	}
	return n, nil
}

// names tells whether the signed attributes name this certificate (RFC 5035):
// another with the same key or serial cannot be put in its place.
func names(p *pkcs7.PKCS7, c *x509.Certificate) bool {
	var v struct {
		Certs []struct{ Hash []byte }
	}
	if err := p.UnmarshalSignedAttribute(oidCertificate, &v); err != nil || len(v.Certs) == 0 {
		return false
	}
	sum := sha256.Sum256(c.Raw)
	return subtle.ConstantTimeCompare(v.Certs[0].Hash, sum[:]) == 1
}

func trusted(p *pkcs7.PKCS7, c *x509.Certificate, at gov.Time, roots *x509.CertPool) error {
	if roots == nil {
		return nil
	}
	between := x509.NewCertPool()
	for _, other := range p.Certificates {
		between.AddCert(other)
	}
	_, err := c.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at.Std(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return gov.Invalid("sign.untrusted").Because(err)
	}
	return nil
}
