package main

import (
	"math/rand/v2"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
)

// weighted is one choice of a table.
type weighted struct {
	Code     string `yaml:"code"`
	Name     string `yaml:"name"`
	Weight   int    `yaml:"weight"`
	Suffix   string `yaml:"suffix"`
	Category string `yaml:"category"`
	Org      string `yaml:"org"`
	Word     string `yaml:"word"`
	Shop     string `yaml:"shop"`
	Scope    string `yaml:"scope"`
}

// tables are the generator's tables of a city pack (generator.yaml).
type tables struct {
	Divisions    []weighted                     `yaml:"divisions"`
	Births       []string                       `yaml:"births"`
	City         string                         `yaml:"city"`
	Streets      []string                       `yaml:"streets"`
	Estates      []string                       `yaml:"estates"`
	Nations      []weighted                     `yaml:"nations"`
	Surnames     []string                       `yaml:"surnames"`
	RareSurnames []string                       `yaml:"rareSurnames"`
	Male         []string                       `yaml:"male"`
	Female       []string                       `yaml:"female"`
	Rare         []string                       `yaml:"rare"`
	Dotted       map[string]map[string][]string `yaml:"dotted"` // nation, sex
	Educations   []string                       `yaml:"educations"`
	Relations    map[string]string              `yaml:"relations"`
	Marital      map[string]string              `yaml:"marital"`
	Address      map[string]string              `yaml:"address"`
	Firms        struct {
		Kinds      []weighted `yaml:"kinds"`
		Status     []weighted `yaml:"status"`
		First      []string   `yaml:"first"`
		Second     []string   `yaml:"second"`
		Industries []weighted `yaml:"industries"`
	} `yaml:"firms"`
}

// personas are the people and firms that are fixed by hand (personas.yaml).
type personas struct {
	People []person `yaml:"people"`
	Firms  []firm   `yaml:"firms"`
}

func readYAML(file string, out any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(b, out)
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// draw picks by weight.
func draw(r *rand.Rand, list []weighted) weighted {
	sum := 0
	for _, w := range list {
		sum += w.Weight
	}
	n := r.IntN(sum)
	for _, w := range list {
		if n -= w.Weight; n < 0 {
			return w
		}
	}
	return list[0]
}

// front picks from a list whose first entries are the commonest.
func front(r *rand.Rand, list []string) string {
	x := r.Float64()
	return list[int(x*x*float64(len(list)))]
}

func chance(r *rand.Rand, percent float64) bool { return r.Float64()*100 < percent }

func fill(pattern string, values ...string) string {
	return strings.NewReplacer(values...).Replace(pattern)
}
