package matter_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/infra/org"
	"holon.example/holon/internal/lang/plainyaml"
	"holon.example/holon/internal/rule/law"
)

const packsDir = "../../../packs"

// cityPacks are the packs of the demo city, requirements first.
var cityPacks = []string{"law-cn", "calendar-cn", "items-basic", "restaurant", "newborn", "haitang"}

// joined are the packs of the repository, read once.
var joined = sync.OnceValues(func() (*matter.Library, []matter.Finding) {
	var packs []*matter.Pack
	var all []matter.Finding
	for _, dir := range cityPacks {
		p, found, err := matter.Load(os.DirFS(filepath.Join(packsDir, dir)))
		if err != nil {
			return nil, []matter.Finding{{Code: err.Error(), Severity: "error", Where: dir}}
		}
		packs, all = append(packs, p), append(all, found...)
	}
	lib, found := matter.NewLibrary(packs...)
	return lib, append(all, found...)
})

// shipped joins the packs of the repository.
func shipped(t *testing.T) (*matter.Library, []matter.Finding) {
	t.Helper()
	lib, found := joined()
	if lib == nil {
		t.Fatal(found)
	}
	return lib, slices.Clone(found)
}

// articles resolves citations in the laws that the packs ship.
func articles(t *testing.T) func(string) bool {
	t.Helper()
	var laws []*law.Law
	for _, dir := range cityPacks {
		l, err := law.Load(os.DirFS(filepath.Join(packsDir, dir)))
		if err != nil {
			t.Fatal(dir, err)
		}
		laws = append(laws, l.Laws()...)
	}
	lib, err := law.NewLibrary(laws)
	if err != nil {
		t.Fatal(err)
	}
	return func(cite string) bool {
		c, err := law.Parse(cite)
		if err != nil {
			return false
		}
		_, err = lib.Resolve(c)
		return err == nil
	}
}

type resource struct {
	ID       string           `json:"id"`
	Name     matter.Text      `json:"name"`
	Theme    string           `json:"theme"`
	Provider string           `json:"provider"`
	Key      string           `json:"key"`
	Sharing  string           `json:"sharing"`
	Basis    string           `json:"basis"`
	Cond     matter.Text      `json:"condition"`
	Update   string           `json:"update"`
	Mode     string           `json:"mode"`
	Granted  bool             `json:"granted"`
	Source   string           `json:"source"`
	Elements []map[string]any `json:"elements"`
}

func (r resource) holds(element string) bool {
	return element == "" || slices.ContainsFunc(r.Elements, func(e map[string]any) bool { return e["code"] == element })
}

