package todo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

const (
	defaultLimit = 50
	maxLimit     = 200
	maxRoles     = 32
	maxCount     = 1000
)

// Filter chooses items. An inbox is the union of what a department's roles may
// take and what a post holds; one of the two may be left out.
type Filter struct {
	Department gov.ID   // items of this department …
	Roles      []string // … for these roles; none: of every role
	Unclaimed  bool     // of the department's items only those nobody has claimed
	Post       gov.ID   // and items this post holds
	Free       bool     // only what nobody has taken: of the department nobody's, of the post what it was given
	About      string   // of this matter only
	Urged      bool     // only what was urged
	Lamp       Lamp     // of this colour at Now; "off": without limit
	Now        gov.Time // the instant a lamp is read at
	Sort       Sort     // of the page; the due time when empty
	Kind       string   // of this kind only
	Closed     bool     // done and cancelled ones, instead of those that wait
	DueBefore  gov.Time // due before this instant; 0: all
	After      string   // where the last page ended
	Limit      int      // of the page; 50 when 0, at most 200
}

// Off chooses items that have no limit.
const Off Lamp = "off"

// Sort is the order of a list.
type Sort string

// The orders: what is due first, what is due last, what came last.
const (
	ByDue   Sort = "due"
	ByLate  Sort = "-due"
	ByFresh Sort = "new"
)

// Page is one page of a list, by due time; Next is empty at its end.
type Page struct {
	Items []*Item `json:"items"`
	Next  string  `json:"next,omitempty"`
}

// scope is one run through one index; the scopes of a filter do not overlap.
type scope struct {
	where []string
	args  []any
}

func (s *scope) add(cond string, arg any) {
	s.args = append(s.args, arg)
	s.where = append(s.where, fmt.Sprintf(cond, len(s.args)))
}

func (f *Filter) scopes() ([]scope, error) {
	if f.Department == 0 && f.Post == 0 || len(f.Roles) > maxRoles || f.Sort != "" && f.Sort != ByDue && f.Sort != ByLate && f.Sort != ByFresh {
		return nil, gov.Invalid("todo.filter")
	}
	var out []scope
	if f.Post != 0 {
		s := scope{}
		s.add("holder = $%d", f.Post)
		if f.Free {
			s.where = append(s.where, "claimed = 0")
		}
		out = append(out, f.narrow(s))
	}
	if f.Department == 0 {
		return out, nil
	}
	roles := slices.Compact(slices.Sorted(slices.Values(f.Roles)))
	if len(roles) == 0 {
		return append(out, f.narrow(f.department())), nil
	}
	for _, r := range roles {
		s := f.department()
		s.add("role = $%d", r)
		out = append(out, f.narrow(s))
	}
	return out, nil
}

// department leaves out what stands in the list of the post already.
func (f *Filter) department() (s scope) {
	s.add("department = $%d", f.Department)
	switch {
	case f.Free:
		s.where = append(s.where, "holder = 0")
	case f.Post != 0:
		s.add("holder <> $%d", f.Post)
	}
	if f.Unclaimed {
		s.where = append(s.where, "claimed = 0")
	}
	return s
}

func (f *Filter) narrow(s scope) scope {
	live := int64(1)
	if f.Closed {
		live = 0
	}
	s.add("live = $%d", live)
	if f.Kind != "" {
		s.add("kind = $%d", f.Kind)
	}
	if f.DueBefore != 0 {
		s.add("due < $%d", f.DueBefore)
	}
	if f.About != "" {
		s.add("about = $%d", f.About)
	}
	if f.Urged {
		s.where = append(s.where, "urged > 0")
	}
	f.lit(&s)
	return s
}

// lit chooses by the colour an item has at an instant, as Item.Lamp reads it.
func (f *Filter) lit(s *scope) {
	switch f.Lamp {
	case NoLamp:
	case Red:
		s.add("due < $%d", f.Now)
	case Yellow:
		s.add("due >= $%d", f.Now)
		s.add("warn <> 0 AND warn <= $%d", f.Now)
	case Green:
		s.add("due >= $%d", f.Now)
		s.add("due < $%d", int64(noDue))
		s.add("(warn = 0 OR warn > $%d)", f.Now)
	case Off:
		s.add("due = $%d", int64(noDue))
	}
}

