// Command tlogcheck verifies a served log with an implementation that is not
// ours: filippo.io/torchwood, a client of C2SP tlog-tiles. It checks the
// signature of the checkpoint, every entry against the leaf tiles, every tile
// against the signed root, and the proof of a sample of entries.
//
//	tlogcheck -key VKEY URL
//
// It ends with the line "N passed, M failed"; exit 0 ok, 1 the log does not
// verify, 2 usage, 3 could not run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	key := flag.String("key", "", "the verifier key of the log, name+hash+key")
	flag.Parse()
	if flag.NArg() != 1 || *key == "" {
		fmt.Fprintln(os.Stderr, "usage: tlogcheck -key VKEY URL")
		os.Exit(2)
	}
	verifier, err := note.NewVerifier(*key)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlogcheck: -key:", err)
		os.Exit(2)
	}
	fetcher, err := torchwood.NewTileFetcher(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlogcheck:", err)
		os.Exit(3)
	}
	passed, err := check(context.Background(), fetcher, verifier)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlogcheck:", err)
		fmt.Printf("%d passed, 1 failed\n", passed)
		os.Exit(1)
	}
	fmt.Printf("%d passed, 0 failed\n", passed)
}

// check verifies the whole log and tells how many checks passed: one for the
// checkpoint, one for each entry, one for each proof.
func check(ctx context.Context, fetcher *torchwood.TileFetcher, verifier note.Verifier) (passed int64, err error) {
	signed, err := fetcher.ReadEndpoint(ctx, "checkpoint")
	if err != nil {
		return 0, err
	}
	policy := torchwood.ThresholdPolicy(2, torchwood.OriginPolicy(verifier.Name()), torchwood.SingleVerifierPolicy(verifier))
	cp, _, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return 0, err
	}
	passed++
	client, err := torchwood.NewClient(fetcher)
	if err != nil {
		return passed, err
	}
	tree := tlog.Tree{N: cp.N, Hash: cp.Hash}
	next := int64(0)
	for i := range client.AllEntries(ctx, tree, 0) {
		if i != next {
			return passed, fmt.Errorf("entry %d follows %d", i, next-1)
		}
		next++
		passed++
	}
	if err := client.Err(); err != nil {
		return passed, err
	}
	if next != cp.N {
		return passed, fmt.Errorf("%d entries, the checkpoint speaks of %d", next, cp.N)
	}
	proofs, err := sample(ctx, client, tree)
	fmt.Printf("%s: %d entries under the root %s\n", cp.Origin, cp.N, cp.Hash)
	return passed + proofs, err
}

// sample proves some entries, the first and the last among them.
func sample(ctx context.Context, client *torchwood.Client, tree tlog.Tree) (passed int64, err error) {
	for i := int64(0); i < tree.N; i += 1 + tree.N/20 {
		for _, at := range []int64{i, tree.N - 1 - i} {
			if _, _, err := client.Entry(ctx, tree, at); err != nil {
				return passed, errors.Join(fmt.Errorf("proof of entry %d", at), err)
			}
			passed++
		}
	}
	return passed, nil
}
