package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// maxFindings ends a verification that finds faults everywhere.
const maxFindings = 100

// Finding is one thing that does not agree with the log.
type Finding struct {
	Where string `json:"where"` // table/key, leaf/seq, tile/level/index, stream
	What  string `json:"what"`
}

// Report is the result of a verification.
type Report struct {
	Size     int64     `json:"size"`
	Root     string    `json:"root"`
	Events   int64     `json:"events"`
	Streams  int       `json:"streams"`
	Rows     int64     `json:"rows"`
	Tables   int       `json:"tables"`
	Unsealed int64     `json:"unsealed"` // leaves after the newest checkpoint
	Erased   int       `json:"erased"`
	Findings []Finding `json:"findings"`
	OK       bool      `json:"ok"`
}

type verifier struct {
	ctx    context.Context
	q      *sqldb.Q // the snapshot that is verified, one cursor at a time
	side   *sqldb.Q // a second one, for keys and tiles while a cursor is open
	vault  *vault.Vault
	signer *Signer
	saved  *Checkpoint // an older checkpoint kept outside; nil: none
	rep    *Report

	rows    map[rowKey]rowState
	streams map[string]int64
	erased  map[gov.ID]bool
	names   map[string]uint16
}

type rowKey struct {
	table uint16
	key   string
}

type rowState struct {
	rev  int64
	hash [32]byte
	seen bool
}

