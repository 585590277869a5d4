package blob

import (
	"errors"
	"io"
	"sync"
)

// pieces reads a file that lies in pieces of one size, the last one shorter, at any
// place. The piece read last is held. It is safe for concurrent use.
type pieces struct {
	size int64 // of the file
	each int64 // of a piece
	load func(n int64) ([]byte, error)

	mu   sync.Mutex
	n    int64 // of the piece held
	data []byte
}

func newPieces(size, each int64, load func(n int64) ([]byte, error)) *pieces {
	return &pieces{size: size, each: each, load: load, n: -1}
}

// ReadAt implements io.ReaderAt.
func (p *pieces) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("blob: negative offset")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for n < len(b) && off < p.size {
		if err := p.hold(off / p.each); err != nil {
			return n, err
		}
		c := copy(b[n:], p.data[off%p.each:])
		n += c
		off += int64(c)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// hold loads a piece. The caller holds mu, or is alone.
func (p *pieces) hold(n int64) error {
	if n == p.n {
		return nil
	}
	data, err := p.load(n)
	if err != nil {
		return err
	}
	p.n, p.data = n, data
	return nil
}
