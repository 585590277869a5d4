package blob

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"syscall"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/blob/inspect"
)

// Limits says what an upload may be.
type Limits struct {
	MaxBytes int64          // most bytes; 0 means DefaultMaxBytes
	Declared int64          // the size the sender announced; 0 if none
	Field    string         // the form field, for errors
	Content  inspect.Limits // what it may contain; the zero value is the usual allow-list
}

// DefaultMaxBytes is the size a file may have where no limit is set.
const DefaultMaxBytes = 20 << 20

// Put keeps a file. When it returns without error the file is on stable storage.
// Errors that concern the sender are *gov.Error of kind invalid or too large
// with a key of blob.* and the field of the limits; a cancelled context gives its error.
func (s *Store) Put(ctx context.Context, r io.Reader, l Limits) (Info, error) {
	return s.put(ctx, r, l, nil)
}

// PutSealed keeps a file encrypted under a 32-byte key of its subject.
func (s *Store) PutSealed(ctx context.Context, key []byte, r io.Reader, l Limits) (Info, error) {
	if len(key) != keySize {
		return Info{}, errors.New("blob: a key has 32 bytes")
	}
	return s.put(ctx, r, l, key)
}

// put receives, inspects and keeps; key nil means plain.
func (s *Store) put(ctx context.Context, r io.Reader, l Limits, key []byte) (Info, error) {
	f, err := s.staging.stage()
	if err != nil {
		return Info{}, noRoom(err)
	}
	defer func() {
		_ = f.Close()           // its content was synced if it was kept
		_ = os.Remove(f.Name()) // gone already if it was kept under its address
	}()
	info, err := s.receive(ctx, f, r, l, key)
	if err != nil {
		return Info{}, named(noRoom(err), l.Field)
	}
	return info, noRoom(s.main.keep(ctx, f, info.Ref))
}

func (s *Store) receive(ctx context.Context, f *os.File, r io.Reader, l Limits, key []byte) (Info, error) {
	in := bufio.NewReaderSize(&incoming{ctx: ctx, r: r, left: l.most(), most: l.most()}, inspect.HeadSize)
	head, err := in.Peek(inspect.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return Info{}, err
	}
	if err := inspect.Head(head, l.Content); err != nil {
		return Info{}, err
	}
	w := &addressed{w: f, sum: sha256.New()}
	size, content, err := w.fill(in, f, key)
	if err != nil {
		return Info{}, err
	}
	if l.Declared > 0 && l.Declared != size {
		return Info{}, gov.Invalid("blob.interrupted")
	}
	found, err := inspect.Content(ctx, content, size, l.Content)
	if err != nil {
		return Info{}, err
	}
	return Info{Ref: w.ref(), Size: size, Type: found.Type, Width: found.Width, Height: found.Height, Sealed: key != nil}, nil
}

func (l Limits) most() int64 {
	if l.MaxBytes > 0 {
		return l.MaxBytes
	}
	return DefaultMaxBytes
}

// incoming reads what a sender sends, up to the limit and while the request lives.
type incoming struct {
	ctx  context.Context
	r    io.Reader
	left int64
	most int64
}

func (i *incoming) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := i.r.Read(p)
	if i.left -= int64(n); i.left < 0 {
		return 0, (&gov.Error{Kind: gov.KindTooLarge, Key: "blob.too_large"}).With("limit", i.most)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		if ctxErr := i.ctx.Err(); ctxErr != nil {
			return n, ctxErr
		}
		if _, known := errors.AsType[*gov.Error](err); known {
			return n, err
		}
		return n, gov.Invalid("blob.interrupted").Because(err)
	}
	return n, err
}

// addressed writes bytes to the file and into the address.
type addressed struct {
	w   io.Writer
	sum hash.Hash
}

func (a *addressed) Write(p []byte) (int, error) {
	n, err := a.w.Write(p)
	a.sum.Write(p[:n])
	return n, err
}

func (a *addressed) ref() Ref { return Ref(hex.EncodeToString(a.sum.Sum(nil))) }

// fill writes all that comes, sealed if there is a key, and gives the plain
// size and a way to read the plain content back for inspection.
func (a *addressed) fill(in io.Reader, f *os.File, key []byte) (int64, io.ReaderAt, error) {
	if key == nil {
		n, err := io.Copy(a, in)
		return n, f, err
	}
	n, err := seal(a, in, key)
	if err != nil {
		return 0, nil, err
	}
	content, err := unseal(f, sealedSize(n), key)
	return n, content, err
}

// named puts the field into an error for the sender.
func named(err error, field string) error {
	e, ok := errors.AsType[*gov.Error](err)
	if !ok || field == "" {
		return err
	}
	e.Fields = append(e.Fields, gov.Field{Path: field, Key: e.Key, Args: e.Args})
	return e
}

// noRoom turns a full disk into an answer people understand; nothing was kept.
func noRoom(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return (&gov.Error{Kind: gov.KindBusy, Key: "blob.no_room"}).Because(err)
	}
	return err
}
