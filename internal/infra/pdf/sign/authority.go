package sign

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"

	"holon.example/holon/internal/gov"
)

// documentSigning is the purpose of RFC 9336.
var documentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

// validYears is how long certificates of an own authority hold.
const validYears = 10

// NewAuthority makes a root certificate with its key, for a site that has no
// authority outside. Its name should say that it is one of demonstration.
func NewAuthority(name string, at gov.Time) (Signer, error) {
	key, t, err := template(pkix.Name{CommonName: name}, at)
	if err != nil {
		return Signer{}, err
	}
	t.IsCA, t.MaxPathLenZero = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return certify(t, t, key, key)
}

// Issue makes a seal certificate of a department under an authority. The
// department is named in full, with its unified social credit code as serial number of the name.
func Issue(authority Signer, organ, creditCode string, at gov.Time) (Signer, error) {
	if authority.Certificate == nil || !authority.Certificate.IsCA {
		return Signer{}, errors.New("sign: no authority")
	}
	key, t, err := template(pkix.Name{CommonName: organ, Organization: []string{organ}, SerialNumber: creditCode}, at)
	if err != nil {
		return Signer{}, err
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	t.UnknownExtKeyUsage = []asn1.ObjectIdentifier{documentSigning}
	s, err := certify(t, authority.Certificate, key, authority.Key)
	s.Chain = []*x509.Certificate{authority.Certificate}
	return s, err
}

func template(name pkix.Name, at gov.Time) (*ecdsa.PrivateKey, *x509.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("sign: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, fmt.Errorf("sign: %w", err)
	}
	from := at.Std().AddDate(0, 0, -1)
	return key, &x509.Certificate{
		SerialNumber: serial, Subject: name, NotBefore: from, NotAfter: from.AddDate(validYears, 0, 0), BasicConstraintsValid: true,
	}, nil
}

func certify(t, parent *x509.Certificate, key *ecdsa.PrivateKey, by crypto.Signer) (Signer, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), by)
	if err != nil {
		return Signer{}, fmt.Errorf("sign: %w", err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return Signer{}, fmt.Errorf("sign: %w", err)
	}
	return Signer{Certificate: c, Key: key}, nil
}

// Encode writes a signer with its key as PEM, to be kept sealed by the vault.
// A key in a device cannot be written.
func (s Signer) Encode() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(s.Key)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})
	for _, c := range append([]*x509.Certificate{s.Certificate}, s.Chain...) {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out, nil
}

// Decode reads what Encode wrote: the key, its certificate, the issuers.
func Decode(data []byte) (Signer, error) {
	var s Signer
	for {
		b, rest := pem.Decode(data)
		if b == nil {
			break
		}
		data = rest
		if b.Type == "PRIVATE KEY" {
			k, err := x509.ParsePKCS8PrivateKey(b.Bytes)
			if err != nil {
				return Signer{}, fmt.Errorf("sign: %w", err)
			}
			s.Key, _ = k.(crypto.Signer)
			continue
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return Signer{}, fmt.Errorf("sign: %w", err)
		}
		if s.Certificate == nil {
			s.Certificate = c
			continue
		}
		s.Chain = append(s.Chain, c)
	}
	if s.Key == nil || s.Certificate == nil || !matches(s) {
		return Signer{}, errors.New("sign: a key and its certificate are wanted")
	}
	return s, nil
}

func matches(s Signer) bool {
	public, ok := s.Key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(s.Certificate.PublicKey)
}
