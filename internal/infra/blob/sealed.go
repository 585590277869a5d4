package blob

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"holon.example/holon/internal/gov"
)

// The form of a sealed file: a header of magic, salt and nonce prefix, then
// pieces of 64 KiB, each with its tag. The key of the file is derived from the
// subject's key and the salt, so that no nonce is ever used twice under one key. The
// nonce of a piece is prefix, number and a flag on the last one (STREAM, Hoang et
// al. 2015): pieces cannot be left out, added or reordered.
const (
	keySize    = 32
	pieceSize  = 64 << 10
	tagSize    = 16
	saltSize   = 32
	prefixSize = 7
	magic      = "HLB1"
	headerSize = len(magic) + saltSize + prefixSize
	purpose    = "holon blob 1"
)

// ownKey derives the key of one file from that of its subject and the file's salt.
func ownKey(key, header []byte) ([]byte, error) {
	if len(key) != keySize {
		return nil, gov.Conflict("blob.sealed")
	}
	own, err := hkdf.Key(sha256.New, key, header[len(magic):len(magic)+saltSize], purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return own, nil
}

func fileAEAD(own []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return cipher.NewGCM(block)
}

func nonce(header []byte, piece int64, last bool) []byte {
	n := make([]byte, 0, 12)
	n = append(n, header[len(magic)+saltSize:]...)
	n = binary.BigEndian.AppendUint32(n, uint32(piece)) //nolint:gosec // a file has fewer pieces
	if last {
		return append(n, 1)
	}
	return append(n, 0)
}

// seal writes the sealed form of what is read and gives the plain size.
func seal(w io.Writer, r io.Reader, key []byte) (int64, error) {
	header := append([]byte(magic), make([]byte, saltSize+prefixSize)...)
	if _, err := rand.Read(header[len(magic):]); err != nil {
		return 0, fmt.Errorf("blob: %w", err)
	}
	own, err := ownKey(key, header)
	if err != nil {
		return 0, err
	}
	aead, err := fileAEAD(own)
	if err != nil {
		return 0, err
	}
	if _, err := w.Write(header); err != nil {
		return 0, err
	}
	cur, next := make([]byte, pieceSize), make([]byte, pieceSize)
	out := make([]byte, 0, pieceSize+tagSize)
	n, end, err := readPiece(r, cur)
	total := int64(n)
	for piece := int64(0); err == nil; piece++ {
		m := 0
		if !end { // only after the next piece is it known whether this one is the last
			if m, end, err = readPiece(r, next); err != nil {
				break
			}
		}
		last := m == 0
		if _, err = w.Write(aead.Seal(out, nonce(header, piece, last), cur[:n], header)); err != nil || last {
			break
		}
		cur, next, n = next, cur, m
		total += int64(m)
	}
	return total, err
}

// readPiece fills a piece and tells whether the end was met.
func readPiece(r io.Reader, p []byte) (int, bool, error) {
	n, err := io.ReadFull(r, p)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return n, true, nil
	}
	return n, false, err
}

// sealedSize is the size of the sealed form of n plain bytes.
func sealedSize(n int64) int64 {
	pieces := max(1, (n+pieceSize-1)/pieceSize)
	return int64(headerSize) + n + pieces*tagSize
}

// unsealed reads a sealed file at any place.
type unsealed struct {
	*pieces

	src    io.ReaderAt
	aead   cipher.AEAD
	header []byte
	last   int64 // number of the last piece
}

// headOf reads the header of a sealed file.
func headOf(src io.ReaderAt, size int64) ([]byte, error) {
	header := make([]byte, headerSize)
	if size < int64(headerSize+tagSize) {
		return nil, gov.Conflict("blob.sealed")
	}
	if _, err := src.ReadAt(header, 0); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	if string(header[:len(magic)]) != magic {
		return nil, gov.Conflict("blob.sealed")
	}
	return header, nil
}

// unseal opens a sealed file under the key of its subject.
func unseal(src io.ReaderAt, size int64, key []byte) (*unsealed, error) {
	header, err := headOf(src, size)
	if err != nil {
		return nil, err
	}
	own, err := ownKey(key, header)
	if err != nil {
		return nil, err
	}
	return unsealOwn(src, size, own)
}

// unsealOwn opens a sealed file under its own key.
func unsealOwn(src io.ReaderAt, size int64, own []byte) (*unsealed, error) {
	header, err := headOf(src, size)
	if err != nil {
		return nil, err
	}
	if len(own) != keySize {
		return nil, gov.Conflict("blob.sealed")
	}
	aead, err := fileAEAD(own)
	if err != nil {
		return nil, err
	}
	body := size - int64(headerSize)
	n := (body + pieceSize + tagSize - 1) / (pieceSize + tagSize)
	u := &unsealed{src: src, aead: aead, header: header, last: n - 1}
	u.pieces = newPieces(body-n*tagSize, pieceSize, u.piece)
	if u.size < 0 {
		return nil, gov.Conflict("blob.sealed")
	}
	return u, u.hold(u.last) // the last piece first: a wrong key or a cut file is found at once
}

// piece opens a piece.
func (u *unsealed) piece(n int64) ([]byte, error) {
	length := int64(pieceSize + tagSize)
	if n == u.last {
		length = u.size - n*pieceSize + tagSize
	}
	sealed := make([]byte, length)
	if _, err := u.src.ReadAt(sealed, int64(headerSize)+n*(pieceSize+tagSize)); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("blob: %w", err)
	}
	plain, err := u.aead.Open(sealed[:0], nonce(u.header, n, n == u.last), sealed, u.header)
	if err != nil {
		return nil, gov.Conflict("blob.sealed").Because(err)
	}
	return plain, nil
}
