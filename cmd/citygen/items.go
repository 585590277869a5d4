package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// templates are the families of ordinary items (templates.yaml).
type templates struct {
	Sets map[string]struct {
		Type    string `yaml:"type"`
		Endings []struct {
			Name    string `yaml:"name"`
			Profile string `yaml:"profile"`
		} `yaml:"endings"`
	} `yaml:"sets"`
	Families []family `yaml:"families"`
}

type family struct {
	Authority string   `yaml:"authority"`
	Set       string   `yaml:"set"`
	Cite      string   `yaml:"cite"`
	Objects   []string `yaml:"objects"`
	Materials []string `yaml:"materials"`
	Words     []string `yaml:"words"`
}

// line is one item as it stands in items.ndjson; the rest comes from its profile.
type line struct {
	ID        string     `json:"id"`
	Profile   string     `json:"profile"`
	Name      string     `json:"name"`
	Words     []string   `json:"words,omitempty"`
	Type      string     `json:"type"`
	BaseCode  string     `json:"baseCode"`
	Authority string     `json:"authority"`
	Basis     []basis    `json:"basis"`
	More      []material `json:"moreMaterials,omitempty"`
}

type basis struct {
	Cite string `json:"cite"`
}

type material struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Medium string `json:"medium"`
	Copies int    `json:"copies"`
	Need   string `json:"need"`
	Source string `json:"source"`
	Waiver string `json:"waiver"`
	Cite   string `json:"cite"`
}

// area is the two digits of a basic code before its type; no region has them.
const area = "99"

// makeItems writes items/items.ndjson of a pack of ordinary items.
func makeItems(dir string) error {
	var t templates
	if err := readYAML(filepath.Join(dir, "templates.yaml"), &t); err != nil {
		return err
	}
	var out bytes.Buffer
	count := 0
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	number := map[string]int{} // main item numbers by type and authority
	for f, fam := range t.Families {
		for _, object := range fam.Objects {
			set := t.Sets[fam.Set]
			key := set.Type + fam.Authority
			number[key]++
			if object == "" { // its number stays taken: the item stands in a pack of its own
				continue
			}
			for n, ending := range set.Endings {
				sub := 0 // an item without endings has no sub-items
				if len(set.Endings) > 1 {
					sub = n + 1
				}
				x := line{
					ID:      fmt.Sprintf("%s%s-%03d-%d", fam.Authority, set.Type, number[key], n),
					Profile: ending.Profile, Name: object + ending.Name, Words: fam.Words, Type: set.Type,
					BaseCode:  fmt.Sprintf("%s%s%s%03d%03d", area, set.Type, fam.Authority, number[key], sub),
					Authority: fam.Authority, Basis: []basis{{fam.Cite}},
				}
				if n == 0 { // later endings build on what is already held
					x.More = own(f, fam)
				}
				if err := w.Encode(x); err != nil {
					return err
				}
				count++
			}
		}
	}
	fmt.Println(count, "items")
	return os.WriteFile(filepath.Join(dir, "items", "items.ndjson"), out.Bytes(), 0o644)
}

// own are the materials only this family asks for.
func own(number int, fam family) []material {
	var out []material
	for i, name := range fam.Materials {
		out = append(out, material{
			ID: fmt.Sprintf("HTF-%03d-%d", number+1, i+1), Name: name, Kind: "original", Medium: "electronic",
			Copies: 1, Need: "required", Source: "self", Waiver: "submit", Cite: fam.Cite,
		})
	}
	return out
}
