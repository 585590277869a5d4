package board

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/bus"
	"holon.example/holon/internal/infra/seal"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of the board.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	caseTable   = bus.NewTable("board_case", "id", "no", "division", "thing", "units", "received", "seq")
	matterTable = bus.NewTable("board_matter", "id", "case_id", "no", "division", "item", "department", "opened", "due", "paused", "live", "late", "decided", "outcome", "missed", "touched", "seq")
	factTable   = bus.NewTable("board_fact", "id", "kind", "department", "what", "n", "case_id", "matter_id", "item", "at", "seq")
)

// maxCount is where counting stops: "1,000+".
const maxCount = 1000

// Cell is how many live matters of one item before one authority are late, due soon or
// stand still.
type Cell struct {
	Department gov.ID   `json:"department"`
	Item       string   `json:"item"`
	Late       int64    `json:"late"`
	Soon       int64    `json:"soon"`
	Paused     int64    `json:"paused"`
	Live       int64    `json:"live"`
	Oldest     gov.Time `json:"oldest"` // due time of the one that is late longest; 0: none
}

// cells groups the live matters of a division.
func cells(ctx context.Context, q *sqldb.Q, division string, now, soon gov.Time) ([]Cell, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (c Cell, err error) {
		var oldest *gov.Time
		err = s.Scan(&c.Department, &c.Item, &c.Late, &c.Soon, &c.Paused, &c.Live, &oldest)
		if oldest != nil {
			c.Oldest = *oldest
		}
		return c, err
	}, `SELECT department, item,
		SUM(CASE WHEN paused = 0 AND due > 0 AND due < $1 THEN 1 ELSE 0 END),
		SUM(CASE WHEN paused = 0 AND due >= $1 AND due <= $2 THEN 1 ELSE 0 END),
		SUM(CASE WHEN paused = 1 THEN 1 ELSE 0 END), COUNT(*),
		MIN(CASE WHEN paused = 0 AND due > 0 AND due < $1 THEN due END)
		FROM board_matter WHERE division = $3 AND live = 1 GROUP BY department, item ORDER BY department, item`, now, soon, division)
}

// Record is one matter of a list: nothing of the applicant.
type Record struct {
	Matter     gov.ID   `json:"matter"`
	Case       gov.ID   `json:"case"`
	No         string   `json:"no"`
	Item       string   `json:"item"`
	Department gov.ID   `json:"department"`
	Opened     gov.Time `json:"opened"`
	Due        gov.Time `json:"due"`
	Paused     bool     `json:"paused,omitempty"`
	Decided    gov.Time `json:"decided"`
	Outcome    string   `json:"outcome,omitempty"`
	Missed     int64    `json:"missed,string"` // leaf that tells the limit was missed; 0: none
	Touched    gov.Time `json:"touched"`       // when something was last done
	Seq        int64    `json:"seq,string"`    // leaf of that
}

func scanRecord(s sqldb.Scanner) (r Record, err error) {
	var paused int64
	err = s.Scan(&r.Matter, &r.Case, &r.No, &r.Item, &r.Department, &r.Opened, &r.Due, &paused, &r.Decided, &r.Outcome, &r.Missed, &r.Touched, &r.Seq)
	r.Paused = paused != 0
	return r, err
}

const recordColumns = "id, case_id, no, item, department, opened, due, paused, decided, outcome, missed, touched, seq"

// Which chooses matters of a list.
type Which struct {
	Division   string
	Department gov.ID // 0: all
	Item       string // empty: all
	Stand      string // late, soon, paused, live
	Now, Soon  gov.Time
	After      Place
	Limit      int
}

// Place is where the last page ended.
type Place struct {
	Due gov.Time
	ID  gov.ID
}

// records gives one page by due time.
func records(ctx context.Context, q *sqldb.Q, w Which) ([]Record, error) {
	where, args := []string{"division = $1", "live = 1", "(due > $2 OR due = $2 AND id > $3)"}, []any{w.Division, w.After.Due, w.After.ID}
	add := func(cond string, v any) {
		args = append(args, v)
		where = append(where, fmt.Sprintf(cond, len(args)))
	}
	if w.Department != 0 {
		add("department = $%d", w.Department)
	}
	if w.Item != "" {
		add("item = $%d", w.Item)
	}
	switch w.Stand {
	case "late":
		where = append(where, "paused = 0 AND due > 0")
		add("due < $%d", w.Now)
	case "soon":
		where = append(where, "paused = 0")
		add("due >= $%d", w.Now)
		add("due <= $%d", w.Soon)
	case "paused":
		where = append(where, "paused = 1")
	}
	args = append(args, w.Limit)
	sql := "SELECT " + recordColumns + " FROM board_matter WHERE " + strings.Join(where, " AND ") + fmt.Sprintf(" ORDER BY due, id LIMIT $%d", len(args))
	return sqldb.All(ctx, q, scanRecord, sql, args...)
}

