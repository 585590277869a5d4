package standard

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the standard.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	elementTable = sqldb.NewTable("std_element", "", "id", "code", "ver", "latest", "body", "at", "person")
	editionTable = sqldb.NewTable("std_edition", "", "id", "list", "ver", "since", "name_zh", "name_en", "source", "codes", "at", "person")
)

// maxEdition bounds the codes of an edition when unpacked.
const maxEdition = 32 << 20

func rowID(code string, no int) string { return code + "/" + strconv.Itoa(no) }

func (v *Version) row(latest bool) ([]any, error) {
	body, err := json.Marshal(v.Element)
	if err != nil {
		return nil, err
	}
	return []any{rowID(v.Code, v.No), v.Code, int64(v.No), latest, string(body), v.At, v.By}, nil
}

// storedVersion is a version with its revision.
type storedVersion struct {
	Version
	rev int64
}

func scanVersion(s sqldb.Scanner) (v storedVersion, err error) {
	var id, code, body string
	var no, latest int64
	if err := s.Scan(&id, &code, &no, &latest, &body, &v.At, &v.By, &v.rev); err != nil {
		return v, err
	}
	v.No = int(no)
	return v, json.Unmarshal([]byte(body), &v.Element)
}

func (e *Edition) row(at gov.Time, by gov.ID) ([]any, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := errors.Join(json.NewEncoder(z).Encode(e.Codes), z.Close()); err != nil {
		return nil, err
	}
	return []any{rowID(e.List, e.No), e.List, int64(e.No), string(e.Since), e.Name.Zh, e.Name.En, e.Source, out.Bytes(), at, by}, nil
}

func scanEdition(s sqldb.Scanner) (*Edition, error) {
	e := &Edition{}
	var id string
	var no, rev int64
	var packed []byte
	var at gov.Time
	var by gov.ID
	if err := s.Scan(&id, &e.List, &no, &e.Since, &e.Name.Zh, &e.Name.En, &e.Source, &packed, &at, &by, &rev); err != nil {
		return nil, err
	}
	e.No = int(no)
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return e, json.NewDecoder(io.LimitReader(z, maxEdition)).Decode(&e.Codes)
}

// readBook reads the whole standard.
func readBook(ctx context.Context, q *sqldb.Q) (*Book, error) {
	current, err := sqldb.All(ctx, q, scanVersion, elementTable.Select("latest = 1 ORDER BY code"))
	if err != nil {
		return nil, err
	}
	editions, err := sqldb.All(ctx, q, scanEdition, editionTable.Select("ver > 0 ORDER BY list, ver"))
	if err != nil {
		return nil, err
	}
	versions := make([]Version, len(current))
	for i, v := range current {
		versions[i] = v.Version
	}
	return NewBook(versions, editions), nil
}

// mark tells cheaply whether the standard changed: rows are only ever added, but for the
// one that is the latest no more.
func mark(ctx context.Context, q *sqldb.Q) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT (SELECT COUNT(*) FROM std_element) + (SELECT COUNT(*) FROM std_edition)", nil, &n)
	return n, err
}

// currentRow reads the latest version of an element with its revision.
func currentRow(ctx context.Context, q *sqldb.Q, code string) (v storedVersion, found bool, err error) {
	return sqldb.One(ctx, q, scanVersion, elementTable.Select("code = $1 AND latest = 1"), code)
}

// History lists every version of an element, the newest first; NotFound when there is
// none.
func History(ctx context.Context, q *sqldb.Q, code string) ([]Version, error) {
	list, err := sqldb.All(ctx, q, scanVersion, elementTable.Select("code = $1 ORDER BY ver DESC"), code)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, gov.NotFound("standard.no_element").With("code", clip(code))
	}
	out := make([]Version, len(list))
	for i, v := range list {
		out[i] = v.Version
	}
	return out, nil
}
