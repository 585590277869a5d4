package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// promise is one promised part of an issue with what proves it; the form is told in docs/promises.yaml.
type promise struct {
	ID    string  `yaml:"id"`
	Issue int     `yaml:"issue"`
	Part  string  `yaml:"part"`
	Proof []proof `yaml:"proof"`
}

// proof is one of: a test that passed, a journey that passed on both engines, a route that a passing
// test called, a command that ends with 0 (and prints a text).
type proof struct {
	Test    string `yaml:"test,omitempty"`
	Journey string `yaml:"journey,omitempty"`
	Route   string `yaml:"route,omitempty"`
	Command string `yaml:"command,omitempty"`
	Prints  string `yaml:"prints,omitempty"`
}

type promiseFile struct {
	Promises []promise `yaml:"promises"`
	NotYet   []struct {
		Issue int    `yaml:"issue"`
		Part  string `yaml:"part"`
	} `yaml:"not_yet"`
}

// readPromises reads and checks the form of the file; an unknown field is an error.
func readPromises(path string) (promiseFile, error) {
	var f promiseFile
	text, err := os.ReadFile(path)
	if err != nil {
		return f, err
	}
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.DisallowUnknownField()); err != nil {
		return f, err
	}
	seen := map[string]bool{}
	for _, p := range f.Promises {
		if p.ID == "" || p.Part == "" || p.Issue == 0 || len(p.Proof) == 0 {
			return f, fmt.Errorf("promise %q needs id, issue, part and proof", p.ID)
		}
		if seen[p.ID] {
			return f, fmt.Errorf("promise %q stands twice", p.ID)
		}
		seen[p.ID] = true
		for _, q := range p.Proof {
			if err := q.form(); err != nil {
				return f, fmt.Errorf("promise %q: %w", p.ID, err)
			}
		}
	}
	return f, nil
}

func (q proof) form() error {
	count := 0
	for _, s := range []string{q.Test, q.Journey, q.Route, q.Command} {
		if s != "" {
			count++
		}
	}
	if count != 1 {
		return fmt.Errorf("a proof is one of test, journey, route and command")
	}
	if q.Prints != "" && q.Command == "" {
		return fmt.Errorf("prints belongs to a command")
	}
	if q.Test != "" && len(strings.Fields(q.Test)) != 2 {
		return fmt.Errorf("test %q is not `package TestName`", q.Test)
	}
	return nil
}

// checkPromises lists the promises without a proof that ran and passed in this run.
func checkPromises(ctx context.Context, o options, res *results) []string {
	f, err := readPromises(o.promises)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", o.promises, err)}
	}
	operations := operationIDs(o.openapi)
	var faults []string
	for _, p := range f.Promises {
		for _, q := range p.Proof {
			if why := q.check(ctx, o, res, operations); why != "" {
				faults = append(faults, fmt.Sprintf("promise %s (issue %d): %s", p.ID, p.Issue, why))
			}
		}
	}
	fmt.Fprintf(res.out, "promises: %d judged, %d not yet made good\n", len(f.Promises), len(f.NotYet))
	return faults
}

// check tells why the proof does not hold; an empty text says that it does.
func (q proof) check(ctx context.Context, o options, res *results, operations map[string]bool) string {
	switch {
	case q.Test != "":
		pkg, test, _ := strings.Cut(q.Test, " ")
		if s := res.state[name{pkg, strings.TrimSpace(test)}]; s != "pass" {
			return fmt.Sprintf("test %s: %s", q.Test, orElse(s, "did not run"))
		}
	case q.Journey != "":
		return res.journey(q.Journey)
	case q.Route != "":
		return res.route(q.Route, operations)
	case q.Command != "":
		return q.runCommand(ctx, o.binary)
	}
	return ""
}

// journey tells whether the story passed on both engines.
func (r *results) journey(story string) string {
	for _, engine := range engines {
		state := ""
		for n, s := range r.state {
			if n.pkg == "internal/journey" && hasParts(n.test, story, engine) && state != "fail" {
				state = s
			}
		}
		if state != "pass" {
			return fmt.Sprintf("journey %s on %s: %s", story, engine, orElse(state, "did not run"))
		}
	}
	return ""
}

// hasParts tells whether both words are parts of a test's name.
func hasParts(test string, words ...string) bool {
	parts := "/" + test + "/"
	for _, w := range words {
		if !strings.Contains(parts, "/"+w+"/") {
			return false
		}
	}
	return true
}

func (r *results) route(id string, operations map[string]bool) string {
	if !operations[id] {
		return fmt.Sprintf("route %s is not in the OpenAPI document", id)
	}
	for _, n := range r.routes[id] {
		if r.state[n] == "pass" {
			return ""
		}
	}
	return fmt.Sprintf("route %s: no passing test called it", id)
}

// runCommand runs `holon …` in an empty folder for a minute at most.
func (q proof) runCommand(ctx context.Context, binary string) string {
	words := strings.Fields(q.Command)
	if words[0] != "holon" {
		return fmt.Sprintf("command %q does not start with holon", q.Command)
	}
	path, err := filepath.Abs(binary)
	if err != nil {
		return err.Error()
	}
	folder, err := os.MkdirTemp("", "promise")
	if err != nil {
		return err.Error()
	}
	defer os.RemoveAll(folder)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, words[1:]...)
	cmd.Dir = folder
	out, err := cmd.Output()
	if err != nil {
		return fmt.Sprintf("%s: %v", q.Command, err)
	}
	if !strings.Contains(string(out), q.Prints) {
		return fmt.Sprintf("%s printed %.200q, not %q", q.Command, out, q.Prints)
	}
	return ""
}

// operationIDs reads the operation ids of an OpenAPI document; none if there is no document.
func operationIDs(path string) map[string]bool {
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &doc) != nil {
		return nil
	}
	ids := map[string]bool{}
	for _, methods := range doc.Paths {
		for _, raw := range methods {
			var op struct {
				OperationID string `json:"operationId"`
			}
			if json.Unmarshal(raw, &op) == nil && op.OperationID != "" {
				ids[op.OperationID] = true
			}
		}
	}
	return ids
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
