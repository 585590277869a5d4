package catalog

import (
	"context"
	"embed"
	"encoding/json"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the catalogue.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	resourceTable = sqldb.NewTable("cat_resource", "", "id", "own_key", "code", "department", "division", "published", "newest", "updated")
	versionTable  = sqldb.NewTable("cat_version", "", "id", "resource", "ver", "state", "body", "author", "submitter", "reviewer", "publisher", "made", "handed_in", "checked", "issued", "ended", "note")
)

func (e *Entry) row() []any {
	return []any{e.ID, e.key, e.code, e.Department, e.Division, int64(e.Published), int64(e.Newest), e.Updated}
}

func scanEntry(s sqldb.Scanner) (*Entry, error) {
	e := &Entry{}
	var published, newest int64
	err := s.Scan(&e.ID, &e.key, &e.code, &e.Department, &e.Division, &published, &newest, &e.Updated, &e.rev)
	e.Published, e.Newest = int(published), int(newest)
	return e, err
}

func versionID(of gov.ID, no int) string { return of.String() + "/" + strconv.Itoa(no) }

func (v *Version) row() ([]any, error) {
	body, err := json.Marshal(v.Resource)
	if err != nil {
		return nil, err
	}
	return []any{
		versionID(v.Of, v.No), v.Of, int64(v.No), string(v.State), string(body), v.Author, v.Submitter, v.Reviewer, v.Publisher,
		v.Made, v.HandedIn, v.Checked, v.Issued, v.Ended, v.Note,
	}, nil
}

func scanVersion(s sqldb.Scanner) (*Version, error) {
	v := &Version{}
	var id, body string
	var no int64
	err := s.Scan(&id, &v.Of, &no, &v.State, &body, &v.Author, &v.Submitter, &v.Reviewer, &v.Publisher,
		&v.Made, &v.HandedIn, &v.Checked, &v.Issued, &v.Ended, &v.Note, &v.rev)
	if err != nil {
		return nil, err
	}
	v.No = int(no)
	return v, json.Unmarshal([]byte(body), &v.Resource)
}

// maxEntries bounds what is read of the catalogue at once; a city has some thousands.
const maxEntries = 20_000

// All lists the catalogue by key, each resource with the version that is shown.
func All(ctx context.Context, q *sqldb.Q) ([]*Entry, error) {
	list, err := sqldb.All(ctx, q, scanEntry, resourceTable.Select("id > 0 ORDER BY own_key LIMIT $1"), maxEntries)
	if err != nil {
		return nil, err
	}
	versions, err := sqldb.All(ctx, q, scanVersion, versionTable.Select("EXISTS (SELECT 1 FROM cat_resource r WHERE r.id = cat_version.resource AND (r.published = cat_version.ver OR r.newest = cat_version.ver)) ORDER BY resource, ver"))
	if err != nil {
		return nil, err
	}
	by := map[gov.ID]*Entry{}
	for _, e := range list {
		by[e.ID] = e
	}
	for _, v := range versions {
		if e := by[v.Of]; e != nil && (v.No == e.Published || e.Published == 0 && v.No == e.Newest) {
			e.Version = v
		}
	}
	return list, nil
}

// Waiting lists the newest versions that are in a state, such as those handed in, the
// oldest first.
func Waiting(ctx context.Context, q *sqldb.Q, state State) ([]*Version, error) {
	return sqldb.All(ctx, q, scanVersion, versionTable.Select("state = $1 ORDER BY handed_in, id LIMIT $2"), string(state), maxEntries)
}

// Get reads one resource with the version that is shown; NotFound when there is none.
func Get(ctx context.Context, q *sqldb.Q, id gov.ID) (*Entry, error) {
	e, found, err := sqldb.One(ctx, q, scanEntry, resourceTable.Select("id = $1"), id)
	return whole(ctx, q, e, found, err)
}

// ByKey reads one resource by its own key.
func ByKey(ctx context.Context, q *sqldb.Q, key string) (*Entry, error) {
	e, found, err := sqldb.One(ctx, q, scanEntry, resourceTable.Select("own_key = $1"), key)
	return whole(ctx, q, e, found, err)
}

func whole(ctx context.Context, q *sqldb.Q, e *Entry, found bool, err error) (*Entry, error) {
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, gov.NotFound("catalog.none")
	}
	no := e.Published
	if no == 0 {
		no = e.Newest
	}
	e.Version, err = version(ctx, q, e.ID, no)
	return e, err
}

func version(ctx context.Context, q *sqldb.Q, of gov.ID, no int) (*Version, error) {
	v, found, err := sqldb.One(ctx, q, scanVersion, versionTable.Select("id = $1"), versionID(of, no))
	if err == nil && !found {
		err = gov.NotFound("catalog.none")
	}
	return v, err
}

// Versions lists all versions of a resource, the newest first.
func Versions(ctx context.Context, q *sqldb.Q, of gov.ID) ([]*Version, error) {
	return sqldb.All(ctx, q, scanVersion, versionTable.Select("resource = $1 ORDER BY ver DESC"), of)
}

// taken tells that another resource has the code.
func taken(ctx context.Context, q *sqldb.Q, code string, not gov.ID) (bool, error) {
	var n int64
	_, err := q.Row(ctx, "SELECT COUNT(*) FROM cat_resource WHERE code = $1 AND id <> $2", []any{code, not}, &n)
	return n > 0, err
}
