package main

import (
	"fmt"
	"slices"
	"strings"
)

// engines are the subtest names under which a test runs on each database.
var engines = []string{"sqlite", "postgres"}

// engineFaults lists the tests that ran on one engine and not on the other. Names are compared with
// the engine's part replaced, so TestX/sqlite/full and TestX/postgres/full are the same test.
func engineFaults(state map[name]string) []string {
	seen := map[name]map[string]bool{}
	for n := range state {
		parts := strings.Split(n.test, "/")
		for _, engine := range engines {
			i := slices.Index(parts, engine)
			if i < 1 {
				continue
			}
			parts[i] = "ENGINE"
			key := name{n.pkg, strings.Join(parts, "/")}
			if seen[key] == nil {
				seen[key] = map[string]bool{}
			}
			seen[key][engine] = true
			break
		}
	}
	var faults []string
	for key, on := range seen {
		for _, engine := range engines {
			if !on[engine] {
				faults = append(faults, fmt.Sprintf("%s: did not run on %s", key, engine))
			}
		}
	}
	return faults
}
