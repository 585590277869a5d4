package matter

import (
	"cmp"
	"fmt"
	"slices"
)

// Finding is one objection of a publishing lint. Its code is also the key of its
// words in the catalogue, with Args as their arguments.
type Finding struct {
	Code     string         `json:"code"`
	Severity string         `json:"severity"` // error warning info
	Where    string         `json:"where"`    // file or item and the place in it
	Args     map[string]any `json:"args,omitempty"`
}

// String is for logs and tests.
func (f Finding) String() string {
	return fmt.Sprintf("%s %s %s %v", f.Severity, f.Code, f.Where, f.Args)
}

// Errors gives the findings that stop publication.
func Errors(all []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f Finding) bool { return f.Severity != severe })
}

const (
	severe  = "error"
	warning = "warning"
	info    = "info"
)

// report collects findings under a place.
type report struct {
	at   string
	list *[]Finding
}

func newReport(at string) report { return report{at: at, list: &[]Finding{}} }

func (r report) in(place string) report {
	at := r.at + "/" + place
	if r.at == "" {
		at = place
	}
	return report{at: at, list: r.list}
}

func (r report) add(severity, code string, args ...any) {
	f := Finding{Code: code, Severity: severity, Where: r.at}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]any{}
		}
		f.Args[fmt.Sprint(args[i])] = args[i+1]
	}
	*r.list = append(*r.list, f)
}

func (r report) err(code string, args ...any)  { r.add(severe, code, args...) }
func (r report) warn(code string, args ...any) { r.add(warning, code, args...) }

// need reports an error unless the condition holds.
func (r report) need(ok bool, code string, args ...any) {
	if !ok {
		r.err(code, args...)
	}
}

func (r report) findings() []Finding {
	slices.SortStableFunc(*r.list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.Code, b.Code))
	})
	return *r.list
}
