package matter_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/business/matter"
)

// sample reads testdata/pack, a pack without a fault, into memory.
func sample(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root := os.DirFS("testdata/pack")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// references of the sample: one resource is catalogued, one law is missing.
func references() matter.References {
	return matter.References{
		Today:    "2026-11-23",
		Article:  func(cite string) bool { return !strings.HasPrefix(cite, "没有法") },
		Resource: func(resource, element string) bool { return resource == "firm-register" && element != "unheard" },
		Obtainable: func(element string) string {
			if element == "creditCode" || element == "floorsHeld" {
				return "firm-register"
			}
			return ""
		},
	}
}

// lint loads a pack, joins it alone and lints it.
func lint(t *testing.T, fsys fs.FS) []matter.Finding {
	t.Helper()
	p, found, err := matter.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	lib, more := matter.NewLibrary(p)
	return slices.Concat(found, more, lib.Lint(references()))
}

func TestSampleIsClean(t *testing.T) {
	for _, f := range lint(t, sample(t)) {
		t.Error(f)
	}
}

// plant is one fault: a text of a file replaced, and the finding it must give.
type plant struct{ code, file, old, now string }

const (
	itemA = "items/a.yaml"
	itemB = "items/b.yaml"
	itemG = "items/g.yaml"
	thing = "things/t.yaml"
)

var plants = []plant{
	// the eight contradictions real guides contain
	{"thing.promise.exceeded", itemA, "promise: {n: 10}", "promise: {n: 11}"},
	{"thing.materials.count", thing, "materials: 4}", "materials: 6}"},
	{"item.material.branch_required", itemA, "布局图, need: required", "布局图, when: large = true, need: required"},
	{"thing.material.branch_required", thing, "承诺书, need", "承诺书, for: [permit-b], need"},
	{"item.material.issued", itemA, "waiver: licence, resource: firm-register", "waiver: submit"},
	{"item.material.id_shared", itemB, "id: M-3", "id: M-1"},
	{"item.delivery.post", itemA, "logistics: true", "logistics: false"},
	{"thing.partner.missing", thing, `partners: ["26", "27"]`, `partners: ["27"]`},
	{"thing.figures.promise", thing, "days: 10", "days: 4"},
	{"thing.figures.visits", thing, "days: 10, visits: 1", "days: 10, visits: 0"},

	{"thing.promise.behind_later", thing, "  - item: permit-a\n", "  - {item: permit-a, later: true}\n"},
	{"thing.each.field", thing, "questions: q\n", "questions: q\neach: {name: 店, fields: [unheard]}\n"},
	{"thing.each.material", thing, "questions: q\n", "questions: q\neach: {name: 店, fields: [floors], materials: [M-0]}\n"},
	{"thing.each.empty", thing, "questions: q\n", "questions: q\neach: {name: 店, fields: []}\n"},
	{"item.result.field", itemB, "kind: approval}", "kind: approval, bearer: unheard}"},

	{"item.material.catch_all", itemA, "name: 布局图", "name: 其他有关材料"},
	{"item.material.catch_all", itemA, "name: 布局图", "name: 法律、法规规定的其他材料"},
	{"item.material.condition_missing", itemA, "布局图, need: required", "布局图, need: conditional"},
	{"item.material.name", itemA, "name: 布局图", "name: ''"},
	{"item.material.need", itemA, "布局图, need: required", "布局图, need: perhaps"},
	{"item.material.source", itemA, "source: self", "source: thin-air"},
	{"item.material.waiver", itemA, "waiver: submit", "waiver: maybe"},
	{"item.material.uncited", itemA, "waiver: submit, cite: 食品安全法§35.2", "waiver: submit, cite: ''"},
	{"item.material.twice", itemA, "id: M-2", "id: M-1"},
	{"item.material.resource", itemA, ", resource: firm-register", ""},
	{"item.material.resource.unknown", itemA, "resource: firm-register", "resource: nowhere"},
	{"item.exempt.incomplete", itemA, "waiver: licence, resource: firm-register", "waiver: submit, exempt: {until: 2027-01-01}"},

	{"item.promise.over_limit", itemB, "promise: {n: 5}", "promise: {n: 11}"},
	{"item.promise.missing", itemB, "promise: {n: 5}\n", ""},
	{"item.limit.uncited", itemA, "unit: workday, cite: 行政许可法§42.1", "unit: workday"},
	{"item.limit.unit", itemA, "unit: workday", "unit: fortnight"},
	{"item.limit.missing", itemB, "limit: {n: 10, cite: 消防法§15.3}\n", ""},
	{"item.special.kind", itemA, "kind: expert_review", "kind: rework"},
	{"item.special.uncited", itemA, "n: 5, cite: 行政许可法§45", "n: 5"},
	{"item.visit.staff", itemA, "staff: 2", "staff: 1"},
	{"item.visit.uncited", itemA, "{staff: 2, cite: 行政许可法§34.3}", "{staff: 2, cite: ''}"},
	{"item.basis.missing", itemA, "basis: [{cite: 食品安全法§35.1}]\n", "basis: []\n"},
	{"item.basis.uncited", itemA, "basis: [{cite: 食品安全法§35.1}]", "basis: [{cite: ''}]"},
	{"item.fee.uncited", itemA, "fen: 500, cite: 行政许可法§58.1", "fen: 500, cite: ''"},
	{"item.fee.amount", itemA, "fen: 500", "fen: 0"},
	{"item.quota.uncited", itemA, "quota: {cite: 行政许可法§57}", "quota: {cite: ''}"},
	{"cite.form", itemA, "cite: 行政许可法§42.1", "cite: 按有关规定"},
	{"cite.unknown", itemA, "cite: 行政许可法§42.1", "cite: 没有法§42.1"},
	{"cite.unverified", itemA, "[{cite: 食品安全法§35.1}]", "[{cite: 没有法§1, certainty: M}]"},
	{"cite.certainty", itemA, "[{cite: 食品安全法§35.1}]", "[{cite: 食品安全法§35.1, certainty: Q}]"},

	{"item.id", itemB, "id: permit-b", "id: Permit_B"},
	{"item.name", itemB, "name: {zh: 乙许可, en: permit B}", "name: {en: permit B}"},
	{"item.type", itemG, `type: "20"`, `type: "33"`},
	{"item.code.base", itemA, `baseCode: "990131001000"`, `baseCode: "99013100"`},
	{"item.code.type", itemA, `baseCode: "990131001000"`, `baseCode: "992031001000"`},
	{"item.code.authority", itemA, `baseCode: "990131001000"`, `baseCode: "990132001000"`},
	{"item.code.twice", itemB, `baseCode: "990126001000"`, `baseCode: "990131001000"`},
	{"item.state", itemA, "state: published", "state: sleeping"},
	{"item.handling", itemA, "handling: promised", "handling: slow"},
	{"item.route", itemA, "route: own", "route: scenic"},
	{"item.outcome", itemA, "outcome: decision", "outcome: vote"},
	{"item.nature", itemA, "nature: statutory", "nature: private"},
	{"item.audience", itemA, "audience: [firm]", "audience: [everyone]"},
	{"item.level", itemA, "level: 3", "level: 9"},
	{"item.power", itemA, "powerSource: 1", "powerSource: 7"},
	{"item.depth", itemA, "depth: 4", "depth: 5"},
	{"item.visits", itemA, "visits: 1", "visits: 9"},
	{"item.period", itemA, "until: 2030-01-01", "until: 2020-01-01"},
	{"item.delivery", itemA, "delivery: [post]", "delivery: [pigeon]"},
	{"item.result.missing", itemB, "result: {name: 乙意见书, kind: approval}\n", ""},
	{"item.guidance.refusal", itemG, "kind: opinion", "kind: opinion, refusal: 不予许可决定书"},
	{"item.guidance.permit", itemG, "type: \"20\"\nbaseCode: \"992027", "type: \"01\"\nbaseCode: \"990127"},
	{"item.onpromise.uncited", itemB, "onPromise: {cite: 消防法§15.2", "onPromise: {cite: 领导同意"},
	{"item.onpromise.verify", itemB, ", verify: {n: 20, cite: 消防法§15.2}", ""},
	{"item.deferral.off", itemA, "布局图, need: required", "布局图, need: deferrable"},
	{"item.deferral.uncited", itemB, "onPromise:", "deferral: {cite: 行政许可法§32}\nonPromise:"},
	{"item.deferral.terms", itemB, "onPromise:", "deferral: {cite: 样例市政务服务条例§24, local: true, days: 5, lapse: forgotten}\nonPromise:"},
	{"item.deferral.material", itemB, "onPromise:", "deferral: {cite: 样例市政务服务条例§24, local: true, materials: [M-3]}\nonPromise:"},
	{"item.flow.unknown", itemA, "flow: f", "flow: gone"},
	{"item.form.unknown", itemA, "form: a", "form: gone"},
	{"item.rules.unknown", itemA, "rules: r", "rules: gone"},

	{"thing.head", thing, "code: T1", "code: ''"},
	{"thing.parts", thing, "parts:\n  - item: permit-a\n  - item: permit-b\n    when: big = true\n    after: [{item: permit-a, cite: 市场主体登记管理条例§3.1}]\n  - item: guide-g\n", "parts: []\n"},
	{"thing.part.unknown", thing, "- item: guide-g", "- item: ghost"},
	{"thing.part.twice", thing, "- item: guide-g", "- item: permit-a"},
	{"thing.edge.unknown", thing, "after: [{item: permit-a", "after: [{item: ghost"},
	{"thing.edge.uncited", thing, "{item: permit-a, cite: 市场主体登记管理条例§3.1}", "{item: permit-a, cite: ''}"},
	{"thing.cycle", thing, "- item: permit-a\n", "- item: permit-a\n    after: [{item: permit-b, cite: 行政许可法§29}]\n"},
	{"thing.promise.missing", thing, "promise: {n: 10}\n", ""},
	{"thing.partner.idle", thing, `["26", "27"]`, `["26", "27", "09"]`},
	{"thing.mode", thing, "mode: {kind: separate}", "mode: {kind: fused}"},
	{"thing.mode.undecided", thing, "mode: {kind: separate}", "mode: {kind: joint, cite: 行政许可法§26.2}"},
	{"thing.questions.unknown", thing, "questions: q", "questions: gone"},
	{"thing.joint.parts", thing, "parts: [permit-a, permit-b]", "parts: [permit-a]"},
	{"thing.form.merge", "forms/b.yaml", "floors:\n    type: integer\n    x-holon: {label: 层数}", "floors:\n    type: integer\n    x-holon: {label: 层数, element: large}"},
	{"when.broken", thing, "when: big = true", "when: big ="},
	{"when.unknown", thing, "when: big = true", "when: huge = true"},
	{"when.unknown", itemA, "when: large = true", "when: colour = 1"},

	{"form.broken", "forms/b.yaml", "type: integer", "type: spell"},
	{"form.field.obtainable", "forms/b.yaml", "{label: 层数}", "{label: 层数, element: floorsHeld}"},
	{"form.field.obtainable", "forms/b.yaml", "{label: 层数}", "{label: 层数, element: floorsHeld, exempt: {reason: 接口未通, by: 数据局, until: 2026-01-01}}"},
	{"form.source.unknown", "forms/a.yaml", "element: creditCode", "element: unheard"},
	{"form.source.unknown", "forms/a.yaml", "element: large", "element: nothing"},
	{"flow.broken", "flows/f.bpmn", "</definitions>", ""},
	{"flow.rule", "flows/f.bpmn", `targetRef="e"`, `targetRef="nowhere"`},
	{"flow.process", "flows/f.bpmn", `isExecutable="true"`, `isExecutable="false"`},
	{"rules.broken", "rules/r.dmn", "</definitions>", ""},
	{"rules.problem", "rules/r.dmn", "large = true", "large = = true"},
	{"letter.field.unknown", "letters/l.yaml", "理由：{reasons}", "理由：{reasons}{mood}"},
	{"letter.field.unused", "letters/l.yaml", "{name: serial, label: 序号}", "{name: serial, label: 序号}\n    - {name: mood, label: 心情}"},
	{"letter.remedy", "letters/l.yaml", "；诉讼：{court}", ""},
	{"letter.remedy.off", "letters/l.yaml", "remedy: true", "remedy: false"},
	{"letter.uncited", "letters/l.yaml", "cite: 行政许可法§38.2", "cite: ''"},
	{"letter.incomplete", "letters/l.yaml", "name: 不予许可决定书", "name: ''"},
	{"parameter.incomplete", "parameters.yaml", "label: 门槛", "label: ''"},
	{"parameter.source", "parameters.yaml", "source: 地方规定", "source: ''"},
	{"parameter.unverified", "parameters.yaml", "verified: true", "verified: false"},

	{"item.department.missing", "overlay.yaml", `authority: "27"`, `authority: "28"`},
	{"overlay.promise.longer", "overlay.yaml", "promise: {n: 8}", "promise: {n: 12}"},
	{"overlay.ratings_from", "overlay.yaml", "level: 3", "level: 3\nratingsFrom: 101"},
	{"overlay.item.unknown", "overlay.yaml", "permit-a:", "ghost:"},
	{"overlay.uscc", "overlay.yaml", "119901009900003160", "119901009900003161"},
	{"overlay.division", "overlay.yaml", `division: "990100"`, `division: "9901"`},
	{"overlay.department.twice", "overlay.yaml", "id: fire", "id: market"},
	{"overlay.authority.twice", "overlay.yaml", `authority: "27"`, `authority: "26"`},

	{"pack.saying", "sayings.yaml", "means: [许可]", "means: []"},
	{"pack.saying", "sayings.yaml", "as: [开面馆]", "as: []"},
	{"pack.id", "pack.yaml", "id: sample", "id: Sample Pack"},
	{"pack.kind", "pack.yaml", "kind: thing", "kind: box"},
	{"pack.version", "pack.yaml", `version: "1.0"`, "version: new"},
	{"pack.title", "pack.yaml", "zh: 样例, ", ""},
	{"pack.licence", "pack.yaml", "licence: Apache-2.0", "licence: ''"},
	{"pack.requires.itself", "pack.yaml", "licence:", "requires: [sample]\nlicence:"},
	{"pack.requires.missing", "pack.yaml", "licence:", "requires: [absent]\nlicence:"},
	{"pack.id.twice", itemB, "id: permit-b", "id: permit-a"},
	{"pack.file", itemB, "handling: promised", "handlng: promised"},
	{"pack.file", itemB, "handling: promised", "handling: promised\nhandling: instant"},
	{"pack.file", itemB, "handling: promised", "handling: &x promised\nfoo: *x"},
	{"pack.file", itemB, "handling: promised", "handling: !!binary promised"},
	{"pack.file", itemB, "handling: promised", "handling: " + strings.Repeat("[", 5000)},
	{"pack.file", itemB, "handling: promised", "handling: " + strings.Repeat("- ", 500)},
	{"pack.file", itemB, "handling: promised", "handling: \xff"},
	{"pack.file", itemB, "state:", strings.Repeat("#", 2<<20) + "\nstate:"},
}

func TestEveryFaultIsFound(t *testing.T) {
	for _, p := range plants {
		t.Run(p.code, func(t *testing.T) {
			files := sample(t)
			text := string(files[p.file].Data)
			if p.old == "state:" {
				text += "state: draft\n"
			}
			if !strings.Contains(text, p.old) {
				t.Fatalf("%s does not hold %q", p.file, p.old)
			}
			files[p.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, p.old, p.now, 1))}
			found := lint(t, files)
			if !slices.ContainsFunc(found, func(f matter.Finding) bool { return f.Code == p.code && f.Where != "" }) {
				t.Fatalf("not found; instead %v", found)
			}
		})
	}
}

