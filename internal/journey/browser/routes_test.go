package browser_test

import (
	_ "embed"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

//go:embed testdata/routes.txt
var routesText string

// route is one line of routes.txt.
type route struct {
	path, kind, address string
	opens, refused      []string
}

func readRoutes() (map[string]route, error) {
	out := map[string]route{}
	for line := range strings.Lines(routesText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		col := strings.Split(line, "|")
		if len(col) != 5 {
			return nil, fmt.Errorf("routes.txt: %q has %d columns", line, len(col))
		}
		for i := range col {
			col[i] = strings.TrimSpace(col[i])
		}
		r := route{path: col[0], kind: col[1], opens: strings.Fields(col[2]), refused: strings.Fields(col[3]), address: col[4]}
		if out[r.path].path != "" || len(r.opens) == 0 || r.address == "" || !slices.Contains([]string{"page", "file", "lead", "tool"}, r.kind) {
			return nil, fmt.Errorf("routes.txt: %q stands twice or is not whole", r.path)
		}
		out[r.path] = r
	}
	return out, nil
}

// has tells whether a column names a persona, by itself or by its kind.
func has(names []string, who string, officer bool) bool {
	for _, n := range names {
		if n == who && who != "" || n == "@officer" && officer || n == "@citizen" && !officer && who != "" {
			return true
		}
	}
	return false
}

func (r route) anybody() bool { return has(r.opens, "anybody", false) }

// first is the persona whose page is looked at most closely; empty: nobody need be signed in.
func (r route) first() string {
	switch first := r.opens[0]; first {
	case "anybody":
		if len(r.opens) > 1 {
			return r.opens[1]
		}
		return ""
	case "@officer":
		return "clerk"
	case "@citizen":
		return "owner"
	default:
		return first
	}
}

// plan tells which route an address belongs to.
type plan struct{ mux *http.ServeMux }

func newPlan(patterns []string) plan {
	p := plan{http.NewServeMux()}
	for _, pattern := range patterns {
		p.mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return p
}

// of gives the route of a request without the method, "" when nothing is mounted there.
func (p plan) of(method, address string) string {
	r, err := http.NewRequest(method, address, http.NoBody)
	if err != nil {
		return ""
	}
	_, pattern := p.mux.Handler(r)
	_, path, _ := strings.Cut(pattern, " ")
	return path
}
