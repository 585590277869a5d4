package seal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is a signed statement about the log (C2SP tlog-checkpoint): after
// Size leaves the root was Root.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
}

// Signer signs checkpoints with the site's Ed25519 key.
type Signer struct {
	origin   string
	signer   note.Signer
	verifier note.Verifier
	vkey     string
}

// NewKey makes a signing key for an origin, such as the host name of the site.
func NewKey(origin string) (skey, vkey string, err error) {
	return note.GenerateKey(rand.Reader, origin)
}

// NewSigner reads the pair of keys that NewKey made.
func NewSigner(skey, vkey string) (*Signer, error) {
	s, err := note.NewSigner(skey)
	if err != nil {
		return nil, errors.New("seal: the signing key cannot be read")
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("seal: verifier key: %w", err)
	}
	return &Signer{origin: s.Name(), signer: s, verifier: v, vkey: vkey}, nil
}

// VerifierKey is the public key in note form, to be published and pinned.
func (s *Signer) VerifierKey() string { return s.vkey }

// Sign makes the signed note of a tree head.
func (s *Signer) Sign(size int64, root tlog.Hash) (string, error) {
	text := s.origin + "\n" + strconv.FormatInt(size, 10) + "\n" + base64.StdEncoding.EncodeToString(root[:]) + "\n"
	b, err := note.Sign(&note.Note{Text: text}, s.signer)
	return string(b), err
}

// Open checks the signature of a note and reads the tree head.
func (s *Signer) Open(text string) (Checkpoint, error) {
	n, err := note.Open([]byte(text), note.VerifierList(s.verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != s.origin {
		return Checkpoint{}, errors.New("checkpoint: not of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return Checkpoint{}, errors.New("checkpoint: size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, errors.New("checkpoint: root")
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: tlog.Hash(root)}, nil
}