// Verify checks the whole store against the log: every leaf against its event,
// the tiles and the signed root against the leaves, every stream for gaps, and
// every row of every sealed table against the latest leaf that speaks of it.
// saved is the text of a checkpoint kept elsewhere; a store older than it, or
// with another history, is refused.
func Verify(ctx context.Context, db *sqldb.DB, v *vault.Vault, s *Signer, saved string) (*Report, error) {
	ver := &verifier{ctx: ctx, vault: v, signer: s, rep: &Report{Findings: []Finding{}},
		rows: map[rowKey]rowState{}, streams: map[string]int64{}, erased: map[gov.ID]bool{}, names: map[string]uint16{}}
	if saved != "" {
		cp, err := s.Open(saved)
		if err != nil {
			return nil, gov.Invalid("seal.bad_checkpoint").Because(err)
		}
		ver.saved = &cp
	}
	err := db.Read(ctx, func(q *sqldb.Q) error {
		ver.q = q
		return db.Read(ctx, func(side *sqldb.Q) error {
			ver.side = side
			return ver.all()
		})
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	ver.rep.OK = err == nil && len(ver.rep.Findings) == 0
	return ver.rep, err
}

var errEnough = errors.New("too many findings")

func (v *verifier) found(where, format string, args ...any) error {
	v.rep.Findings = append(v.rep.Findings, Finding{Where: where, What: fmt.Sprintf(format, args...)})
	if len(v.rep.Findings) >= maxFindings {
		return errEnough
	}
	return nil
}

func (v *verifier) all() error {
	for i, t := range sqldb.Tables() {
		v.names[t.Name] = uint16(i)
	}
	for _, part := range []func() error{v.leaves, v.counts, v.tables, v.removed} {
		if err := part(); err != nil {
			return err
		}
	}
	v.rep.Streams, v.rep.Erased = len(v.streams), len(v.erased)
	return nil
}

// leaves walks the log in order and builds the tree anew.
func (v *verifier) leaves() error {
	size, text, found, err := newestCheckpoint(v.ctx, v.q)
	if err != nil {
		return err
	}
	head := Checkpoint{Root: tlog.Hash(emptyRoot)}
	if found {
		if head, err = v.signer.Open(text); err != nil || head.Size != size {
			if err := v.found("checkpoint", "the newest checkpoint does not verify"); err != nil {
				return err
			}
		}
	}
	if v.saved != nil && v.saved.Size > head.Size {
		if err := v.found("checkpoint", "the store is older than the saved checkpoint: %d leaves, saved %d", head.Size, v.saved.Size); err != nil {
			return err
		}
	}
	t, err := v.walk(head)
	if err != nil {
		return err
	}
	if t.size < head.Size {
		if err := v.found("log", "%d leaves, the checkpoint speaks of %d", t.size, head.Size); err != nil {
			return err
		}
	}
	v.rep.Size, v.rep.Root, v.rep.Unsealed = head.Size, head.Root.String(), max(0, t.size-head.Size)
	return nil
}

func (v *verifier) walk(head Checkpoint) (*tree, error) {
	t := &tree{}
	check := func() error {
		if t.size == head.Size && t.root() != head.Root {
			return v.found("log", "the leaves do not give the signed root")
		}
		if v.saved != nil && t.size == v.saved.Size && t.root() != v.saved.Root {
			return v.found("checkpoint", "the log is another than the saved checkpoint's")
		}
		return nil
	}
	if err := check(); err != nil {
		return t, err
	}
	err := eachLeaf(v.ctx, v.q, func(l leafRow) error {
		if l.seq != t.size {
			if err := v.found(fmt.Sprintf("leaf/%d", t.size), "is missing"); err != nil {
				return err
			}
			return errGap
		}
		if err := v.leaf(l); err != nil {
			return err
		}
		for _, tl := range t.add(tlog.Hash(l.hash)) {
			if err := v.tile(tl, t.size <= head.Size); err != nil {
				return err
			}
		}
		return check()
	})
	if errors.Is(err, errGap) {
		err = nil
	}
	return t, err
}

var errGap = errors.New("gap")

func (v *verifier) tile(t tile, sealed bool) error {
	if !sealed {
		return nil
	}
	b, err := readTile(v.ctx, v.side, t.level, t.index)
	if err != nil || !bytes.Equal(b, t.data) {
		return v.found(fmt.Sprintf("tile/%d/%d", t.level, t.index), "does not agree with the leaves")
	}
	return nil
}

// leaf checks one leaf against its event and takes in what the event says.
func (v *verifier) leaf(l leafRow) error {
	where := fmt.Sprintf("leaf/%d", l.seq)
	if l.body == nil {
		return v.found(where, "its event %d was removed", l.event)
	}
	want := LeafHash(l.body)
	if !bytes.Equal(want[:], l.hash) {
		return v.found(where, "the event's bytes were changed")
	}
	e, err := ParseEvent(l.body)
	if err != nil {
		return v.found(where, "the event cannot be read: %v", err)
	}
	if e.ID != l.event || e.Stream != l.stream || e.Ver != l.ver || e.Name != l.name {
		return v.found(where, "the event's columns differ from its bytes")
	}
	v.rep.Events++
	if last := v.streams[e.Stream]; e.Ver != last+1 {
		if err := v.found("stream/"+e.Stream, "version %d follows %d", e.Ver, last); err != nil {
			return err
		}
	}
	v.streams[e.Stream] = e.Ver
	if e.Name == vault.Erased {
		v.erased[e.Data.ID("subject")] = true
	}
	for _, m := range e.Rows {
		if err := v.mark(where, m); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) mark(where string, m RowMark) error {
	table, known := v.names[m.Table]
	if !known {
		return v.found(where, "speaks of table %s, which this program does not know", m.Table)
	}
	k := rowKey{table, m.Key}
	if m.Rev == 0 {
		delete(v.rows, k)
		return nil
	}
	v.rows[k] = rowState{rev: m.Rev, hash: m.Hash}
	return nil
}

// counts finds events that stand in no leaf.
func (v *verifier) counts() error {
	return eachLooseEvent(v.ctx, v.q, func(id gov.ID, queued bool) error {
		if queued {
			v.rep.Unsealed++
			return nil
		}
		return v.found("event/"+id.String(), "stands in no leaf")
	})
}

// tables compares every row of every sealed table with its latest mark.
func (v *verifier) tables() error {
	for _, t := range sqldb.Tables() {
		exists, err := eachSealedRow(v.ctx, v.q, t, func(row []any, rev int64) error { return v.row(t, row, rev) })
		if err != nil {
			return err
		}
		if exists {
			v.rep.Tables++
		}
	}
	return nil
}

func (v *verifier) row(t *sqldb.Table, row []any, rev int64) error {
	v.rep.Rows++
	key := KeyText(row[0])
	where := t.Name + "/" + key
	k := rowKey{v.names[t.Name], key}
	st, ok := v.rows[k]
	if !ok {
		return v.found(where, "stands in no leaf")
	}
	st.seen = true
	v.rows[k] = st
	if st.rev != rev {
		return v.found(where, "revision %d, the log says %d", rev, st.rev)
	}
	subject := t.SubjectOf(row)
	keys, err := v.vault.Open(v.ctx, v.side, subject)
	switch {
	case errors.Is(err, vault.ErrErased) && v.erased[subject]:
		return nil // nothing can be said of it any more, and the log says why
	case errors.Is(err, vault.ErrErased):
		return v.found(where, "has no salt, and its subject is not listed as erased")
	case errors.Is(err, vault.ErrWrongKey):
		return v.found(where, "its subject's key was changed")
	case err != nil:
		return err
	}
	if RowHash(Salt(keys.SaltKey(), t.Name, key, rev), t, row, rev) != st.hash {
		return v.found(where, "was changed outside the platform")
	}
	return nil
}

// removed finds rows the log knows and the tables do not.
func (v *verifier) removed() error {
	tables := sqldb.Tables()
	for k, st := range v.rows {
		if !st.seen {
			for _, t := range tables {
				if v.names[t.Name] == k.table {
					if err := v.found(t.Name+"/"+k.key, "was removed outside the platform"); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}
