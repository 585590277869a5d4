package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"holon.example/holon/internal/gov"
)

func main() {
	city := flag.String("city", "", "folder of the city pack")
	items := flag.String("items", "", "folder of the pack of ordinary items")
	seed := flag.Uint64("seed", 20261123, "seed")
	on := flag.String("on", "2026-11-01", "the day on which the city is described")
	people := flag.Int("people", 20000, "number of people")
	firms := flag.Int("firms", 5000, "number of firms")
	flag.Parse()
	day, err := gov.ParseDate(*on)
	if err == nil && *city != "" {
		r := rand.New(rand.NewPCG(*seed, 1)) //nolint:gosec // the same seed must give the same city; nothing here is secret
		err = makeCity(*city, r, day, *people, *firms)
	}
	if err == nil && *items != "" {
		err = makeItems(*items)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "citygen:", err)
		os.Exit(3)
	}
}

// makeCity writes data/people.csv.gz and data/firms.csv.gz of a city pack.
func makeCity(dir string, r *rand.Rand, on gov.Date, people, firms int) error {
	var t tables
	if err := readYAML(filepath.Join(dir, "generator.yaml"), &t); err != nil {
		return err
	}
	var known personas
	if err := readYAML(filepath.Join(dir, "personas.yaml"), &known); err != nil {
		return err
	}
	p := &populace{tables: t, r: r, on: on, ids: map[string]bool{}}
	p.seat(known.People)
	if err := p.fill(people); err != nil {
		return err
	}
	if err := writeCSV(filepath.Join(dir, "data", "people.csv.gz"), personColumns, p.rows()); err != nil {
		return err
	}
	f := &trade{populace: p, codes: map[string]bool{}, names: map[string]bool{}}
	f.seat(known.Firms)
	if err := f.fill(firms); err != nil {
		return err
	}
	if err := writeCSV(filepath.Join(dir, "data", "firms.csv.gz"), firmColumns, f.rows()); err != nil {
		return err
	}
	fmt.Printf("%d people in %d households, %d firms\n", len(p.people), p.households, len(f.firms))
	return nil
}
