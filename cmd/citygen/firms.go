package main

import (
	"fmt"
	"strconv"

	"holon.example/holon/internal/gov/idcode"
)

// firm is one row of the register of firms.
type firm struct {
	Code     string   `yaml:"creditCode"`
	Name     string   `yaml:"firmName"`
	Kind     string   `yaml:"firmKind"`
	Status   string   `yaml:"firmStatus"`
	Legal    string   `yaml:"legalPerson"`
	LegalID  string   `yaml:"legalPersonId"`
	Address  string   `yaml:"firmAddress"`
	Founded  string   `yaml:"foundedOn"`
	Capital  string   `yaml:"registeredCapital"`
	Industry string   `yaml:"industry"`
	Scope    string   `yaml:"businessScope"`
	Division string   `yaml:"division"`
	Phone    string   `yaml:"contactPhone"`
	Key      string   `yaml:"key"`
	Agents   []string `yaml:"agents"`
}

var firmColumns = []string{
	"creditCode", "firmName", "firmKind", "firmStatus", "legalPerson", "legalPersonId", "firmAddress", "foundedOn",
	"registeredCapital", "industry", "businessScope", "division", "contactPhone",
}

// trade is the city's register of firms.
type trade struct {
	*populace
	firms  []*firm
	owners []*person
	codes  map[string]bool
	names  map[string]bool
}

func (t *trade) seat(known []firm) {
	for i := range known {
		x := &known[i]
		x.Division = x.Code[2:8]
		for _, ind := range t.Firms.Industries {
			if ind.Code == x.Industry {
				x.Scope = ind.Scope
			}
		}
		t.codes[x.Code], t.names[x.Name] = true, true
		t.firms = append(t.firms, x)
	}
	for _, x := range t.people {
		if age := t.age(x.Birth); age >= 22 && age <= 72 && x.Key == "" {
			t.owners = append(t.owners, x)
		}
	}
}

func (t *trade) fill(n int) error {
	for serial := 0; len(t.firms) < n; serial++ {
		x, err := t.newFirm(serial)
		if err != nil {
			return err
		}
		if !t.codes[x.Code] && !t.names[x.Name] {
			t.codes[x.Code], t.names[x.Name] = true, true
			t.firms = append(t.firms, x)
		}
	}
	return nil
}

func (t *trade) newFirm(serial int) (*firm, error) {
	kind, industry, d := draw(t.r, t.Firms.Kinds), draw(t.r, t.Firms.Industries), draw(t.r, t.Divisions)
	owner := pick(t.r, t.owners)
	code, err := idcode.MakeUSCC('9', kind.Category[0], d.Code, fmt.Sprintf("%s9H%04d", kind.Org, serial%10000))
	if err != nil {
		return nil, err
	}
	own := pick(t.r, t.Firms.First) + pick(t.r, t.Firms.Second)
	name := t.City + own + industry.Word + kind.Suffix
	capital := []int{10, 30, 50, 100, 200, 500, 1000, 2000}[t.r.IntN(8)]
	if kind.Suffix == "" {
		name = t.City + d.Name + own + industry.Shop
		capital = 1 + t.r.IntN(20)
	}
	year := max(2000, yearOf(owner.Birth)+20)
	year += t.r.IntN(max(1, yearOf(string(t.on))-year))
	return &firm{
		Code: code, Name: name, Kind: kind.Name, Status: draw(t.r, t.Firms.Status).Name, Legal: owner.Name,
		LegalID: owner.ID, Address: t.address(d.Name, "shop"), Capital: strconv.Itoa(capital),
		Founded:  fmt.Sprintf("%04d-%02d-%02d", year, 1+t.r.IntN(12), 1+t.r.IntN(28)),
		Industry: industry.Code, Scope: industry.Scope, Division: d.Code, Phone: owner.Mobile,
	}, nil
}

func (t *trade) rows() [][]string {
	out := make([][]string, len(t.firms))
	for i, x := range t.firms {
		out[i] = []string{
			x.Code, x.Name, x.Kind, x.Status, x.Legal, x.LegalID, x.Address, x.Founded,
			x.Capital, x.Industry, x.Scope, x.Division, x.Phone,
		}
	}
	return out
}
