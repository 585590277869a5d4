package journey

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The published log (C2SP tlog-tiles): a signed checkpoint, and bundles of 256
// entries from which anybody computes the same root.

const (
	bundle   = 256
	sealWait = 50 * time.Millisecond
	sealLong = 200 // times
)

// seal computes the tree over all published entries and compares it with the
// signed checkpoint. Sealing may lag behind answers; what the story has seen must
// be in it.
func (p *play) seal() {
	size, root, err := p.head()
	for i := 0; err == nil && size <= p.last && i < sealLong; i++ {
		select {
		case <-p.ctx.Done():
			return
		case <-time.After(sealWait):
		}
		size, root, err = p.head()
	}
	p.report.Seal.Size, p.report.Seal.Root = size, root
	if err == nil {
		p.leaves, err = p.entries(size)
	}
	got := ""
	if err == nil {
		got = base64.StdEncoding.EncodeToString(treeRoot(p.leaves))
		p.report.Seal.OK = got == root && size > p.last && size > 0
	}
	if len(p.told) > 0 && err == nil {
		s := Step{Who: auditor, What: fmt.Sprintf("finds %d events of the list in the log, byte for byte", len(p.told)), Expected: "as sealed", Seen: p.sealed()}
		s.OK = s.Seen == s.Expected
		p.note(s)
	}
	if !p.report.Seal.OK {
		s := Step{What: "computes the seal from the published entries", Method: http.MethodGet, Path: "/checkpoint", Expected: root, Seen: got}
		if err != nil {
			s.Seen = err.Error()
		}
		p.note(s)
	}
}

// head reads the newest checkpoint: origin, size, root, then the signatures.
func (p *play) head() (size int64, root string, err error) {
	text, err := p.get("/checkpoint")
	if err != nil {
		return 0, "", err
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 6 || lines[3] != "" || !strings.HasPrefix(lines[4], "\u2014 "+lines[0]+" ") {
		return 0, "", fmt.Errorf("the checkpoint is no signed note: %.200q", text)
	}
	size, err = strconv.ParseInt(lines[1], 10, 64)
	return size, lines[2], err
}

// entries reads all entries and gives their leaf hashes.
func (p *play) entries(size int64) (leaves [][]byte, err error) {
	for n := int64(0); n*bundle < size; n++ {
		width := min(size-n*bundle, bundle)
		path := "/tile/entries/" + tilePath(n)
		if width < bundle {
			path += ".p/" + strconv.FormatInt(width, 10)
		}
		raw, err := p.get(path)
		if err != nil {
			return nil, err
		}
		for range width {
			if len(raw) < 2 || len(raw) < 2+int(binary.BigEndian.Uint16(raw)) {
				return nil, fmt.Errorf("%s ends early", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(raw))
			leaf := leafHash(raw[2:end])
			leaves, raw = append(leaves, leaf[:]), raw[end:]
		}
	}
	return leaves, nil
}

func (p *play) get(path string) ([]byte, error) {
	a := p.ask(raw(http.MethodGet, path), "", &Step{})
	if a.Err == nil && a.Status != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %d", path, a.Status)
	}
	return a.Body, a.Err
}

func leafHash(entry []byte) [sha256.Size]byte { return sha256.Sum256(append([]byte{0}, entry...)) }

// sealed compares what the list of events told with the leaves of the log.
func (p *play) sealed() string {
	for i, h := range p.told {
		if i >= int64(len(p.leaves)) || !bytes.Equal(p.leaves[i], h[:]) {
			return fmt.Sprintf("the event told as leaf %d is another one", i)
		}
	}
	return "as sealed"
}

// tilePath writes a tile's number in groups of three digits, all but the last
// behind an x.
func tilePath(n int64) string {
	out := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		out = fmt.Sprintf("x%03d/%s", n%1000, out)
	}
	return out
}

// treeRoot is the Merkle tree hash of RFC 6962 over leaf hashes.
func treeRoot(leaves [][]byte) []byte {
	switch len(leaves) {
	case 0:
		sum := sha256.Sum256(nil)
		return sum[:]
	case 1:
		return leaves[0]
	}
	half := 1
	for half*2 < len(leaves) {
		half *= 2
	}
	sum := sha256.Sum256(bytes.Join([][]byte{{1}, treeRoot(leaves[:half]), treeRoot(leaves[half:])}, nil))
	return sum[:]
}
