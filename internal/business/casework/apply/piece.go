package apply

import (
	"bytes"
	"context"
	"io"
	"regexp"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Limits of a file that comes in pieces (断点续传).
const (
	PieceSize = 512 << 10 // of every piece but the last
	maxPieces = 128       // of one file
	maxComing = 6         // files of one draft that are coming in at a time
)

const labelPiece = "case_piece.body"

// Piece is one piece of a file that is being handed in with a draft, sent again as
// often as the network breaks off.
type Piece struct {
	Draft gov.ID
	File  string // what the sender calls the file: 16 to 64 hexadecimal digits, the same when it is begun again
	N     int    // from 0
	Body  []byte
}

var fileName = regexp.MustCompile(`^[0-9a-f]{16,64}$`)

func (x *Piece) check() error {
	switch {
	case !fileName.MatchString(x.File) || x.N < 0:
		return gov.Invalid("error.invalid")
	case x.N >= maxPieces || len(x.Body) > PieceSize || len(x.Body) == 0:
		return &gov.Error{Kind: gov.KindTooLarge, Key: "error.too_large"}
	}
	return nil
}

// PutPiece keeps one piece (action attachMaterial), encrypted under the key of the
// draft, and tells how many are there from the first without a gap. The same piece
// again is no error; one beyond the gap is a conflict (draft.piece_gap).
func (desk *Desk) PutPiece(ctx context.Context, who gov.Actor, x Piece) (int, error) {
	if err := x.check(); err != nil {
		return 0, err
	}
	cmd := act.Command{Action: "attachMaterial", Actor: who, Claims: []string{stream(x.Draft) + "/" + x.File}}
	return act.Do(ctx, desk.Act, cmd, func(p *act.Prep) (int, error) {
		row, _, err := desk.held(ctx, p, x.Draft)
		if err != nil {
			return 0, err
		}
		if err := row.editable(0); err != nil {
			return 0, err
		}
		have, others, err := coming(ctx, p.Q(), x.Draft, x.File)
		switch {
		case err != nil:
			return 0, err
		case x.N < have:
			p.Note("draft.piece", "piece", seal.Data{"draft": x.Draft, "n": x.N, "again": true})
			return have, nil
		case x.N > have:
			return 0, gov.Conflict("draft.piece_gap")
		case have == 0 && others >= maxComing:
			return 0, gov.Conflict("draft.too_many_coming")
		}
		keys, err := p.Keys(x.Draft)
		if err != nil {
			return 0, err
		}
		p.Exec(insertPiece, 1, x.Draft, x.File, x.N, p.Now(), keys.Encrypt(labelPiece, x.Body))
		p.Note("draft.piece", "piece", seal.Data{"draft": x.Draft, "n": x.N})
		return have + 1, nil
	})
}

// Pieces tells how many pieces of a file are there, so that a sender goes on behind
// them.
func (desk *Desk) Pieces(ctx context.Context, who gov.Actor, draft gov.ID, file string) (int, error) {
	x := Piece{Draft: draft, File: file, Body: []byte{0}}
	if err := x.check(); err != nil {
		return 0, err
	}
	if _, err := desk.Load(ctx, who, draft); err != nil {
		return 0, err
	}
	n := 0
	err := desk.Act.Read(ctx, func(q *sqldb.Q) (err error) {
		n, _, err = coming(ctx, q, draft, file)
		return err
	})
	return n, err
}

// Whole reads a file of n pieces that are all there, in order. The caller has opened
// the draft.
func (desk *Desk) Whole(ctx context.Context, draft gov.ID, file string, n int) io.Reader {
	return &assembled{ctx: ctx, desk: desk, draft: draft, file: file, n: n}
}

// DropPieces takes the pieces of a file away: it was kept whole, or given up.
func (desk *Desk) DropPieces(ctx context.Context, who gov.Actor, draft gov.ID, file string) error {
	cmd := act.Command{Action: "attachMaterial", Actor: who, Claims: []string{stream(draft) + "/" + file}}
	_, err := act.Do(ctx, desk.Act, cmd, func(p *act.Prep) (bool, error) {
		if _, _, err := desk.held(ctx, p, draft); err != nil {
			return false, err
		}
		p.Exec(dropFile, -1, draft, file)
		p.Note("draft.pieces_dropped", "piece", seal.Data{"draft": draft})
		return true, nil
	})
	return err
}

// assembled reads the pieces of a file one after the other; none is ever whole on disk
// in plain.
type assembled struct {
	ctx   context.Context //nolint:containedctx // io.Reader has no other way to end a read
	desk  *Desk
	draft gov.ID
	file  string
	n, at int
	rest  bytes.Reader
}

func (a *assembled) Read(b []byte) (int, error) {
	for a.rest.Len() == 0 {
		if a.at == a.n {
			return 0, io.EOF
		}
		var plain []byte
		err := a.desk.Act.Read(a.ctx, func(q *sqldb.Q) error {
			keys, err := a.desk.Act.Vault().Open(a.ctx, q, a.draft)
			if err != nil {
				return err
			}
			body, err := readPiece(a.ctx, q, a.draft, a.file, a.at)
			if err != nil {
				return err
			}
			plain, err = keys.Decrypt(labelPiece, body)
			return err
		})
		if err != nil {
			return 0, err
		}
		a.rest.Reset(plain)
		a.at++
	}
	return a.rest.Read(b)
}
