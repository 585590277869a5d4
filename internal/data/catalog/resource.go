package catalog

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"holon.example/holon/internal/data/standard"
	"holon.example/holon/internal/gov"
)

// Words of the national practice, as codes.
var (
	Classes  = []string{"base", "theme", "department"}                                                                   // 基础, 主题, 部门
	Sharings = []string{Unconditional, Conditional, Withheld}                                                            // 共享属性
	Opens    = []string{"open", "conditional", "closed"}                                                                 // 开放属性
	Modes    = []string{"query", "service", "link", "browse", "download", "copy"}                                        // 共享方式
	Cycles   = []string{"realtime", "daily", "weekly", "tenday", "monthly", "quarterly", "yearly", Irregular}            // 更新周期
	Formats  = []string{"database", "service", "spreadsheet", "document", "image", "geographic", "stream", "structured"} // 格式
)

// The sharing attributes, and the cycle that has no clock.
const (
	Unconditional = "unconditional" // 无条件共享
	Conditional   = "conditional"   // 有条件共享
	Withheld      = "none"          // 不予共享
	Irregular     = "irregular"     // 不定期
)

// copies are the modes that make a copy: a live one is preferred (在线方式优先).
var copies = []string{"download", "copy"}

// Resource is what a version of the catalogue says of a resource.
type Resource struct {
	Key       string        `json:"key"` // its own, in the city
	Class     string        `json:"class"`
	Category  string        `json:"category,omitempty"` // 类目 within the class
	Code      string        `json:"code"`               // 信息资源代码
	Name      standard.Name `json:"name"`
	Abstract  standard.Name `json:"abstract"`
	Provider  string        `json:"provider"`          // key of the department
	Section   string        `json:"section,omitempty"` // 提供方内部部门
	Format    string        `json:"format"`
	Columns   []Column      `json:"columns"`
	Sharing   string        `json:"sharing"`
	Condition standard.Name `json:"condition,omitzero"` // scope and use, where sharing is conditional
	Basis     string        `json:"basis,omitempty"`    // citation
	Mode      string        `json:"mode"`
	Reason    string        `json:"reason,omitempty"` // why a copy
	Open      string        `json:"open"`
	OpenIf    standard.Name `json:"openIf,omitzero"`
	Cycle     string        `json:"cycle"`
	Related   []string      `json:"related,omitempty"` // codes of resources
}

// Column is one datum of a resource (信息项): an element of the standard, under a name of
// its own where it plays a part of its own.
type Column struct {
	Element string        `json:"element"`
	Name    standard.Name `json:"name,omitzero"`
	Key     bool          `json:"key,omitempty"` // by it the resource is asked
}

// Bounds of a resource.
const (
	maxText    = 100
	maxLong    = 1_000
	maxColumns = 300
	maxRelated = 50
)

