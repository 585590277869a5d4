package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/infra/seal"
)

type verifyCommand struct {
	where
	URL        string `name:"url" placeholder:"URL"`
	Key        string `placeholder:"VKEY"`
	Checkpoint string `type:"existingfile" placeholder:"FILE"`
	JSON       bool   `name:"json"`
}

// Run checks the whole seal of a store; or, of a site, that what it publishes adds
// up to what it signed.
func (v *verifyCommand) Run(ctx context.Context, c *console) (err error) {
	saved := ""
	if v.Checkpoint != "" {
		raw, err := c.file(v.Checkpoint)
		if err != nil {
			return err
		}
		saved = string(raw)
	}
	var rep *seal.Report
	if v.URL != "" {
		rep, err = v.published(ctx, saved)
	} else {
		rep, err = v.store(ctx, c, saved)
	}
	if err != nil {
		return err
	}
	passed, failed := int(rep.Size+rep.Rows)+rep.Streams, len(rep.Findings)
	if v.JSON {
		return c.jsonTally(passed, failed, rep)
	}
	for _, f := range rep.Findings {
		c.line("%s: %s", f.Where, f.What)
	}
	c.line("size %d, root %s: %d streams, %d rows of %d tables, %d erased, %d not yet signed", rep.Size, rep.Root, rep.Streams, rep.Rows, rep.Tables, rep.Erased, rep.Unsealed)
	return c.tally(passed, failed)
}

func (v *verifyCommand) store(ctx context.Context, c *console, saved string) (rep *seal.Report, err error) {
	s, err := v.inspect(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Verify(ctx, saved)
}

// Names under which a site publishes its log (C2SP tlog-tiles).
const (
	checkpointPath = "/checkpoint"
	keyPath        = "/checkpoint.key"
	bundleSize     = 256
)

// published computes the root of the log from the entries a site publishes, and
// compares it with what the site signed. Rows are not published, and so not seen.
func (v *verifyCommand) published(ctx context.Context, saved string) (*seal.Report, error) {
	o := outside{base: strings.TrimRight(v.URL, "/"), client: &http.Client{Timeout: time.Minute}}
	key := v.Key
	if key == "" { // trusted because it is asked for here; who pins it gives --key
		raw, err := o.get(ctx, keyPath)
		if err != nil {
			return nil, faultError{err}
		}
		key = strings.TrimSpace(string(raw))
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, usage(err)
	}
	text, err := o.get(ctx, checkpointPath)
	if err != nil {
		return nil, faultError{err}
	}
	head, err := openHead(string(text), verifier)
	if err != nil {
		return &seal.Report{Findings: []seal.Finding{{Where: "checkpoint", What: err.Error()}}}, nil
	}
	rep := &seal.Report{Size: head.N, Events: head.N, Root: head.Hash.String()}
	old := tlog.Tree{}
	if saved != "" {
		if old, err = openHead(saved, verifier); err != nil {
			rep.Findings = append(rep.Findings, seal.Finding{Where: "saved checkpoint", What: err.Error()})
		}
	}
	if err := o.compare(ctx, head, old, rep); err != nil {
		return nil, faultError{err}
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

// outside reads a site as anybody may.
type outside struct {
	base   string
	client *http.Client
}

func (o *outside) get(ctx context.Context, path string) (b []byte, err error) {
	u, err := url.JoinPath(o.base, path)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u, http.NoBody)
	if err != nil {
		return nil, err
	}
	res, err := o.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	b, err = io.ReadAll(io.LimitReader(res.Body, maxInput))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", u, res.Status)
	}
	return b, err
}

// compare reads every published entry and computes the tree over them.
func (o *outside) compare(ctx context.Context, head, old tlog.Tree, rep *seal.Report) error {
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

// bundlePath is the address of an entry bundle: the number in groups of three
// digits, with the width of one that is not full.
func bundlePath(n, width int64) string {
	text := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		text = fmt.Sprintf("x%03d/%s", n%1000, text)
	}
	if width < bundleSize {
		text += fmt.Sprintf(".p/%d", width)
	}
	return "/tile/entries/" + text
}
