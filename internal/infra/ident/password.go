package ident

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"holon.example/holon/internal/gov"
)

// The cost of a password: 19 MiB, two passes, one lane (OWASP 2023), about 35 ms.
const (
	argonMemory = 19 << 10 // KiB
	argonTime   = 2
	argonLanes  = 1
	saltSize    = 16
	hashSize    = 32
)

// hasher computes password hashes, at most two at once: more would only take
// memory. A few may wait; the others are asked to come back.
type hasher struct {
	running chan struct{}
	waiting chan struct{}
}

func newHasher() *hasher {
	return &hasher{running: make(chan struct{}, 2), waiting: make(chan struct{}, 64)}
}

func (h *hasher) run(ctx context.Context, fn func()) error {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return &gov.Error{Kind: gov.KindBusy, Key: "error.busy"}
	}
	select {
	case h.running <- struct{}{}:
		defer func() { <-h.running }()
	case <-ctx.Done():
		return ctx.Err()
	}
	fn()
	return nil
}

// hash makes the stored form: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	var sum []byte
	err := h.run(ctx, func() {
		sum = argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, hashSize)
	})
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64(salt), b64(sum)), err
}

// matches compares a password with a stored hash in time that tells nothing. An
// empty or foreign hash costs as much and never matches.
func (h *hasher) matches(ctx context.Context, stored, password string) (bool, error) {
	salt, want := parseHash(stored)
	var sum []byte
	if err := h.run(ctx, func() {
		sum = argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, hashSize)
	}); err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(sum, want) == 1, nil
}

// parseHash takes a stored hash apart. One of other parameters gives a hash that
// nothing matches: there is no such hash until the parameters change.
func parseHash(stored string) (salt, sum []byte) {
	none := make([]byte, saltSize)
	parts := strings.Split(stored, "$")
	head := fmt.Sprintf("argon2id$v=%d$m=%d,t=%d,p=%d", argon2.Version, argonMemory, argonTime, argonLanes)
	if len(parts) != 6 || strings.Join(parts[1:4], "$") != head {
		return none, nil
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) != saltSize || len(sum) != hashSize {
		return none, nil
	}
	return salt, sum
}
