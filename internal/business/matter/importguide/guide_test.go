package importguide_test

import (
	"os"
	"strings"
	"testing"

	"holon.example/holon/internal/business/matter/importguide"
	"holon.example/holon/internal/gov"
)

func text(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/guide.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func read(t *testing.T, raw string) *importguide.Guide {
	t.Helper()
	g, err := importguide.Read([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func codes(list []importguide.Finding) map[string]int {
	out := map[string]int{}
	for _, f := range list {
		out[f.Code]++
	}
	return out
}

// Each of the eight kinds of contradiction is found, and is gone when the guide is put
// right; nothing else is found then.
func TestEveryContradictionIsFound(t *testing.T) {
	whole := text(t)
	found := codes(read(t, whole).Contradictions())
	right := whole
	for code, mend := range map[string][2]string{
		"guide.promise_exceeds":   {"promise_days: 10", "promise_days: 4"},
		"guide.materials_count":   {"materials: {before: 20, after: 9}", "materials: {before: 20, after: 4}"},
		"guide.branch_required":   {"  - name: 检查申报表\n    std_material_id: M3\n    required: 必要", "  - name: 检查申报表\n    std_material_id: M3\n    required: 条件"},
		"guide.government_asked":  {"submit_mode: {mode: 4, meaning: 须提交}\n    source: 政府部门核发", "submit_mode: {mode: 1, meaning: 自动关联}\n    source: 政府部门核发"},
		"guide.material_id_twice": {"name: 健康证明\n    std_material_id: M2", "name: 健康证明\n    std_material_id: M5"},
		"guide.mail_off":          {"isLogistics=0", "isLogistics=1"},
		"guide.partner_absent":    {"dept: 住房公积金中心", "dept: 市场监督管理局"},
		"guide.own_days":          {"days: {before: 30, after: 5}", "days: {before: 30, after: 4}"},
		"guide.own_visits":        {"visits: {before: 4, after: 0}", "visits: {before: 4, after: 1}"},
	} {
		if found[code] != 1 {
			t.Errorf("%s: found %d times", code, found[code])
		}
		if !strings.Contains(whole, mend[0]) {
			t.Fatalf("%s: nothing to mend", code)
		}
		mended := codes(read(t, strings.Replace(whole, mend[0], mend[1], 1)).Contradictions())
		if mended[code] != 0 || len(mended) != len(found)-1 {
			t.Errorf("%s, put right: %v", code, mended)
		}
		right = strings.Replace(right, mend[0], mend[1], 1)
	}
	if rest := read(t, right).Contradictions(); len(rest) != 0 || len(found) != 9 {
		t.Errorf("%v; put right: %+v", found, rest)
	}
}

// Nothing the guide says is lost, and what it does not say is named and not made up.
func TestDraftKeepsWhatIsSaidAndNamesTheRest(t *testing.T) {
	d, err := read(t, text(t)).Draft()
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Files) != 5 {
		t.Fatalf("%d files", len(d.Files))
	}
	for name, want := range map[string][]string{
		"pack.yaml":              {"id: 99tcn0001", "kind: thing"},
		"items/99tcn0001-1.yaml": {"茶饮经营许可", "state: draft", "\"n\": 10", "茶饮经营许可证"},
		"things/99tcn0001.yaml":  {"lead: \"31\"", "\"n\": 4", "M2-2", "need: conditional", "- 99tcn0001-2", "source: government", "after:"},
	} {
		for _, w := range want {
			if !strings.Contains(string(d.Files[name]), w) {
				t.Errorf("%s has no %q:\n%s", name, w, d.Files[name])
			}
		}
	}
	if strings.Contains(string(d.Files["items/99tcn0001-1.yaml"]), "limit:") {
		t.Error("a statutory limit was made up")
	}
	got := codes(d.Gaps)
	for code, n := range map[string]int{"guide.gap_limit": 3, "guide.gap_base_code": 3, "guide.gap_department": 2, "guide.gap_result": 2, "guide.gap_when": 1, "guide.gap_question": 1, "guide.gap_material": 4, "guide.gap_resource": 1, "guide.gap_unit": 1} {
		if got[code] != n {
			t.Errorf("%s: %d times, want %d", code, got[code], n)
		}
	}
}

func TestWhatIsNoGuideIsRefused(t *testing.T) {
	for name, raw := range map[string]string{"empty": "", "text": "hello", "no items": "code: a\nname: b\n", "broken": "a: [", "many": "code: a\nname: b\nitems:\n" + strings.Repeat("- {name: x}\n", 201)} {
		if _, err := importguide.Read([]byte(raw)); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := importguide.Read(make([]byte, 5<<20)); gov.KindOf(err) != gov.KindTooLarge {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(text(f))
	f.Add("code: a\nname: b\nitems: [{name: x, promise_days: 9}]\nmaterials: [{name: y, for_items: [x]}]\n")
	f.Fuzz(func(t *testing.T, raw string) {
		g, err := importguide.Read([]byte(raw))
		if err != nil {
			return
		}
		if _, err := g.Draft(); err != nil {
			t.Fatal(err)
		}
	})
}
