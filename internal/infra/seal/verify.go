package seal

import (
	"context"
	"errors"
	"fmt"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
	"holon.example/holon/internal/infra/vault"
)

// maxFindings ends a verification that finds faults everywhere.
const maxFindings = 100

// Finding is one thing that does not agree with the log.
type Finding struct {
	Where string `json:"where"` // table/key, leaf/seq, tile/level/index, stream, subject/id
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
	Files    int64     `json:"files"`            // named by rows and found as they were kept; none where only the log was looked at
	Tiles    int64     `json:"tiles,omitempty"`  // of hashes, served and compared; from outside only
	Unseen   []string  `json:"unseen,omitempty"` // what was not looked at because it is not published: rows, files, unsigned
	Findings []Finding `json:"findings"`
	OK       bool      `json:"ok"`
}

// verifier holds one snapshot of the store against the log. Everything is read
// from that snapshot, so that a store at work raises no false alarm.
type verifier struct {
	ctx    context.Context
	q      *sqldb.Q
	vault  *vault.Vault
	signer *Signer
	saved  *Checkpoint // an older checkpoint kept outside; nil: none
	rep    *Report

	head    Checkpoint // the newest checkpoint of the store
	streams map[string]int64
	erased  map[gov.ID]bool
	tables  []*sqldb.Table
	marks   map[string]*marks // by table
}

// Verify checks the whole store against the log: every leaf against its event,
// the tiles and every signed root against the leaves, every stream for gaps,
// every row of every sealed table against the latest leaf that speaks of it, and
// every subject's key against the erasures the log lists. saved is the text of a
// checkpoint kept elsewhere; a store older than it, or with another history, is
// refused. Keys are read from the store, never from the vault's memory.
func Verify(ctx context.Context, db *sqldb.DB, v *vault.Vault, s *Signer, saved string) (*Report, error) {
	ver := &verifier{
		ctx: ctx, vault: v, signer: s, rep: &Report{Findings: []Finding{}}, tables: sqldb.Tables(),
		marks: map[string]*marks{}, streams: map[string]int64{}, erased: map[gov.ID]bool{},
	}
	for _, t := range ver.tables {
		ver.marks[t.Name] = newMarks()
	}
	if saved != "" {
		cp, err := s.Open(saved)
		if err != nil {
			return nil, gov.Invalid("seal.bad_checkpoint").Because(err)
		}
		ver.saved = &cp
	}
	err := db.Read(ctx, func(q *sqldb.Q) error {
		ver.q = q
		return ver.all()
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
	for _, part := range []func() error{v.newest, v.leaves, v.queue, v.loose, v.sealedTables, v.removed, v.keys} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}
