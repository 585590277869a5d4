package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/app/shelf"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/packs"
)

// copied copies a shipped pack into a fresh folder; edits replace in a file the
// first of two texts by the second.
func copied(t *testing.T, pack string, edits ...[3]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), pack)
	files, err := fs.Sub(packs.Files, pack)
	if err == nil {
		err = os.CopyFS(dir, files)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range edits {
		name := filepath.Join(dir, e[0])
		text, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(text, []byte(e[1])) {
			t.Fatalf("%s does not hold %q: %v", name, e[1], err)
		}
		if err := os.WriteFile(name, bytes.Replace(text, []byte(e[1]), []byte(e[2]), 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPackLintShipped(t *testing.T) {
	entries, err := fs.ReadDir(packs.Files, ".")
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"pack", "lint"}
	for _, e := range entries {
		if e.IsDir() {
			args = append(args, "../../packs/"+e.Name())
		}
	}
	expect(t, exitOK, "6 passed, 0 failed\n", args...)
	expect(t, exitOK, "1 passed, 0 failed\n", "pack", "lint", "../../packs/restaurant") // what it requires is at hand
	expect(t, exitOK, "…: note: ", "pack", "lint", "--all", "../../packs/restaurant")
}

func TestPackLintFindsFaults(t *testing.T) {
	for _, c := range []struct {
		name, pack string
		edit       [3]string
		want       string
	}{
		{"a broken process", "restaurant", [3]string{"flow.bpmn", "</process>", ""}, "restaurant/flows/flow: error: "},
		{"a process that breaks a rule", "restaurant", [3]string{"flow.bpmn", `targetRef="accept"`, `targetRef="nowhere"`}, "restaurant/flows/flow: error: "},
		{"a broken table", "restaurant", [3]string{"rules.dmn", "</definitions>", ""}, "restaurant/rules/rules: error: "},
		{"an uncited limit", "law-cn", [3]string{"clocks.yaml", "    citation: 行政许可法§32(1)\n", ""}, "law-cn/clocks.yaml/"},
		{"an unknown article", "restaurant", [3]string{"items/signboard.yaml", "§", "§9"}, "the law library has no article"},
		{"a broken head", "restaurant", [3]string{"pack.yaml", "id:", "id: ["}, "restaurant/pack.yaml: error: "},
		{"a missing requirement", "restaurant", [3]string{"pack.yaml", "law-cn", "law-xx"}, "“law-xx”"},
		{"a broken law", "law-cn", [3]string{"laws/密码法.2019-10-26.json", `"title"`, `"titel"`}, "law-cn/laws: error: "},
		{"a contradicting calendar", "calendar-cn", [3]string{"years/2026.yaml", "off: true", "off: yes please"}, "calendar-cn/years: error: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := copied(t, c.pack, c.edit)
			got := expect(t, exitNo, "…0 passed, 1 failed\n", "pack", "lint", dir)
			if !strings.Contains(strings.ToLower(got.out), strings.ToLower(c.want)) {
				t.Errorf("%q does not stand in\n%s", c.want, got.out)
			}
		})
	}
}

func TestPackLintRefuses(t *testing.T) {
	expect(t, exitNo, "…0 passed, 1 failed\n", "pack", "lint", t.TempDir())
	expect(t, exitUsage, "", "pack", "lint", "/no/such/folder")
	expect(t, exitUsage, "", "pack", "lint")
	expect(t, exitUsage, "", "pack", "lint", "../../packs/restaurant", "--on", "2026-02-30")
	broken := copied(t, "restaurant", [3]string{"flow.bpmn", "</process>", ""})
	got := call(t, locale.ZH, "", "pack", "lint", broken, "../../packs/law-cn")
	if got.code != exitNo || !strings.Contains(got.out, "错误: 流程文件有错误") || !strings.HasSuffix(got.out, "1 passed, 1 failed\n") {
		t.Errorf("%+v", got)
	}
	var report struct {
		Passed, Failed int
		Found          []struct{ Pack, Code, Severity, Where string }
	}
	got = expect(t, exitNo, "…{", "pack", "lint", broken, "--json")
	if err := json.Unmarshal([]byte(got.out), &report); err != nil || report.Failed != 1 || report.Found[0].Pack != "restaurant" {
		t.Errorf("%+v %v", report, err)
	}
}

func TestPackDiff(t *testing.T) {
	before := "../../packs/restaurant"
	if got := expect(t, exitOK, "", "pack", "diff", before, copied(t, "restaurant"), "--exit-code"); got.err == "" {
		t.Error("nothing says that there is no difference")
	}
	after := copied(t, "restaurant",
		[3]string{"flow.bpmn", "收件预审", "收件检查"},
		[3]string{"pack.yaml", `"2026.1"`, `"2026.2"`},
		[3]string{"items/signboard.yaml", "name:", "visits: 5\nname:"},
	)
	if err := os.Remove(filepath.Join(after, "items/food-permit.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(after, "notes.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := expect(t, exitNo, "…", "pack", "diff", before, after, "--exit-code")
	for _, want := range []string{"- item food-permit\n", "+ file notes.txt\n", "~ process flow\n", "~ head restaurant: version\n"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q does not stand in\n%s", want, got.out)
		}
	}
	var changes []shelf.Change
	if err := json.Unmarshal([]byte(expect(t, exitOK, "…[", "pack", "diff", after, before, "--json").out), &changes); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(changes, func(ch shelf.Change) bool { return ch.ID == "food-permit" && ch.Change == "added" }) {
		t.Errorf("%+v", changes)
	}
	expect(t, exitUsage, "", "pack", "diff", before, "/no/such/folder")
	expect(t, exitUsage, "", "pack", "diff", before, t.TempDir())
}

// A region may shorten a promise; the limit is a rule.
func TestPackDiffTellsRulesFromPlaces(t *testing.T) {
	for _, c := range []struct {
		was, is, field string
		rules          bool
	}{
		{"promise: {n: 10}", "promise: {n: 9}", "promise", false},
		{"  n: 20", "  n: 19", "limit", true},
	} {
		after := copied(t, "restaurant", [3]string{"items/food-permit.yaml", c.was, c.is})
		var changes []shelf.Change
		got := expect(t, exitOK, "…[", "pack", "diff", "../../packs/restaurant", after, "--json")
		if err := json.Unmarshal([]byte(got.out), &changes); err != nil {
			t.Fatal(err)
		}
		want := []shelf.Change{{Part: "items", ID: "food-permit", Change: "changed", Fields: []string{c.field}, Rules: c.rules}}
		if diff := cmp.Diff(want, changes); diff != "" {
			t.Error(diff)
		}
	}
}