var (
	keyForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)
	codeForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z/._-]{0,59}$`)
)

// Fault is one thing that is wrong with a resource: which field, and a key of the
// catalogue of words.
type Fault = standard.Fault

type faults []Fault

func (f *faults) need(ok bool, field, key string, args ...any) {
	if ok {
		return
	}
	one := Fault{Field: field, Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			if one.Args == nil {
				one.Args = map[string]any{}
			}
			one.Args[name] = args[i+1]
		}
	}
	*f = append(*f, one)
}

// Against is what a resource is held against.
type Against struct {
	Standard *standard.Book
	Cites    func(citation string) bool // tells whether a citation resolves in the law library
	Provider func(key string) bool      // tells whether there is such a department
}

// Faults tells what is wrong with a resource. A draft may have them; what is handed in
// may not.
func (r *Resource) Faults(a Against) []Fault {
	var f faults
	f.need(keyForm.MatchString(r.Key), "key", "catalog.fault.key", "value", clip(r.Key))
	f.need(codeForm.MatchString(r.Code), "code", "catalog.fault.code", "value", clip(r.Code))
	f.need(r.Name.Zh != "" && fits(r.Name, maxText), "name_zh", "catalog.fault.name")
	f.need(r.Abstract.Zh != "" && fits(r.Abstract, maxLong), "abstract_zh", "catalog.fault.abstract")
	f.need(r.Provider != "" && a.Provider(r.Provider), "provider", "catalog.fault.provider", "value", clip(r.Provider))
	f.need(len(r.Section) <= 3*maxText && len(r.Category) <= maxText, "category", "catalog.fault.long")
	for _, c := range []struct {
		field, value string
		list         []string
	}{{"class", r.Class, Classes}, {"format", r.Format, Formats}, {"sharing", r.Sharing, Sharings}, {"mode", r.Mode, Modes}, {"open", r.Open, Opens}, {"cycle", r.Cycle, Cycles}} {
		f.need(slices.Contains(c.list, c.value), c.field, "catalog.fault."+c.field)
	}
	r.shared(&f, a)
	r.columns(&f, a.Standard)
	f.need(len(r.Related) <= maxRelated && !slices.ContainsFunc(r.Related, func(s string) bool { return !codeForm.MatchString(s) }), "related", "catalog.fault.related")
	return f
}

// shared checks what sharing, mode and opening ask for.
func (r *Resource) shared(f *faults, a Against) {
	f.need(r.Sharing != Conditional || r.Condition.Zh != "", "condition_zh", "catalog.fault.condition")
	f.need(r.Sharing != Unconditional || r.Condition.Zh == "", "condition_zh", "catalog.fault.condition_added")
	f.need(r.Sharing != Withheld || r.Basis != "", "basis", "catalog.fault.basis")
	f.need(r.Basis == "" || a.Cites(r.Basis), "basis", "catalog.fault.cite", "value", clip(r.Basis))
	f.need(!slices.Contains(copies, r.Mode) || r.Reason != "", "reason", "catalog.fault.reason")
	f.need(r.Open != "conditional" || r.OpenIf.Zh != "", "open_if_zh", "catalog.fault.open_if")
	f.need(fits(r.Condition, maxLong) && fits(r.OpenIf, maxLong) && fits(standard.Name{Zh: r.Reason}, maxLong), "condition_zh", "catalog.fault.long")
}

func (r *Resource) columns(f *faults, s *standard.Book) {
	f.need(len(r.Columns) > 0 && len(r.Columns) <= maxColumns, "columns", "catalog.fault.columns", "limit", maxColumns)
	seen := map[string]bool{}
	for _, c := range r.Columns {
		e, ok := s.Element(c.Element)
		place := "columns/" + c.Element
		f.need(ok && !e.Retired, place, "catalog.fault.element", "value", clip(c.Element))
		name := c.Element + " " + c.Name.Zh
		f.need(!seen[name], place, "catalog.fault.column_twice", "value", clip(c.Element))
		seen[name] = true
		f.need(fits(c.Name, maxText), place, "catalog.fault.long")
		f.need(!ok || !e.Personal || r.Open != "open", "open", "catalog.fault.open_personal", "value", e.Name.Zh)
	}
}

// Grade is the highest grade of what the resource holds.
func (r *Resource) Grade(s *standard.Book) (g standard.Graded) {
	for _, c := range r.Columns {
		if e, ok := s.Element(c.Element); ok {
			g = max(g, e.Grade)
		}
	}
	return max(g, standard.Graded(gov.Grade1))
}

// Title is the name of a column: its own, else that of its element.
func (c Column) Title(s *standard.Book) standard.Name {
	if c.Name.Zh != "" {
		return c.Name
	}
	e, _ := s.Element(c.Element)
	return e.Name
}

func fits(n standard.Name, limit int) bool {
	return utf8.RuneCountInString(n.Zh) <= limit && utf8.RuneCountInString(n.En) <= limit
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