// TestNoLintIsUntested reads the codes from the sources: a lint without a
// planted fault does not count.
func TestNoLintIsUntested(t *testing.T) {
	used := regexp.MustCompile(`"((?:item|thing|form|flow|rules|pack|overlay|letter|cite|when|parameter)\.[a-z_.]+)"`)
	elsewhere := []string{ // errors of use cases, file names, and the one that needs two packs
		"pack.head", "pack.size", "pack.files", "pack.twice", "form.missing", "overlay.yaml", "pack.yaml", "letter.too_long",
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllStringSubmatch(string(b), -1) {
			planted := slices.ContainsFunc(plants, func(p plant) bool { return p.code == m[1] })
			if !planted && !slices.Contains(elsewhere, m[1]) {
				t.Errorf("%s: %s is never planted", name, m[1])
			}
		}
	}
}

func TestExemptionHoldsUntilItsDay(t *testing.T) {
	files := sample(t)
	text := strings.Replace(string(files["forms/b.yaml"].Data), "{label: 层数}",
		"{label: 层数, element: floorsHeld, exempt: {reason: 接口未通, by: 数据局, until: 2026-11-23}}", 1)
	files["forms/b.yaml"] = &fstest.MapFile{Data: []byte(text)}
	if found := lint(t, files); len(found) > 0 {
		t.Fatal(found)
	}
}

