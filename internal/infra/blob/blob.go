package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

const keyNotFound = "blob.not_found"

// stagedFor is how long an upload may stay unfinished before Sweep takes it for abandoned.
const stagedFor = 24 * time.Hour

// place is where files lie: a folder, or tables of the database.
type place interface {
	keep(ctx context.Context, f *os.File, ref Ref) error // durable under its address when it returns
	open(ctx context.Context, ref Ref) (source, int64, error)
	remove(ctx context.Context, ref Ref) error
	sweep(ctx context.Context, before gov.Time) (int, error)
}

// source is a kept file being read.
type source interface {
	io.ReaderAt
	io.Closer
}

// Config says where files lie.
type Config struct {
	Dir      string          // the folder of the files; with Database only of what is being received, and of older files
	Database bool            // keep files in the database, where all nodes of a site reach them
	DB       *sqldb.DB       // nil: there is only the folder
	Writer   *sqldb.Writer   // nil: files of the database are only read
	Now      func() gov.Time // the machine's clock
}

// Store keeps files. It is safe for concurrent use, also by several processes over
// one folder or one database.
type Store struct {
	staging disk
	main    place
	also    place // asked for what main does not have: where files lay before; nil: nowhere
}

// Open opens the store in a folder, making it if need be.
func Open(dir string) (*Store, error) { return New(Config{Dir: dir}) }

// New opens the store. New files go where the configuration says; files that lie at
// the other place, because a site was configured otherwise before, are still found.
func New(c Config) (*Store, error) {
	d, err := openDisk(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &Store{staging: d, main: d}
	switch {
	case c.Database && c.DB == nil:
		return nil, errors.New("blob: no database to keep files in")
	case c.Database:
		s.main, s.also = tables{c}, d
	case c.DB != nil:
		s.also = tables{c}
	}
	return s, nil
}

// Sweep removes uploads that were abandoned more than a day before now, and tells how
// many. What is kept is never swept.
func (s *Store) Sweep(ctx context.Context, now gov.Time) (int, error) {
	before := now.Add(-stagedFor)
	n, err := s.staging.sweep(ctx, before)
	if t, ok := s.main.(tables); ok && err == nil {
		var more int
		more, err = t.sweep(ctx, before)
		n += more
	}
	return n, err
}

// Remove takes a kept file away for good, such as an upload that nobody handed in.
// One that is not there is no error.
func (s *Store) Remove(ctx context.Context, ref Ref) error {
	if _, err := ParseRef(string(ref)); err != nil {
		return err
	}
	err := s.main.remove(ctx, ref)
	if s.also != nil {
		err = errors.Join(err, s.also.remove(ctx, ref))
	}
	return err
}

// File is a kept file being read, at any place in it.
type File struct {
	*io.SectionReader
	src source
}

// Close ends the reading.
func (f *File) Close() error { return f.src.Close() }

// Get opens a file as it is kept; the context must live as long as the reading. A
// missing one is a not-found error.
func (s *Store) Get(ctx context.Context, ref Ref) (*File, error) {
	src, size, err := s.opened(ctx, ref)
	if err != nil {
		return nil, err
	}
	return &File{io.NewSectionReader(src, 0, size), src}, nil
}

// GetSealed opens a sealed file for reading in the clear, piece by piece. With another
// key than the one it was sealed with, or if it was changed, it is a conflict error
// (blob.sealed) here or while reading.
func (s *Store) GetSealed(ctx context.Context, ref Ref, key []byte) (*File, error) {
	return s.inTheClear(ctx, ref, key, unseal)
}

// GetOwn opens a sealed file under its own key, which OwnKey gave.
func (s *Store) GetOwn(ctx context.Context, ref Ref, own []byte) (*File, error) {
	return s.inTheClear(ctx, ref, own, unsealOwn)
}

func (s *Store) inTheClear(ctx context.Context, ref Ref, key []byte, open func(io.ReaderAt, int64, []byte) (*unsealed, error)) (*File, error) {
	src, size, err := s.opened(ctx, ref)
	if err != nil {
		return nil, err
	}
	content, err := open(src, size, key)
	if err != nil {
		return nil, errors.Join(err, src.Close())
	}
	return &File{io.NewSectionReader(content, 0, content.size), src}, nil
}

// OwnKey gives the key of one sealed file alone. Whoever it is handed to opens that
// file and no other, also when the key of its subject is destroyed one day; he keeps it
// encrypted under a key of his own.
func (s *Store) OwnKey(ctx context.Context, ref Ref, key []byte) ([]byte, error) {
	src, size, err := s.opened(ctx, ref)
	if err != nil {
		return nil, err
	}
	var own []byte
	header, err := headOf(src, size)
	if err == nil {
		own, err = ownKey(key, header)
	}
	if err == nil {
		_, err = unsealOwn(src, size, own) // it fits
	}
	return own, errors.Join(err, src.Close())
}

// IsSealed tells whether a file is kept in the sealed form.
func (s *Store) IsSealed(ctx context.Context, ref Ref) (bool, error) {
	src, _, err := s.opened(ctx, ref)
	if err != nil {
		return false, err
	}
	head := make([]byte, len(magic))
	_, err = src.ReadAt(head, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return string(head) == magic, errors.Join(err, src.Close())
}

func (s *Store) opened(ctx context.Context, ref Ref) (source, int64, error) {
	if _, err := ParseRef(string(ref)); err != nil {
		return nil, 0, err
	}
	src, size, err := s.main.open(ctx, ref)
	if s.also != nil && err != nil && gov.KindOf(err) == gov.KindNotFound {
		return s.also.open(ctx, ref)
	}
	return src, size, err
}

// Stat tells the size of a file as it is kept, in bytes.
func (s *Store) Stat(ctx context.Context, ref Ref) (int64, error) {
	src, size, err := s.opened(ctx, ref)
	if err != nil {
		return 0, err
	}
	return size, src.Close()
}

// Check reads a kept file again and tells whether it still hashes to its
// address; if not, that is a conflict error (blob.damaged).
func (s *Store) Check(ctx context.Context, ref Ref) error {
	src, size, err := s.opened(ctx, ref)
	if err != nil {
		return err
	}
	a := &addressed{w: io.Discard, sum: sha256.New()}
	_, err = io.Copy(a, &incoming{ctx: ctx, r: io.NewSectionReader(src, 0, size), left: size})
	if err := errors.Join(err, src.Close()); err != nil {
		return err
	}
	if a.ref() != ref {
		return gov.Conflict("blob.damaged")
	}
	return nil
}