// order is how a run is read: the condition that goes on after the place of the last
// page, and the order of its rows.
func (f *Filter) order() (after, by string) {
	switch f.Sort {
	case ByLate:
		return "due <= $%d AND (due, id) < ($%d, $%d)", "due DESC, id DESC"
	case ByFresh:
		return "(due <> $%d OR due = $%d) AND id < $%d", "id DESC"
	case ByDue:
	}
	return "due >= $%d AND (due, id) > ($%d, $%d)", "due, id"
}

// less is the order in which runs are merged.
func (f *Filter) less(a, b *Item) int {
	switch f.Sort {
	case ByLate:
		return byDue(b, a)
	case ByFresh:
		return cmp.Compare(b.ID, a.ID)
	case ByDue:
	}
	return byDue(a, b)
}

// List gives one page: each index is read no further than the page needs, and
// the runs are merged by due time and id.
func List(ctx context.Context, q *sqldb.Q, f Filter) (Page, error) {
	scopes, err := f.scopes()
	if err != nil {
		return Page{}, err
	}
	due, id, err := place(f.After)
	if err != nil {
		return Page{}, err
	}
	limit := f.limit()
	page := Page{Items: []*Item{}}
	from, by := f.order()
	for _, s := range scopes {
		if f.After != "" {
			s.args = append(s.args, due, id)
			n := len(s.args)
			s.where = append(s.where, fmt.Sprintf(from, n-1, n-1, n))
		}
		s.args = append(s.args, limit+1)
		got, err := sqldb.All(ctx, q, scan, table.Select(strings.Join(s.where, " AND ")+fmt.Sprintf(" ORDER BY "+by+" LIMIT $%d", len(s.args))), s.args...)
		if err != nil {
			return Page{}, err
		}
		page.Items = append(page.Items, got...)
	}
	slices.SortFunc(page.Items, f.less)
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		page.Next = strconv.FormatInt(dueColumn(last), 36) + "." + strconv.FormatInt(int64(last.ID), 36)
	}
	return page, nil
}

func (f *Filter) limit() int {
	if f.Limit <= 0 {
		return defaultLimit
	}
	return min(f.Limit, maxLimit)
}

func dueColumn(i *Item) int64 {
	if i.Due == 0 {
		return noDue
	}
	return int64(i.Due)
}

func byDue(a, b *Item) int {
	if x, y := dueColumn(a), dueColumn(b); x != y {
		if x < y {
			return -1
		}
		return 1
	}
	return int(min(1, max(-1, a.ID-b.ID)))
}

// place reads where the last page ended.
func place(after string) (due, id int64, err error) {
	if after == "" {
		return 0, 0, nil
	}
	a, b, _ := strings.Cut(after, ".")
	due, err = strconv.ParseInt(a, 36, 64)
	if err == nil {
		id, err = strconv.ParseInt(b, 36, 64)
	}
	if err != nil {
		return 0, 0, gov.Invalid("todo.page").Because(err)
	}
	return due, id, nil
}

// Count tells how many items a filter finds, counting no further than 1,000;
// more says that there are more ("1,000+").
func Count(ctx context.Context, q *sqldb.Q, f Filter) (n int64, more bool, err error) {
	scopes, err := f.scopes()
	if err != nil {
		return 0, false, err
	}
	for _, s := range scopes {
		var k int64
		s.args = append(s.args, maxCount+1-n)
		sql := "SELECT COUNT(*) FROM (SELECT 1 FROM todo_item WHERE " + strings.Join(s.where, " AND ") + fmt.Sprintf(" LIMIT $%d) AS t", len(s.args))
		if _, err := q.Row(ctx, sql, s.args, &k); err != nil {
			return 0, false, err
		}
		if n += k; n > maxCount {
			return maxCount, true, nil
		}
	}
	return n, false, nil
}

// maxAbouts bounds how many matters a chooser offers.
const maxAbouts = 60

// Abouts gives the codes of the matters that the items of a filter are about, each
// once, for choosing among them.
func Abouts(ctx context.Context, q *sqldb.Q, f Filter) ([]string, error) {
	scopes, err := f.scopes()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range scopes {
		s.args = append(s.args, maxCount)
		sql := "SELECT DISTINCT about FROM (SELECT about FROM todo_item WHERE " + strings.Join(s.where, " AND ") +
			fmt.Sprintf(" AND about IS NOT NULL AND about <> '' LIMIT $%d) AS t", len(s.args))
		got, err := sqldb.All(ctx, q, sqldb.Column[string], sql, s.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), maxAbouts)], nil
}
