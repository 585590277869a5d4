package cabinet

import (
	"bytes"
	"context"
	"errors"
	"io"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/blob"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// Cabinet keeps and opens files.
type Cabinet struct {
	Engine *act.Engine
	Blobs  *blob.Store
}

// File is a file on its way to whoever may read it: its content in the clear, read
// piece by piece. Close it.
type File struct {
	*blob.File

	Name string // as it is shown; made safe where it is sent
	Type string // media type
	Ref  string // address of the content
}

// Handed is an upload about to be handed in: what it is, as the file itself says, and
// the key that opens it alone.
type Handed struct {
	Type string
	Size int64 // of the content, in bytes
	Key  []byte
}

// errErased says the same to a reader as a file that no longer opens.
var errErased = gov.Conflict("blob.sealed")

// key opens the file key of a subject. It must not be called inside a command, which
// holds a snapshot of its own.
func (c *Cabinet) key(ctx context.Context, subject gov.ID) (key []byte, err error) {
	err = c.Engine.Read(ctx, func(q *sqldb.Q) error {
		keys, err := c.Engine.Vault().Open(ctx, q, subject)
		if err == nil {
			key = keys.FileKey()
		}
		return err
	})
	if errors.Is(err, vault.ErrErased) {
		err = errErased
	}
	return key, err
}

// Keep seals a file that was made here, such as a letter, under the file key of its
// subject and gives its address. When it returns the file is on stable storage.
func (c *Cabinet) Keep(ctx context.Context, subject gov.ID, file []byte) (ref string, err error) {
	info, err := c.Receive(ctx, subject, bytes.NewReader(file), blob.Limits{Declared: int64(len(file))})
	return string(info.Ref), err
}

// Receive seals a file as it comes in; see blob.PutSealed for errors.
func (c *Cabinet) Receive(ctx context.Context, subject gov.ID, file io.Reader, l blob.Limits) (blob.Info, error) {
	key, err := c.key(ctx, subject)
	if err != nil {
		return blob.Info{}, err
	}
	return c.Blobs.PutSealed(ctx, key, file, l)
}

// Open opens a file of a subject. The caller has recorded the reading.
func (c *Cabinet) Open(ctx context.Context, subject gov.ID, ref string) (*blob.File, error) {
	r, err := blob.ParseRef(ref)
	if err != nil {
		return nil, err
	}
	key, err := c.key(ctx, subject)
	if err != nil {
		return nil, err
	}
	sealed, err := c.Blobs.IsSealed(ctx, r)
	if err != nil {
		return nil, err
	}
	if !sealed {
		return c.Blobs.Get(ctx, r)
	}
	return c.Blobs.GetSealed(ctx, r, key)
}

// OpenOwn opens a file under its own key. The caller has recorded the reading.
func (c *Cabinet) OpenOwn(ctx context.Context, own []byte, ref string) (*blob.File, error) {
	r, err := blob.ParseRef(ref)
	if err != nil {
		return nil, err
	}
	return c.Blobs.GetOwn(ctx, r, own)
}

// Own gives the key of one file of a subject, for a case that takes the file over.
func (c *Cabinet) Own(ctx context.Context, subject gov.ID, ref string) ([]byte, error) {
	r, err := blob.ParseRef(ref)
	if err != nil {
		return nil, err
	}
	key, err := c.key(ctx, subject)
	if err != nil {
		return nil, err
	}
	return c.Blobs.OwnKey(ctx, r, key)
}
