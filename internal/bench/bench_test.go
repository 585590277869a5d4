package bench

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/bench/author"
	"holon.example/holon/internal/business/form"
	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb/sqldbtest"
	"holon.example/holon/packs"
)

const (
	testCity = "haitang"
	testDay  = gov.Date("2026-11-23")
)

func testLibrary(t *testing.T) *matter.Library {
	t.Helper()
	var loaded []*matter.Pack
	for _, name := range []string{"items-basic", "restaurant", "newborn", testCity} {
		sub, err := fs.Sub(packs.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := matter.Load(sub)
		if err != nil {
			t.Fatal(err)
		}
		loaded = append(loaded, p)
	}
	lib, _ := matter.NewLibrary(loaded...)
	return lib
}

// Every form of the city accepts what the author writes, and the same seed writes
// the same.
func TestAuthorWritesWhatFormsAccept(t *testing.T) {
	lib := testLibrary(t)
	division := lib.Divisions()[0]
	offers := offersOf(lib, division)
	if len(offers) < 1000 {
		t.Fatalf("%d items can be applied for", len(offers))
	}
	seen := map[string]bool{}
	for i, x := range offers {
		if seen[x.form.ID] && i%50 != 0 {
			continue
		}
		seen[x.form.ID] = true
		for n := range uint64(20) {
			in := author.New(n, 1, testDay).Answer(x.form)
			if faults := x.form.Validate(in, form.DefaultLimits(testDay)); len(faults) > 0 {
				t.Fatalf("%s: %+v", x.item.ID, faults)
			}
			if diff := cmp.Diff(in, author.New(n, 1, testDay).Answer(x.form)); diff != "" {
				t.Fatal(diff)
			}
			if cmp.Equal(in, author.New(n+1, 1, testDay).Answer(x.form)) {
				t.Fatalf("%s: two seeds wrote the same", x.item.ID)
			}
		}
	}
	it, f := ordinary(lib, division)
	if it == nil || len(f.Fields()) < fullFields || asksPerson(f) {
		t.Fatalf("the measured item: %+v", it)
	}
}

func TestPercentile(t *testing.T) {
	var list []time.Duration
	for i := 100; i > 0; i-- {
		list = append(list, time.Duration(i))
	}
	if percentile(list, 99) != 99 || percentile(list, 50) != 50 || percentile(list[:1], 99) != 1 || percentile(nil, 50) != 0 {
		t.Fatal(percentile(list, 99), percentile(list, 50))
	}
}

func TestLagKnowsPeakAndDrain(t *testing.T) {
	w := &watcher{}
	for i, ms := range []int64{0, 100, 3000, 9000, 4000, 200, 100} {
		w.note(time.Duration(i)*time.Second, time.Duration(ms)*time.Millisecond)
	}
	want := lagReport{most: 9 * time.Second, at: 3 * time.Second, drained: 2 * time.Second, caughtUp: true}
	if w.rep != want {
		t.Fatalf("%+v", w.rep)
	}
	if lagOf(0, 5) != 0 || lagOf(gov.NewMint(1, func() gov.Time { return 1_800_000_000_000 }).New(), 1_800_000_000_250) != 250*time.Millisecond {
		t.Fatal("age of an event")
	}
}

func TestPlaces(t *testing.T) {
	there := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(there, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dsn := range []string{"sqlite:" + there, "sqlite::memory:", "mysql://x", "x.db"} {
		if p, err := placeOf(dsn); err == nil {
			t.Errorf("%s: %+v", dsn, p)
		}
	}
	p, err := placeOf("sqlite:" + there + ".new")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(there), "bench-*")); len(left) > 0 {
		t.Fatal(left)
	}
}

func TestResultIsPrinted(t *testing.T) {
	r := &Result{Name: "x", Unit: "u/s", P50: 1.5}
	r.against(50, 200)
	r.note("more", 2)
	r.miss("no %d", 7)
	var text, table strings.Builder
	if err := r.Print(&text, true); err != nil {
		t.Fatal(err)
	}
	if err := r.Print(&table, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"figure":50`, `"limit":200`, `"ratio":0.25`, `"p50_ms":1.5`, `"rows_after":0`, `"leaves_after":0`, `"missed":["no 7"]`} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %s in %s", want, text.String())
		}
	}
	if r.OK() || !strings.Contains(table.String(), "MISSED") || strings.Count(text.String(), "\n") != 1 {
		t.Fatal(text.String(), table.String())
	}
}

// program builds the program once for a test.
func program(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "holon")
	if b, err := exec.CommandContext(t.Context(), "go", "build", "-o", out, "holon.example/holon/cmd/holon").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return out
}

// place where a test may make stores.
func storeDSN(t *testing.T, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, "sqlite:") {
		return "sqlite:" + filepath.Join(t.TempDir(), "bench.db")
	}
	return os.Getenv(sqldbtest.EnvPG)
}

// The benches measure what they say and lose nothing. Figures are the machine's: a
// test of a busy machine asks only that everything was counted and verified.
func TestBenchesCountEverything(t *testing.T) {
	if testing.Short() {
		return
	}
	built := program(t)
	sqldbtest.Each(t, func(t *testing.T, dsn string) {
		for _, name := range []string{"submit", "one-case", "case3"} {
			o := Options{DB: storeDSN(t, dsn), Seconds: 1, Clients: 16, Plain: true, Repeat: 5, Packs: packs.Files, City: testCity, Binary: built}
			r, err := Run(t.Context(), name, o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Figure <= 0 || r.Non2xx != 0 || r.Acks == 0 || r.Load == "" {
				t.Errorf("%s: %+v", name, r)
			}
			for _, m := range r.Missed {
				if !strings.HasPrefix(m, "ratio") && !strings.Contains(m, "/s, want") && !strings.HasPrefix(m, "sequencer lag") {
					t.Errorf("%s: %s", name, m)
				}
			}
		}
	})
}
