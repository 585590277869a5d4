package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"holon.example/holon/internal/business/flow/condition"
	"holon.example/holon/internal/business/flow/engine"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/lang/bpmn"
)

// Version is the digest under which a process text is kept.
func Version(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// version is the digest of a text of a pack, computed once. Packs never change their
// texts in place.
func (r *Runner) version(text []byte) string {
	if len(text) == 0 {
		return Version(text)
	}
	at := &text[0]
	r.mu.RLock()
	k, ok := r.texts[at]
	r.mu.RUnlock()
	if ok && len(k.text) == len(text) {
		return k.version
	}
	k = known{text, Version(text)}
	r.mu.Lock()
	r.texts[at] = k
	r.mu.Unlock()
	return k.version
}

// Compile gives the executable process of a text, compiled once. The text must not
// be changed afterwards.
func (r *Runner) Compile(text []byte) (*engine.Process, error) { return r.compile(text, "") }

// versionMark parts the digest of a text from the process in it, where that is not the
// first executable one.
const versionMark = "/"

// named is the version under which an instance runs a process of a text by its id.
func named(version, process string) string {
	if process == "" {
		return version
	}
	return version + versionMark + process
}

// compile compiles the process of an id; the empty id is the first executable one.
func (r *Runner) compile(text []byte, process string) (*engine.Process, error) {
	version := named(r.version(text), process)
	r.mu.RLock()
	p := r.compiled[version]
	r.mu.RUnlock()
	if p != nil {
		return p, nil
	}
	defs, err := bpmn.Parse(text)
	if err != nil {
		return nil, err
	}
	if p, err = engine.Compile(defs, process, condition.FEEL{}); err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.compiled[version] = p
	r.mu.Unlock()
	return p, nil
}

func (r *Runner) process(ctx context.Context, p *act.Prep, version string) (*engine.Process, error) {
	r.mu.RLock()
	proc := r.compiled[version]
	r.mu.RUnlock()
	if proc != nil {
		return proc, nil
	}
	text, err := Text(ctx, p.Q(), version)
	if err != nil {
		return nil, err
	}
	_, id, _ := strings.Cut(version, versionMark)
	return r.compile(text, id)
}
