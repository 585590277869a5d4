package sign

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	tags "golang.org/x/crypto/cryptobyte/asn1"
)

// Object identifiers of RFC 5652, RFC 5035, RFC 5754 and RFC 5758.
var (
	oidData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // signingCertificateV2
	oidSHA256      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSA       = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
)

// detached makes the CMS structure over a digest. It is written here and not by
// the library that reads it: PAdES forbids the signing-time attribute
// (ETSI EN 319 142-1 table 1), and the library would put the wall clock there.
func detached(s Signer, sum []byte) ([]byte, error) {
	algorithm, err := algorithmOf(s.Certificate)
	if err != nil {
		return nil, err
	}
	attributes, err := signedAttributes(s.Certificate, sum)
	if err != nil {
		return nil, err
	}
	signature, err := over(s.Key, attributes)
	if err != nil {
		return nil, err
	}
	var b cryptobyte.Builder
	b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidSignedData)
		b.AddASN1(tags.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(1)
				b.AddASN1(tags.SET, func(b *cryptobyte.Builder) { addAlgorithm(b, oidSHA256, false) })
				b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData) })
				addCertificates(b, s)
				b.AddASN1(tags.SET, func(b *cryptobyte.Builder) { addSigner(b, s, attributes, algorithm, signature) })
			})
		})
	})
	return b.Bytes()
}

func addCertificates(b *cryptobyte.Builder, s Signer) {
	b.AddASN1(tags.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
		b.AddBytes(s.Certificate.Raw)
		for _, c := range s.Chain {
			b.AddBytes(c.Raw)
		}
	})
}

func addSigner(b *cryptobyte.Builder, s Signer, attributes []byte, algorithm asn1.ObjectIdentifier, signature []byte) {
	b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(s.Certificate.RawIssuer)
			b.AddASN1BigInt(s.Certificate.SerialNumber)
		})
		addAlgorithm(b, oidSHA256, false)
		b.AddASN1(tags.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { b.AddBytes(attributes) })
		addAlgorithm(b, algorithm, algorithm.Equal(oidRSA))
		b.AddASN1OctetString(signature)
	})
}

func addAlgorithm(b *cryptobyte.Builder, oid asn1.ObjectIdentifier, null bool) {
	b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		if null {
			b.AddASN1NULL()
		}
	})
}

// signedAttributes writes the attributes in the order DER asks of a set, without
// the tag of the set, which differs where they are signed and where they stand.
func signedAttributes(c *x509.Certificate, sum []byte) ([]byte, error) {
	own := sha256.Sum256(c.Raw)
	var all [][]byte
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value func(*cryptobyte.Builder)
	}{
		{oidContentType, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData) }},
		{oidDigest, func(b *cryptobyte.Builder) { b.AddASN1OctetString(sum) }},
		{oidCertificate, func(b *cryptobyte.Builder) {
			b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) { // SigningCertificateV2
				b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) { // its list
					b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1OctetString(own[:]) }) // SHA-256 is the default
				})
			})
		}},
	} {
		var b cryptobyte.Builder
		b.AddASN1(tags.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(a.oid)
			b.AddASN1(tags.SET, a.value)
		})
		der, err := b.Bytes()
		if err != nil {
			return nil, err
		}
		all = append(all, der)
	}
	slices.SortFunc(all, bytes.Compare)
	return bytes.Join(all, nil), nil
}

// over signs the attributes as the set they are.
func over(key crypto.Signer, attributes []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(tags.SET, func(b *cryptobyte.Builder) { b.AddBytes(attributes) })
	set, err := b.Bytes()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(set)
	signature, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return signature, nil
}

func algorithmOf(c *x509.Certificate) (asn1.ObjectIdentifier, error) {
	switch c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return oidECDSA, nil
	case *rsa.PublicKey:
		return oidRSA, nil
	default:
		return nil, errors.New("sign: a seal certificate wants an ECDSA or RSA key")
	}
}