// Rate is how many matters an authority decided in a time, and how many of them late.
type Rate struct {
	Department gov.ID `json:"department"`
	Decided    int64  `json:"decided"`
	Late       int64  `json:"late"`
}

func rates(ctx context.Context, q *sqldb.Q, division string, since gov.Time) ([]Rate, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (r Rate, err error) {
		return r, s.Scan(&r.Department, &r.Decided, &r.Late)
	}, "SELECT department, COUNT(*), COUNT(CASE WHEN late = 1 THEN 1 END) FROM board_matter WHERE division = $1 AND decided >= $2 GROUP BY department ORDER BY department", division, since)
}

// Fact is one line of what a bureau gave, saved or keeps.
type Fact struct {
	Kind   string   `json:"kind"`
	What   string   `json:"what,omitempty"` // codes: step, resource, materials, result
	Case   gov.ID   `json:"case,omitempty"`
	No     string   `json:"no,omitempty"`
	Matter gov.ID   `json:"matter,omitempty"`
	Item   string   `json:"item,omitempty"`
	At     gov.Time `json:"at"`
	Seq    int64    `json:"seq,string"` // leaf that proves it
	ID     gov.ID   `json:"id"`         // grows with the leaf
}

// share chooses the facts of one kind that are a bureau's.
type share struct {
	kind       string
	department gov.ID
	resources  []string // it provides
	since      gov.Time
}

// where narrows facts: by department, or by the resources the bureau provides.
func (h share) where() (where string, args []any, none bool) {
	where, args = "f.kind = $1 AND f.at >= $2", []any{h.kind, h.since}
	if !byResource(h.kind) {
		return where + " AND f.department = $3 AND f.department <> 0", append(args, h.department), false
	}
	if len(h.resources) == 0 {
		return "", nil, true
	}
	marks := make([]string, len(h.resources))
	for i, r := range h.resources {
		args = append(args, r)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return where + " AND f.department = 0 AND f.what IN (" + strings.Join(marks, ", ") + ")", args, false
}

func countFacts(ctx context.Context, q *sqldb.Q, h share) (n int64, err error) {
	where, args, none := h.where()
	if none {
		return 0, nil
	}
	args = append(args, maxCount+1)
	_, err = q.Row(ctx, "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM (SELECT f.n FROM board_fact f WHERE "+where+fmt.Sprintf(" LIMIT $%d) AS t", len(args)), args, &n)
	return n, err
}

func facts(ctx context.Context, q *sqldb.Q, h share, before gov.ID, limit int) ([]Fact, error) {
	where, args, none := h.where()
	if none {
		return nil, nil
	}
	args = append(args, before, limit)
	n := len(args)
	sql := "SELECT f.kind, f.what, f.case_id, COALESCE(c.no, ''), f.matter_id, f.item, f.at, f.seq, f.id FROM board_fact f LEFT JOIN board_case c ON c.id = f.case_id WHERE " +
		where + fmt.Sprintf(" AND f.id < $%d ORDER BY f.id DESC LIMIT $%d", n-1, n)
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (f Fact, err error) {
		return f, s.Scan(&f.Kind, &f.What, &f.Case, &f.No, &f.Matter, &f.Item, &f.At, &f.Seq, &f.ID)
	}, sql, args...)
}

// maxEvents bounds what one evidence shows.
const maxEvents = 500

// Line is one event of a case with its leaf.
type Line struct {
	*seal.Event
	Seq int64
}

// lines reads the events of a case that are in the log, in order.
func lines(ctx context.Context, q *sqldb.Q, caseID gov.ID) ([]Line, error) {
	return sqldb.All(ctx, q, func(s sqldb.Scanner) (l Line, err error) {
		var body []byte
		if err := s.Scan(&l.Seq, &body); err != nil {
			return l, err
		}
		l.Event, err = seal.ParseEvent(body)
		return l, err
	}, "SELECT l.seq, e.body FROM event e JOIN leaf l ON l.event = e.id WHERE e.stream = $1 ORDER BY e.ver LIMIT $2", "case/"+caseID.String(), maxEvents)
}

// head reads a case's number and division; found is false where the board knows none.
func head(ctx context.Context, q *sqldb.Q, caseID gov.ID) (no, division string, found bool, err error) {
	found, err = q.Row(ctx, "SELECT no, division FROM board_case WHERE id = $1", []any{caseID}, &no, &division)
	return no, division, found, err
}
