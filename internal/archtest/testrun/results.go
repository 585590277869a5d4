package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"time"
)

// module is the prefix that is cut from package paths in what people read.
const module = "holon.example/holon/"

// event is one line of `go test -json` (see `go doc test2json`).
type event struct {
	Action  string
	Package string
	Test    string
	Elapsed float64
	Output  string
	Key     string
	Value   string
}

// name identifies a test: its package below the module, and its name with subtests.
type name struct{ pkg, test string }

func (n name) String() string { return n.pkg + " " + n.test }

// results is all that is kept of a run.
type results struct {
	state   map[name]string   // pass, fail or skip
	took    map[name]float64  // seconds of top-level tests
	routes  map[string][]name // operation id -> the tests that called it
	faults  []string          // what is wrong beside failed tests
	pending map[name]*strings.Builder
	counts  map[string]int // tests by package
	out     io.Writer
}

// read follows the event stream to its end and prints a line for each package, and the output of what
// failed.
func read(r io.Reader, out io.Writer) *results {
	res := &results{
		state: map[name]string{}, took: map[name]float64{}, routes: map[string][]name{},
		pending: map[name]*strings.Builder{}, counts: map[string]int{}, out: out,
	}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		if len(line) > 0 {
			if json.Unmarshal(line, &e) == nil {
				res.add(e)
			} else {
				fmt.Fprint(out, string(line))
			}
		}
		if err != nil {
			return res
		}
	}
}

func (r *results) add(e event) {
	n := name{strings.TrimPrefix(e.Package, module), e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		r.buffer(n, e.Output)
	case "attr":
		if e.Key == "route" {
			r.routes[e.Value] = append(r.routes[e.Value], n)
		}
	case "pass", "fail", "skip":
		r.end(n, e)
	}
}

func (r *results) buffer(n name, text string) {
	b := r.pending[n]
	if b == nil {
		b = &strings.Builder{}
		r.pending[n] = b
	}
	b.WriteString(text)
}

// end records how a test or a package ended. A package that failed without a failed test (a panic, a
// time-out, a build that broke) counts as one failure of its own.
func (r *results) end(n name, e event) {
	text := ""
	if b := r.pending[n]; b != nil {
		text = b.String()
		delete(r.pending, n)
	}
	if n.test != "" {
		r.state[n] = e.Action
		r.counts[n.pkg]++
		if !strings.Contains(n.test, "/") {
			r.took[n] = e.Elapsed
		}
		if e.Action == "fail" {
			fmt.Fprint(r.out, text)
		}
		return
	}
	switch e.Action {
	case "pass":
		fmt.Fprintf(r.out, "ok    %-44s %7.1fs %5d tests\n", n.pkg, e.Elapsed, r.counts[n.pkg])
	case "fail":
		fmt.Fprintf(r.out, "FAIL  %-44s %7.1fs\n", n.pkg, e.Elapsed)
		if !r.anyFailed(n.pkg) {
			fmt.Fprint(r.out, text)
			r.unfinished(n.pkg)
			r.fault("%s: failed outside its tests (build, panic or time-out)", n.pkg)
		}
	}
}

// unfinished prints what a test had said when its process ended under it.
func (r *results) unfinished(pkg string) {
	for n, b := range r.pending {
		if n.pkg == pkg {
			fmt.Fprint(r.out, b.String())
		}
	}
}

func (r *results) anyFailed(pkg string) bool {
	for n, s := range r.state {
		if n.pkg == pkg && s == "fail" {
			return true
		}
	}
	return false
}

func (r *results) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// leaves counts the tests without subtests that ended in a state; a parent only repeats its children.
func (r *results) leaves(state string) int {
	parents := map[name]bool{}
	for n := range r.state {
		for i, c := range n.test {
			if c == '/' {
				parents[name{n.pkg, n.test[:i]}] = true
			}
		}
	}
	count := 0
	for n, s := range r.state {
		if s == state && (!parents[n] || r.failedAlone(n)) {
			count++
		}
	}
	return count
}

// failedAlone tells of a parent that failed although no child did.
func (r *results) failedAlone(n name) bool {
	if r.state[n] != "fail" {
		return false
	}
	for c, s := range r.state {
		if s == "fail" && c.pkg == n.pkg && strings.HasPrefix(c.test, n.test+"/") {
			return false
		}
	}
	return true
}

func (r *results) failed() int { return r.leaves("fail") + len(r.faults) }

// judge adds the faults of the run as a whole: skips, engines that differ, no test at all.
func (r *results) judge() {
	if len(r.state) == 0 {
		r.fault("no test ran")
	}
	for n, s := range r.state {
		if s == "skip" {
			r.fault("%s: skipped, and nothing may be skipped", n)
		}
	}
	r.faults = append(r.faults, engineFaults(r.state)...)
	sort.Strings(r.faults)
}

// report prints the slowest tests, the faults and the closing line.
func (r *results) report(out io.Writer, took time.Duration) {
	slow := make([]name, 0, len(r.took))
	for n := range r.took {
		slow = append(slow, n)
	}
	slices.SortFunc(slow, func(a, b name) int {
		if r.took[a] != r.took[b] {
			return int(1000 * (r.took[b] - r.took[a]))
		}
		return strings.Compare(a.String(), b.String())
	})
	for _, n := range slow[:min(5, len(slow))] {
		fmt.Fprintf(out, "slow  %6.1fs %s\n", r.took[n], n)
	}
	for _, f := range r.faults {
		fmt.Fprintln(out, "fault", f)
	}
	fmt.Fprintf(out, "tests took %.0f s\n%d passed, %d failed\n", took.Seconds(), r.leaves("pass"), r.failed())
}
