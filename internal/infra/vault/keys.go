package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"holon.example/holon/internal/gov"
)

// ErrErased says the subject's key was destroyed.
var ErrErased = errors.New("vault: the key was destroyed")

// ErrWrongKey says a stored subject key does not open under the master key.
var ErrWrongKey = errors.New("vault: a subject key does not open under this master key")

const (
	keySize   = 32
	cacheSize = 20_000
	version1  = 1 // AES-256-GCM, 96-bit random nonce
)

// Vault opens and makes keys under one master key.
type Vault struct {
	master cipher.AEAD
	site   *Keys
	index  []byte

	mu        sync.Mutex
	hot, warm map[gov.ID]*Keys // two generations: what is used stays
}

// Keys are the derived keys of one subject.
type Keys struct {
	subject gov.ID
	aead    cipher.AEAD
	salt    []byte
}

// NewMaster makes a master key.
func NewMaster() []byte {
	k := make([]byte, keySize)
	_, _ = rand.Read(k) // never fails (crypto/rand)
	return k
}

// New opens a vault with the site's master key of 32 bytes.
func New(master []byte) (*Vault, error) {
	if len(master) != keySize {
		return nil, fmt.Errorf("vault: the master key has %d bytes, want %d", len(master), keySize)
	}
	own, err := derive(master, "wrap", "blind index")
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(own[0])
	if err != nil {
		return nil, err
	}
	site, err := keysOf(0, master)
	if err != nil {
		return nil, err
	}
	return &Vault{master: aead, site: site, index: own[1], hot: map[gov.ID]*Keys{}, warm: map[gov.ID]*Keys{}}, nil
}

// Site gives the keys of the site itself, for rows that belong to no subject.
func (v *Vault) Site() *Keys { return v.site }

// BlindIndex finds equal values without storing them: the same kind and value
// always give the same 32 hex digits. The value must be in its normal form.
func (v *Vault) BlindIndex(kind, value string) string {
	m := hmac.New(sha256.New, v.index)
	m.Write([]byte(kind))
	m.Write([]byte{0})
	m.Write([]byte(value))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// derive makes keys for several uses out of one secret (HKDF-SHA-256).
func derive(secret []byte, labels ...string) ([][]byte, error) {
	prk, err := hkdf.Extract(sha256.New, secret, nil)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(labels))
	for i, label := range labels {
		if out[i], err = hkdf.Expand(sha256.New, prk, "holon/vault/1/"+label, keySize); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func keysOf(subject gov.ID, secret []byte) (*Keys, error) {
	use, err := derive(secret, "encrypt", "salt")
	if err != nil {
		return nil, err
	}
	aead, err := newAEAD(use[0])
	return &Keys{subject: subject, aead: aead, salt: use[1]}, err
}

// SaltKey is the key from which the salts of the subject's rows are derived.
func (k *Keys) SaltKey() []byte { return k.salt }

// FileKey is the key of 32 bytes from which each file of the subject has its own. It is
// derived from the salt key by HMAC, under a text no salt is made of: whoever has it
// knows neither how to read a field nor how to salt a row.
func (k *Keys) FileKey() []byte {
	m := hmac.New(sha256.New, k.salt)
	m.Write([]byte("blob"))
	return m.Sum(nil)
}

// Encrypt seals plain text to the subject and to a label, such as table.column;
// it opens only under the same label.
func (k *Keys) Encrypt(label string, plain []byte) []byte {
	out := make([]byte, 1+k.aead.NonceSize(), 1+k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	out[0] = version1
	_, _ = rand.Read(out[1:])
	return k.aead.Seal(out, out[1:], plain, k.aad(label)) //nolint:gosec // G407 takes the random nonce for a fixed one
}

// Decrypt opens what Encrypt sealed under the same label.
func (k *Keys) Decrypt(label string, sealed []byte) ([]byte, error) {
	n := 1 + k.aead.NonceSize()
	if len(sealed) < n || sealed[0] != version1 {
		return nil, errors.New("vault: not sealed by this vault")
	}
	return k.aead.Open(nil, sealed[1:n], sealed[n:], k.aad(label))
}

func (k *Keys) aad(label string) []byte { return []byte(k.subject.String() + "|" + label) }

func (v *Vault) wrap(subject gov.ID, secret []byte) []byte {
	nonce := make([]byte, v.master.NonceSize())
	_, _ = rand.Read(nonce)
	return v.master.Seal(nonce, nonce, secret, []byte(subject.String()))
}

func (v *Vault) unwrap(subject gov.ID, wrapped []byte) (*Keys, error) {
	secret, err := v.secret(subject, wrapped)
	if err != nil {
		return nil, err
	}
	return keysOf(subject, secret)
}

func (v *Vault) secret(subject gov.ID, wrapped []byte) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, ErrErased
	}
	n := v.master.NonceSize()
	if len(wrapped) < n {
		return nil, ErrWrongKey
	}
	secret, err := v.master.Open(nil, wrapped[:n], wrapped[n:], []byte(subject.String()))
	if err != nil || len(secret) != keySize {
		return nil, ErrWrongKey
	}
	return secret, nil
}

func (v *Vault) cached(subject gov.ID) *Keys {
	v.mu.Lock()
	defer v.mu.Unlock()
	k := v.hot[subject]
	if k == nil {
		if k = v.warm[subject]; k != nil {
			v.put(subject, k)
		}
	}
	return k
}

func (v *Vault) remember(subject gov.ID, k *Keys) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.put(subject, k)
}

func (v *Vault) put(subject gov.ID, k *Keys) {
	if len(v.hot) >= cacheSize {
		v.warm, v.hot = v.hot, map[gov.ID]*Keys{}
	}
	v.hot[subject] = k
}

// Forget drops a subject's key from memory, after it was destroyed in the store.
func (v *Vault) Forget(subject gov.ID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.hot, subject)
	delete(v.warm, subject)
}