// catalogue reads the resources of the demo city.
func catalogue(t *testing.T) []resource {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(packsDir, "haitang/catalog.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []resource
	if err := plainyaml.Decode(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func cityReferences(t *testing.T) matter.References {
	t.Helper()
	all := catalogue(t)
	return matter.References{
		Today:   "2026-11-23",
		Article: articles(t),
		Resource: func(id, element string) bool {
			return slices.ContainsFunc(all, func(r resource) bool { return r.ID == id && r.holds(element) })
		},
		Obtainable: func(element string) string {
			for _, r := range all {
				if r.Granted && r.holds(element) {
					return r.ID
				}
			}
			return ""
		},
	}
}

func TestShippedPacksAreClean(t *testing.T) {
	lib, found := shipped(t)
	found = append(found, lib.Lint(cityReferences(t))...)
	for _, f := range found {
		if f.Severity != "info" {
			t.Error(f)
		}
	}
	if n := len(lib.Items("990100")); n < 1000 {
		t.Fatalf("%d items, want 1,000 or more", n)
	}
}

func TestCityAnswersForEveryItem(t *testing.T) {
	lib, _ := shipped(t)
	region := lib.Region("990100")
	per, profiles := map[string]int{}, map[string]int{}
	for _, it := range lib.Items("990100") {
		if len(it.Code) != 31 || !strings.HasSuffix(it.Code, it.BaseCode) {
			t.Fatalf("%s: implementation code %q", it.ID, it.Code)
		}
		per[it.Department]++
		profiles[it.Profile]++
		standard := lib.Item("", it.ID)
		if it.Fingerprint() != standard.Fingerprint() {
			t.Fatal(it.ID, "the region changed a rule")
		}
	}
	if len(per) != 13 || len(region.Departments) != 13 {
		t.Fatalf("departments with items: %v", per)
	}
	if len(profiles) < 15 {
		t.Fatalf("little variety: %v", profiles)
	}
	if p := lib.Item("990100", "food-permit").Promise; p.N != 8 {
		t.Fatalf("the city's shorter promise is lost: %+v", p)
	}
	changed := *lib.Item("990100", "food-permit")
	changed.Materials = changed.Materials[:1]
	if changed.Fingerprint() == lib.Item("", "food-permit").Fingerprint() {
		t.Fatal("a dropped material does not show in the fingerprint")
	}
}

func TestEveryItemCanBePlanned(t *testing.T) {
	lib, _ := shipped(t)
	for _, it := range lib.Items("990100") {
		p, err := lib.PlanItem("990100", it.ID, map[string]any{"byAgent": true})
		if err != nil || len(p.Parts) != 1 || p.Parts[0].Flow == "" || p.Form == nil {
			t.Fatal(it.ID, p, err)
		}
	}
}

func TestOrganisationFitsTheOverlay(t *testing.T) {
	lib, _ := shipped(t)
	st, err := org.LoadStructure(os.DirFS(filepath.Join(packsDir, "haitang")), "org.yaml")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	for _, d := range st.Departments {
		codes[d.Key] = d.USCC
	}
	for _, d := range lib.Region("990100").Departments {
		if codes[d.ID] != d.USCC {
			t.Errorf("%s: %s in the overlay, %s in org.yaml", d.ID, d.USCC, codes[d.ID])
		}
	}
	for _, r := range catalogue(t) {
		if codes[r.Provider] == "" {
			t.Errorf("%s is provided by %s, which is no department", r.ID, r.Provider)
		}
	}
}

func TestLettersFill(t *testing.T) {
	lib, _ := shipped(t)
	name, refuse := lib.Letter(lib.Thing("open-restaurant"), "refuse")
	if name != "items-basic/refuse" || refuse == nil || !refuse.Remedy {
		t.Fatal(name, refuse)
	}
	values := map[string]string{}
	for _, f := range refuse.Placeholders() {
		values[f] = "〔" + f + "〕{applicant}"
	}
	text, missing := refuse.Fill(values)
	if len(missing) > 0 {
		t.Fatal(missing)
	}
	if all := strings.Join(text, ""); strings.Contains(strings.ReplaceAll(all, "{applicant}", ""), "{") {
		t.Fatal("a value was read for fields, or a field stayed:", all)
	}
	delete(values, "reasons")
	if _, missing = refuse.Fill(values); !cmp.Equal(missing, []string{"reasons"}) {
		t.Fatal(missing)
	}
	_, grant := lib.Letter(lib.Thing("open-restaurant"), "grant")
	for _, f := range grant.Placeholders() {
		values[f] = "x"
	}
	whole, _ := grant.Fill(values)
	values["conditions"] = ""
	short, missing := grant.Fill(values)
	if len(missing) > 0 || len(short) != len(whole)-1 {
		t.Fatal("an optional paragraph stays without its field", len(whole), len(short), missing)
	}
	for _, id := range []string{
		"receipt", "accept", "deemed_accept", "not_needed", "not_accept", "supplement", "extend",
		"special_time", "grant", "refuse", "rectify", "guidance", "check_failed",
	} {
		if _, l := lib.Letter(lib.Thing("open-restaurant"), id); l == nil {
			t.Error("no letter", id)
		}
	}
}

// TestNewbornRunsByItsGrounds: two matters within the promise of the whole, five apart; a
// part waits only for what a ground is cited for.
func TestNewbornRunsByItsGrounds(t *testing.T) {
	lib, _ := shipped(t)
	plan := func(answers map[string]any) *matter.Plan {
		thing := lib.Thing("child-born")
		facts, err := lib.Facts(thing, answers)
		if err != nil {
			t.Fatal(err)
		}
		p, err := lib.Plan("990100", thing.ID, facts)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	answers := map[string]any{
		"applicantIs": "mother", "foreign": false, "sameNation": "same", "settleWith": "mother", "births": "single", "maternity": true, "deliveryWay": "electronic",
	}
	p := plan(answers)
	got := map[string][]any{}
	for _, x := range p.Parts {
		got[x.Item.ID] = []any{x.Wave, x.Later, x.Item.Promise.N, x.Item.Department}
	}
	want := map[string][]any{
		"birth-certificate": {0, false, 5, "health"}, "vaccination-card": {0, false, 1, "health"},
		"household-registration": {1, true, 10, "police"}, "resident-insurance": {2, true, 1, "insurance"}, "social-card": {2, true, 30, "hrss"},
		"maternity-benefit": {0, true, 20, "insurance"}, "parenting-guidance": {0, true, 15, "health"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	ids := func(p *matter.Plan) (out []string) {
		for _, m := range p.Submit() {
			out = append(out, m.ID)
		}
		slices.Sort(out)
		return out
	}
	if diff := cmp.Diff([]string{"HT-XS-02", "HT-XS-08", "HT-XS-09", "HT-XS-10", "HT-XS-11", "HT-XS-12", "HT-XS-14"}, ids(p)); diff != "" {
		t.Error("what is handed in:", diff)
	}
	answers["applicantIs"], answers["sameNation"], answers["maternity"] = "father", "different", false
	if diff := cmp.Diff([]string{"HT-XS-02", "HT-XS-06", "HT-XS-12", "HT-XS-14", "HT-XS-15"}, ids(plan(answers))); diff != "" {
		t.Error("the father applies, and the parents differ:", diff)
	}
	if t1 := lib.Thing("child-born"); t1.Again(map[string]any{"births": "single"}) || !t1.Again(map[string]any{"births": "multiple"}) {
		t.Error("one more application for twins, and for nobody else")
	}
}