func TestLaterPartStandsApart(t *testing.T) {
	files := sample(t)
	text := strings.Replace(string(files[itemB].Data), "promise: {n: 5}", "promise: {n: 10}", 1)
	files[itemB] = &fstest.MapFile{Data: []byte(text)}
	files[thing] = &fstest.MapFile{Data: []byte(strings.NewReplacer(
		"promise: {n: 10}", "promise: {n: 6}", "days: 10", "days: 6",
		"- item: permit-a\n", "- item: permit-a\n    later: true\n",
		"when: big = true", "when: big = true\n    later: true").Replace(string(files[thing].Data)))}
	if found := matter.Errors(lint(t, files)); len(found) > 0 {
		t.Fatal(found)
	}
}

func TestTwoPacksOfOneName(t *testing.T) {
	a, _, err := matter.Load(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := matter.Load(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	_, found := matter.NewLibrary(a, b)
	if len(found) != 1 || found[0].Code != "pack.twice" {
		t.Fatal(found)
	}
}

func TestLoadNeedsAHead(t *testing.T) {
	for _, fsys := range []fs.FS{fstest.MapFS{}, fstest.MapFS{"pack.yaml": {Data: []byte("id: [")}}} {
		if _, _, err := matter.Load(fsys); err == nil {
			t.Error("loaded")
		}
	}
}
