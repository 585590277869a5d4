package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

const (
	city  = "../../packs/haitang"
	items = "../../packs/items-basic"
	today = gov.Date("2026-11-01")
)

// copyOf copies the generator's inputs into a fresh folder.
func copyOf(t *testing.T, from string, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{"data", "items"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func rows(t *testing.T, file string) []map[string]string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = rec[i]
		}
		out = append(out, row)
	}
	return out
}

// The committed tables are what the program makes of the committed inputs.
func TestCityIsReproduced(t *testing.T) {
	dir := copyOf(t, city, "generator.yaml", "personas.yaml")
	if err := makeCity(dir, rand.New(rand.NewPCG(20261123, 1)), today, 20000, 5000); err != nil {
		t.Fatal(err)
	}
	// compared unpacked: a later Go may compress otherwise
	for _, name := range []string{"data/people.csv.gz", "data/firms.csv.gz"} {
		made, kept := rows(t, filepath.Join(dir, name)), rows(t, filepath.Join(city, name))
		if len(made) != len(kept) {
			t.Fatalf("%s: %d rows made, %d kept", name, len(made), len(kept))
		}
		for i := range made {
			for k, v := range made[i] {
				if kept[i][k] != v {
					t.Fatalf("%s row %d: %s is %q, made %q; run cmd/citygen again", name, i+2, k, kept[i][k], v)
				}
			}
		}
	}
}

func TestItemsAreReproduced(t *testing.T) {
	dir := copyOf(t, items, "templates.yaml")
	if err := makeItems(dir); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(filepath.Join(dir, "items/items.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(items, "items/items.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, kept) {
		t.Fatal("items.ndjson is not what templates.yaml gives")
	}
	if n := bytes.Count(made, []byte("\n")); n < 1000 {
		t.Fatalf("%d items", n)
	}
}

func TestPeopleArePlausible(t *testing.T) {
	people := rows(t, filepath.Join(city, "data/people.csv.gz"))
	if len(people) != 20000 {
		t.Fatal(len(people))
	}
	byID := map[string]map[string]string{}
	rare := 0
	for _, p := range people {
		id, err := idcode.ParseCitizenID(p["personId"])
		if err != nil || byID[p["personId"]] != nil {
			t.Fatal(p["personId"], err)
		}
		byID[p["personId"]] = p
		if !strings.HasPrefix(id.Division, "99") {
			t.Fatal("a number that might be somebody's:", id.Number)
		}
		if string(id.Birth) != p["birthDate"] || id.Female != (p["sex"] == "female") || id.Birth > today || id.Birth < "1920" {
			t.Fatal(p)
		}
		if n := utf8.RuneCountInString(p["personName"]); n < 2 {
			t.Fatal("no full name:", p)
		}
		if m := p["mobile"]; m != "" && !strings.HasPrefix(m, "1990000") {
			t.Fatal("a number that might be somebody's:", m)
		}
		if strings.ContainsFunc(p["personName"], func(r rune) bool { return r > 0xFFFF }) {
			rare++
		}
	}
	if rare < 50 {
		t.Fatalf("%d names with characters outside the basic plane", rare)
	}
	families(t, byID)
}

// families checks marriages and parents against each other.
func families(t *testing.T, byID map[string]map[string]string) {
	t.Helper()
	married, children := 0, 0
	for id, p := range byID {
		if s := p["spouseId"]; s != "" {
			married++
			q := byID[s]
			if q == nil || q["spouseId"] != id || q["sex"] == p["sex"] || q["marriageDate"] != p["marriageDate"] {
				t.Fatal("a marriage of one:", p, q)
			}
			of := map[string]int{"male": 22, "female": 20}[p["sex"]]
			if yearOf(p["marriageDate"])-yearOf(p["birthDate"]) < of || p["marriageDate"] > string(today) {
				t.Fatal("married too young or in the future:", p)
			}
		}
		for _, kin := range []string{"fatherId", "motherId"} {
			parent := byID[p[kin]]
			if p[kin] == "" {
				continue
			}
			if parent == nil {
				t.Fatal("an unknown parent:", p)
			}
			children++
			if gap := yearOf(p["birthDate"]) - yearOf(parent["birthDate"]); gap < 18 || gap > 60 {
				t.Fatalf("%d years between %v and %v", gap, parent, p)
			}
		}
	}
	if married < 6000 || children < 4000 {
		t.Fatal(married, children)
	}
}

func TestFirmsAreWhole(t *testing.T) {
	people := map[string]map[string]string{}
	for _, p := range rows(t, filepath.Join(city, "data/people.csv.gz")) {
		people[p["personId"]] = p
	}
	firms := rows(t, filepath.Join(city, "data/firms.csv.gz"))
	if len(firms) != 5000 {
		t.Fatal(len(firms))
	}
	seen := map[string]bool{}
	for _, f := range firms {
		code, err := idcode.ParseUSCC(f["creditCode"])
		if err != nil || seen[code.Code] || !strings.HasPrefix(code.Division, "99") {
			t.Fatal(f, err)
		}
		seen[code.Code] = true
		owner := people[f["legalPersonId"]]
		if owner == nil || owner["personName"] != f["legalPerson"] {
			t.Fatal("nobody owns", f)
		}
		if age := yearOf(f["foundedOn"]) - yearOf(owner["birthDate"]); age < 18 || f["foundedOn"] > string(today) {
			t.Fatal("founded by a child or in the future:", f)
		}
	}
}
