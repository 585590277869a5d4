package outside

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/infra/seal"
)

// Names under which a site publishes its log (C2SP tlog-tiles).
const (
	checkpointPath = "/checkpoint"
	keyPath        = "/checkpoint.key"
	bundleSize     = 256
)

// Verify computes the tree of the log from the entries a site publishes, and compares
// with it what the site signed, every tile of hashes it serves, and a checkpoint that
// was saved before: the saved tree must be the beginning of the present one. The
// report names what is not published and so not seen: rows, files, and what is sealed
// but not yet signed.
func Verify(ctx context.Context, url, key, saved string) (*seal.Report, error) {
	o := newSite(url)
	if key == "" { // trusted because it is asked for here; who pins it names it
		raw, err := o.get(ctx, keyPath)
		if err != nil {
			return nil, err
		}
		key = strings.TrimSpace(string(raw))
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	text, err := o.get(ctx, checkpointPath)
	if err != nil {
		return nil, err
	}
	head, bad := openHead(string(text), verifier)
	if bad != nil {
		return &seal.Report{Findings: []seal.Finding{{Where: "checkpoint", What: bad.Error()}}}, nil //nolint:nilerr // a bad signature is the answer
	}
	rep := &seal.Report{Size: head.N, Events: head.N, Root: head.Hash.String(), Unseen: []string{"rows", "files", "unsigned"}}
	old := tlog.Tree{}
	if saved != "" {
		if old, err = openHead(saved, verifier); err != nil {
			rep.Findings = append(rep.Findings, seal.Finding{Where: "saved checkpoint", What: err.Error()})
		}
	}
	if err := o.compare(ctx, head, old, rep); err != nil {
		return nil, err
	}
	rep.OK = len(rep.Findings) == 0
	return rep, nil
}

// openHead checks the signature of a checkpoint and reads its tree head.
func openHead(text string, v note.Verifier) (tlog.Tree, error) {
	n, err := note.Open([]byte(text), note.VerifierList(v))
	if err != nil {
		return tlog.Tree{}, err
	}
	var head tlog.Tree
	lines := strings.SplitN(n.Text, "\n", 4)
	if len(lines) < 3 {
		return head, errors.New("this is no checkpoint")
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &head.N); err != nil || head.N < 0 {
		return head, errors.New("the size of the tree cannot be read")
	}
	head.Hash, err = tlog.ParseHash(lines[2])
	return head, err
}

// compare reads every published entry and computes the tree over them.
func (o *site) compare(ctx context.Context, head, old tlog.Tree, rep *seal.Report) error {
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	root := func(n int64) (tlog.Hash, error) { return tlog.TreeHash(n, read) }
	if old.N > head.N {
		rep.Findings = append(rep.Findings, seal.Finding{Where: "checkpoint", What: "older than the saved one"})
	}
	for n := int64(0); n < head.N; n += bundleSize {
		raw, err := o.get(ctx, bundlePath(n/bundleSize, min(bundleSize, head.N-n)))
		if err != nil {
			return err
		}
		for i := n; i < min(n+bundleSize, head.N); i++ {
			if len(raw) < 2 || len(raw) < 2+int(raw[0])<<8+int(raw[1]) {
				return fmt.Errorf("bundle %d is cut off", n/bundleSize)
			}
			size := int(raw[0])<<8 + int(raw[1])
			hashes, err := tlog.StoredHashesForRecordHash(i, seal.LeafHash(raw[2:2+size]), read)
			if err != nil {
				return err
			}
			stored, raw = append(stored, hashes...), raw[2+size:]
		}
	}
	if err := o.tiles(ctx, head.N, read, rep); err != nil {
		return err
	}
	for _, t := range []tlog.Tree{old, head} {
		if t.N == 0 || t.N > head.N {
			continue
		}
		got, err := root(t.N)
		if err != nil {
			return err
		}
		if got != t.Hash {
			rep.Findings = append(rep.Findings, seal.Finding{Where: fmt.Sprintf("tree of %d leaves", t.N), What: "root " + got.String() + ", signed " + t.Hash.String()})
		}
	}
	return nil
}

// tiles compares every tile of hashes that is served with the tree over the entries:
// who proves the inclusion of a leaf by the tiles gets what the entries say.
func (o *site) tiles(ctx context.Context, size int64, read tlog.HashReader, rep *seal.Report) error {
	for level := 0; size>>(8*level) > 0; level++ {
		for n, hashes := int64(0), size>>(8*level); n < hashes; n += bundleSize {
			width := min(bundleSize, hashes-n)
			path := tilePath(fmt.Sprint(level), n/bundleSize, width)
			got, err := o.get(ctx, path)
			if err != nil {
				return err
			}
			want, err := tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: n / bundleSize, W: int(width)}, read)
			if err != nil {
				return err
			}
			rep.Tiles++
			if !bytes.Equal(got, want) {
				rep.Findings = append(rep.Findings, seal.Finding{Where: path, What: "hashes that the entries do not have"})
			}
		}
	}
	return nil
}

// bundlePath is the address of an entry bundle: the number in groups of three
// digits, with the width of one that is not full.
func bundlePath(n, width int64) string { return tilePath("entries", n, width) }

func tilePath(level string, n, width int64) string {
	text := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		text = fmt.Sprintf("x%03d/%s", n%1000, text)
	}
	if width < bundleSize {
		text += fmt.Sprintf(".p/%d", width)
	}
	return "/tile/" + level + "/" + text
}
