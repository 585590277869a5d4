package standard

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"holon.example/holon/internal/data/standard/rule"
	"holon.example/holon/internal/gov"
)

// Name is a name in both languages.
type Name struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// In gives the name in a language, the Chinese where there is no other.
func (n Name) In(lang string) string {
	if lang == "en" && n.En != "" {
		return n.En
	}
	return n.Zh
}

// Type is what sort of value an element has.
type Type string

// The types of values (GB/T 18391.3: 数据类型).
const (
	Text     Type = "text"     // 字符型
	Number   Type = "number"   // 数值型
	Date     Type = "date"     // 日期型
	DateTime Type = "datetime" // 日期时间型
	Time     Type = "time"     // 时间型
	Boolean  Type = "boolean"  // 布尔型
	Coded    Type = "code"     // 代码型: a code of a list
	Binary   Type = "binary"   // 二进制型: files, pictures
)

// Types lists the types.
var Types = []Type{Text, Number, Date, DateTime, Time, Boolean, Coded, Binary}

// Element is one data element (数据元).
type Element struct {
	Code       string   `json:"code"`
	Name       Name     `json:"name"`
	Synonyms   []string `json:"synonyms,omitempty"`
	Definition string   `json:"definition,omitempty"`
	Type       Type     `json:"type"`
	Length     int      `json:"length,omitempty"`    // characters or digits at most; 0: not bounded
	Fixed      bool     `json:"fixed,omitempty"`     // exactly so many
	Precision  int      `json:"precision,omitempty"` // digits behind the point
	Unit       string   `json:"unit,omitempty"`
	List       string   `json:"list,omitempty"`  // code list its values are of
	Check      string   `json:"check,omitempty"` // name of a check, or pattern: and a regular expression
	Grade      Graded   `json:"grade"`
	Personal   bool     `json:"personal,omitempty"`
	Sensitive  bool     `json:"sensitive,omitempty"`
	Source     string   `json:"source,omitempty"` // the standard it is taken from
	Retired    bool     `json:"retired,omitempty"`
}

// patternMark begins a check that is a regular expression of its own.
const patternMark = "pattern:"

// Bounds of an element.
const (
	maxName       = 100
	maxDefinition = 600
	maxSynonyms   = 20
	maxPattern    = 200
	maxLength     = 1 << 30
	maxDigits     = 38
)

var (
	codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$`)
	listForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
)

// Fault is one thing that is wrong with an element or a list: which field, and a key of
// the catalogue.
type Fault struct {
	Field string
	Key   string
	Args  map[string]any
}

type faults []Fault

func (f *faults) need(ok bool, field, key string, args ...any) {
	if ok {
		return
	}
	one := Fault{Field: field, Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if one.Args == nil {
			one.Args = map[string]any{}
		}
		if name, ok := args[i].(string); ok {
			one.Args[name] = args[i+1]
		}
	}
	*f = append(*f, one)
}

// Faults tells what is wrong with the element by itself; whether its list exists is
// asked by whoever has all lists.
func (e *Element) Faults() []Fault {
	var f faults
	f.need(codeForm.MatchString(e.Code), "code", "standard.fault.code", "value", clip(e.Code))
	f.need(e.Name.Zh != "", "name_zh", "standard.fault.name")
	f.need(fits(e.Name.Zh, maxName) && fits(e.Name.En, maxName), "name_zh", "standard.fault.long", "limit", maxName)
	f.need(fits(e.Definition, maxDefinition), "definition", "standard.fault.long", "limit", maxDefinition)
	f.need(len(e.Synonyms) <= maxSynonyms && !slices.ContainsFunc(e.Synonyms, func(s string) bool { return s == "" || !fits(s, maxName) }),
		"synonyms", "standard.fault.synonyms", "limit", maxSynonyms)
	f.need(slices.Contains(Types, e.Type), "type", "standard.fault.type")
	e.size(&f)
	f.need((e.Type == Coded) == (e.List != ""), "list", "standard.fault.list_needed")
	f.need(e.List == "" || listForm.MatchString(e.List), "list", "standard.fault.list_form", "value", clip(e.List))
	f.need(e.checkable(), "check", "standard.fault.check", "value", clip(e.Check))
	f.need(e.Grade >= Graded(gov.Grade1) && e.Grade <= Graded(gov.Core), "grade", "standard.fault.grade")
	f.need(!e.Personal || e.Grade >= Graded(gov.Grade3), "grade", "standard.fault.grade_personal")
	f.need(!e.Sensitive || e.Personal && e.Grade >= Graded(gov.Grade4), "sensitive", "standard.fault.grade_sensitive")
	return f
}

func (e *Element) size(f *faults) {
	most := maxLength
	if e.Type == Number {
		most = maxDigits
	}
	f.need(e.Length >= 0 && e.Length <= most, "length", "standard.fault.length", "limit", most)
	f.need(e.Precision >= 0 && (e.Precision == 0 || e.Type == Number && e.Precision <= e.Length), "precision", "standard.fault.precision")
	f.need(!e.Fixed || e.Length > 0, "length", "standard.fault.fixed")
}

func (e *Element) checkable() bool {
	if e.Check == "" {
		return true
	}
	if text, ok := strings.CutPrefix(e.Check, patternMark); ok {
		_, err := regexp.Compile(anchored(text))
		return err == nil && len(text) <= maxPattern && e.Type == Text
	}
	return rule.Known(e.Check)
}

func anchored(pattern string) string { return `^(?:` + pattern + `)$` }

func fits(s string, limit int) bool {
	return utf8.RuneCountInString(s) <= limit && !strings.ContainsRune(s, 0)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
