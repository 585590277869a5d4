package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stream writes events as go test does: "action package test [text]" a line.
func stream(lines ...string) *results {
	var b strings.Builder
	for _, l := range lines {
		p := append(strings.SplitN(l, " ", 4), "", "", "")
		fmt.Fprintf(&b, `{"Action":%q,"Package":"%s%s","Test":%q,"Output":%q,"Key":"route","Value":%q}`+"\n", p[0], module, p[1], p[2], p[3], p[3])
	}
	var out bytes.Buffer
	res := read(strings.NewReader(b.String()), &out)
	res.judge()
	return res
}

func TestWholeRunIsJudged(t *testing.T) {
	for _, c := range []struct {
		name   string
		lines  []string
		passed int
		fault  string
	}{
		{"good", []string{"pass a TestA/x", "pass a TestA/y", "pass a TestA", "pass a "}, 2, ""},
		{"skip", []string{"pass a TestA", "skip a TestB"}, 1, "a TestB: skipped"},
		{"no test", []string{"skip a "}, 0, "no test ran"},
		{"build broke", []string{"pass b TestA", "fail a "}, 1, "failed outside its tests"},
		{"one engine", []string{"pass a TestA/sqlite/x", "pass a TestA/postgres"}, 2, "TestA/ENGINE/x: did not run on postgres"},
		{"both engines", []string{"pass a TestA/sqlite", "pass a TestA/postgres", "pass a TestA"}, 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := stream(c.lines...)
			if got := res.leaves("pass"); got != c.passed {
				t.Errorf("passed %d, want %d", got, c.passed)
			}
			if got := strings.Join(res.faults, "\n"); !strings.Contains(got, c.fault) || (c.fault == "") != (got == "") {
				t.Errorf("faults %q, want %q", got, c.fault)
			}
		})
	}
}

func TestFailuresAreCountedAndShown(t *testing.T) {
	var b strings.Builder
	for _, e := range []string{
		`{"Action":"output","Package":"holon.example/holon/a","Test":"TestA/x","Output":"because\n"}`,
		`{"Action":"fail","Package":"holon.example/holon/a","Test":"TestA/x"}`,
		`{"Action":"fail","Package":"holon.example/holon/a","Test":"TestA"}`,
		`{"Action":"fail","Package":"holon.example/holon/a","Test":"TestB"}`,
		`not json`,
		`{"Action":"fail","Package":"holon.example/holon/a"}`,
	} {
		b.WriteString(e + "\n")
	}
	var out bytes.Buffer
	res := read(strings.NewReader(b.String()), &out)
	res.report(&out, time.Second)
	if res.failed() != 2 {
		t.Errorf("failed %d, want TestA/x and TestB", res.failed())
	}
	for _, want := range []string{"because\n", "not json\n", "FAIL  a ", "\n0 passed, 2 failed\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestPromises(t *testing.T) {
	dir := t.TempDir()
	o := options{promises: filepath.Join(dir, "p.yaml"), openapi: filepath.Join(dir, "o.json"), binary: filepath.Join(dir, "holon")}
	write(t, o.openapi, `{"paths":{"/a":{"get":{"operationId":"getCase"},"post":{"operationId":"decide"},"parameters":[]}}}`)
	write(t, o.binary, "#!/bin/sh\n[ \"$1\" = due ] && echo 2026-10-12\n")
	if err := os.Chmod(o.binary, 0o700); err != nil {
		t.Fatal(err)
	}
	res := stream(
		"pass internal/a TestA", "pass internal/a TestB/sqlite", "pass internal/a TestB/postgres",
		"attr internal/journey TestJ/story/sqlite getCase", "pass internal/journey TestJ/story/sqlite", "pass internal/journey TestJ/story/postgres",
		"pass internal/journey TestJ/half/sqlite", "fail internal/journey TestJ/half/postgres",
		"attr internal/journey TestJ/half/postgres decide", "fail internal/b TestBad",
	)
	for proof, want := range map[string]string{
		"test: internal/a TestA":                         "",
		"test: internal/a TestB/postgres":                "",
		"test: internal/a TestGone":                      "did not run",
		"test: internal/b TestBad":                       "fail",
		"journey: story":                                 "",
		"journey: half":                                  "on postgres: fail",
		"journey: other":                                 "on sqlite: did not run",
		"route: getCase":                                 "",
		"route: decide":                                  "no passing test called it",
		"route: nothing":                                 "not in the OpenAPI document",
		"{command: holon due, prints: \"2026-10-12\"}":   "",
		"{command: holon due, prints: \"2026-10-13\"}":   "printed",
		"command: holon fail":                            "exit status 1",
		"command: rm x":                                  "does not start with holon",
		"prints: x":                                      "one of test, journey",
		"{test: internal/a TestA, journey: story}":       "one of test, journey",
		"test: TestA":                                    "is not `package TestName`",
		"{test: internal/a TestA, prints: x}":            "prints belongs to a command",
		"{test: internal/a TestA, screenshot: home.png}": "unknown field",
	} {
		write(t, o.promises, "promises:\n  - id: a\n    issue: 2\n    part: something\n    proof:\n      - "+proof+"\n")
		got := strings.Join(checkPromises(context.Background(), o, res), "\n")
		if !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: %q, want %q", proof, got, want)
		}
	}
}

func TestPromisesNeedAllFields(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.yaml")
	good := "  - id: a\n    issue: 2\n    part: x\n    proof: [{journey: j}]\n"
	for text, want := range map[string]string{
		"promises:\n" + good:                                           "",
		"promises:\n" + good + good:                                    "stands twice",
		"promises:\n  - id: a\n    issue: 2\n    part: x\n":            "needs id",
		"promises:\n  - id: a\n    part: x\n    proof: [{journey: j}]": "needs id",
	} {
		write(t, path, text)
		_, err := readPromises(path)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// TestShippedPromisesNameWhatExists tells within the quick checks what a whole run would find at its
// end: a renamed test, and a command that needs a file although it runs in an empty folder.
func TestShippedPromisesNameWhatExists(t *testing.T) {
	const root = "../../.."
	f, err := readPromises(root + "/docs/promises.yaml")
	if err != nil || len(f.Promises) == 0 {
		t.Fatalf("%d promises, %v", len(f.Promises), err)
	}
	for _, p := range f.Promises {
		for _, q := range p.Proof {
			if pkg, test, ok := strings.Cut(q.Test, " "); ok && !declares(t, filepath.Join(root, pkg), strings.TrimSpace(test)) {
				t.Errorf("promise %s: %s has no %s", p.ID, pkg, test)
			}
			for _, word := range strings.Fields(q.Command) {
				if _, err := os.Stat(filepath.Join(root, word)); err == nil && strings.Contains(word, "/") {
					t.Errorf("promise %s: %q is run in an empty folder, without %s", p.ID, q.Command, word)
				}
			}
		}
	}
}

// declares tells whether the package's test files have the function; what stands behind a slash is a
// part that the function names as it runs.
func declares(t *testing.T, folder, test string) bool {
	t.Helper()
	name, _, _ := strings.Cut(test, "/")
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("func "+name+"(")) {
			return true
		}
	}
	return false
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
