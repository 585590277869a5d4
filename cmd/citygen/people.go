package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

// person is one row of the population register and, with it, of the marriage
// register.
type person struct {
	ID        string `yaml:"personId"`
	Name      string `yaml:"personName"`
	Sex       string `yaml:"sex"`
	Birth     string `yaml:"birthDate"`
	Mobile    string `yaml:"mobile"`
	Nation    string `yaml:"nation"`
	Division  string `yaml:"division"`
	Household string `yaml:"householdId"`
	Relation  string `yaml:"householdRelation"`
	Address   string `yaml:"householdAddress"`
	Education string `yaml:"education"`
	Marital   string `yaml:"maritalStatus"`
	Spouse    string `yaml:"spouseId"`
	Married   string `yaml:"marriageDate"`
	Father    string `yaml:"fatherId"`
	Mother    string `yaml:"motherId"`

	Key   string         `yaml:"key"`
	Kind  string         `yaml:"kind"`
	Title map[string]any `yaml:"title"`

	surname string
}

var personColumns = []string{
	"personId", "personName", "sex", "birthDate", "nation", "division", "householdId", "householdRelation",
	"householdAddress", "education", "mobile", "maritalStatus", "spouseId", "marriageDate", "fatherId", "motherId",
}

// populace grows household by household.
type populace struct {
	tables
	r          *rand.Rand
	on         gov.Date
	people     []*person
	ids        map[string]bool
	households int
}

const maxAge = 100

// seat puts the people fixed by hand first, each in a household of his own but for who
// is married to one before.
func (p *populace) seat(known []person) {
	homes := map[string]*home{}
	for i := range known {
		x := &known[i]
		h, relation := homes[x.Spouse], "spouse"
		if h == nil {
			h, relation = p.house(x.ID[:6]), "head"
		}
		if x.Nation == "" {
			x.Nation = p.Nations[0].Name
		}
		x.Education, x.Marital = p.Educations[5], p.Marital["none"]
		if x.Spouse != "" {
			x.Marital = p.Marital["married"]
		}
		p.ids[x.ID], homes[x.ID] = true, h
		h.join(x, relation)
		if x.Mobile == "" {
			x.Mobile = h.phone
		}
	}
}

// fill grows households until there are n people.
func (p *populace) fill(n int) error {
	for len(p.people) < n {
		if err := p.grow(n - len(p.people)); err != nil {
			return err
		}
	}
	return nil
}

// home is a household while it is being filled.
type home struct {
	p                  *populace
	id, division, addr string
	phone              string
	members            []*person
}

func (p *populace) house(division string) *home {
	d := draw(p.r, p.Divisions)
	for _, x := range p.Divisions {
		if x.Code == division {
			d = x
		}
	}
	p.households++
	h := &home{p: p, division: d.Code, id: fmt.Sprintf("%s%06d", d.Code, p.households)}
	// 1990000xxxx is the range this program keeps to; personas have its last hundred numbers.
	h.phone = fmt.Sprintf("1990000%04d", p.households%9900)
	h.addr = p.address(d.Name, "estate")
	if chance(p.r, 25) {
		h.addr = p.address(d.Name, "house")
	}
	return h
}

func (p *populace) address(division, kind string) string {
	n := func(most int) string { return strconv.Itoa(1 + p.r.IntN(most)) }
	return fill(p.Address[kind], "{city}", p.City, "{division}", division, "{street}", pick(p.r, p.Streets),
		"{no}", n(288), "{estate}", pick(p.r, p.Estates), "{block}", n(24), "{unit}", n(4),
		"{room}", n(28)+"0"+n(4), "{shop}", n(30))
}

func (h *home) join(x *person, relation string) {
	x.Division, x.Household, x.Address = h.division, h.id, h.addr
	x.Relation = h.p.Relations[relation]
	h.members = append(h.members, x)
	h.p.people = append(h.p.people, x)
}

// grow adds one household of at most room people.
func (p *populace) grow(room int) error {
	h := p.house("")
	nation := draw(p.r, p.Nations).Name
	kind := p.r.IntN(100)
	single := kind >= 82
	sex, age := "male", 25+p.r.IntN(59) // who has a family was of age to marry
	if single {
		age = 19 + p.r.IntN(68)
		if chance(p.r, 50) {
			sex = "female"
		}
	}
	head, err := p.adult(age, sex, nation)
	if err != nil {
		return err
	}
	if single {
		h.join(head, "head")
		head.Mobile = h.phone
		p.alone(head)
		return nil
	}
	h.join(head, "head")
	head.Mobile = h.phone
	if room < 2 {
		return nil
	}
	return p.family(h, head, kind, room-1)
}

func (p *populace) alone(x *person) {
	switch age := p.age(x.Birth); {
	case age > 68 && chance(p.r, 70):
		x.Marital = p.Marital["widowed"]
	case age > 30 && chance(p.r, 45):
		x.Marital = p.Marital["divorced"]
	default:
		x.Marital = p.Marital["none"]
	}
}

// family adds a spouse, children and sometimes a parent of the head.
func (p *populace) family(h *home, head *person, kind, room int) error {
	age := p.age(head.Birth)
	wife, err := p.adult(max(22, age-3+p.r.IntN(6)), "female", head.Nation)
	if err != nil {
		return err
	}
	wedding := p.marry(head, wife)
	h.join(wife, "spouse")
	room--
	wed := yearOf(wedding)
	children := []int{0, 1, 1, 1, 2, 2, 3}[p.r.IntN(7)]
	for i := 0; i < children && room > 0; i++ {
		born := wed + 1 + i*4 + p.r.IntN(3)
		if born > yearOf(string(p.on))-1 || born-yearOf(wife.Birth) > 44 || yearOf(string(p.on))-born > 26 {
			continue
		}
		if err := p.child(h, head, wife, born); err != nil {
			return err
		}
		room--
	}
	if kind < 12 && room > 0 && age < 55 {
		parent, err := p.adult(min(age+24+p.r.IntN(8), maxAge-3), []string{"male", "female"}[p.r.IntN(2)], head.Nation)
		if err != nil {
			return err
		}
		if parent.Sex == "male" {
			parent.rename(head.surname)
		}
		parent.Marital = p.Marital["widowed"]
		h.join(parent, map[string]string{"male": "father", "female": "mother"}[parent.Sex])
		p.parentOf(parent, head)
	}
	return nil
}

func (p *populace) parentOf(parent, x *person) {
	if parent.Sex == "male" {
		x.Father = parent.ID
	} else {
		x.Mother = parent.ID
	}
}

func (x *person) rename(surname string) {
	if x.surname == "" || surname == "" { // a dotted name has no surname to change
		return
	}
	x.Name = surname + x.Name[len(x.surname):]
	x.surname = surname
}

// marry joins two adults on a day when both were of age (婚姻法 limits: 22 and 20).
func (p *populace) marry(a, b *person) string {
	first := max(yearOf(a.Birth)+23, yearOf(b.Birth)+21)
	last := min(yearOf(string(p.on))-1, first+9)
	year := first
	if last > first {
		year += p.r.IntN(last - first + 1)
	}
	day := fmt.Sprintf("%04d-%02d-%02d", min(year, yearOf(string(p.on))-1), 1+p.r.IntN(12), 1+p.r.IntN(28))
	for _, x := range []*person{a, b} {
		x.Marital, x.Married = p.Marital["married"], day
	}
	a.Spouse, b.Spouse = b.ID, a.ID
	return day
}

func (p *populace) child(h *home, father, mother *person, year int) error {
	sex, relation := "male", "son"
	if chance(p.r, 48) {
		sex, relation = "female", "daughter"
	}
	x, err := p.newPerson(year, sex, father.Nation, h.division)
	if err != nil {
		return err
	}
	x.rename(father.surname)
	if chance(p.r, 8) {
		x.rename(mother.surname)
	}
	x.Father, x.Mother, x.Marital = father.ID, mother.ID, p.Marital["none"]
	switch age := p.age(x.Birth); {
	case age < 6:
		x.Education = ""
	case age < 20:
		x.Education = p.Educations[min(2, (age-6)/6)]
	}
	h.join(x, relation)
	return nil
}

func (p *populace) adult(age int, sex, nation string) (*person, error) {
	x, err := p.newPerson(yearOf(string(p.on))-age, sex, nation, pick(p.r, p.Births))
	if err == nil {
		x.Marital = p.Marital["none"]
	}
	return x, err
}

func (p *populace) newPerson(year int, sex, nation, division string) (*person, error) {
	x := &person{Sex: sex, Nation: nation}
	x.Birth = fmt.Sprintf("%04d-%02d-%02d", year, 1+p.r.IntN(12), 1+p.r.IntN(28))
	x.surname, x.Name = p.name(sex, nation)
	x.Education = p.Educations[p.r.IntN(len(p.Educations))]
	for {
		seq := 2 * p.r.IntN(500)
		if sex == "male" {
			seq++
		}
		id, err := idcode.MakeCitizenID(division, gov.Date(x.Birth), seq)
		if err != nil {
			return nil, err
		}
		if !p.ids[id] {
			p.ids[id], x.ID = true, id
			return x, nil
		}
	}
}

// name draws a surname and a full name; one in about sixty holds a rare character.
func (p *populace) name(sex, nation string) (surname, full string) {
	if list := p.Dotted[nation][sex]; len(list) > 0 {
		return "", pick(p.r, list)
	}
	surname = front(p.r, p.Surnames)
	if chance(p.r, 0.4) {
		surname = pick(p.r, p.RareSurnames)
	}
	given := p.Male
	if sex == "female" {
		given = p.Female
	}
	g := pick(p.r, given)
	if chance(p.r, 1.6) {
		g = pick(p.r, p.Rare)
		if chance(p.r, 50) {
			g += pick(p.r, p.Rare)
		}
	}
	return surname, surname + g
}

func (p *populace) age(birth string) int {
	years := yearOf(string(p.on)) - yearOf(birth)
	if string(p.on)[5:] < birth[5:] {
		years--
	}
	return years
}

func yearOf(date string) int {
	n, _ := strconv.Atoi(date[:4])
	return n
}

func (p *populace) rows() [][]string {
	out := make([][]string, len(p.people))
	for i, x := range p.people {
		out[i] = []string{
			x.ID, x.Name, x.Sex, x.Birth, x.Nation, x.Division, x.Household, x.Relation,
			x.Address, x.Education, x.Mobile, x.Marital, x.Spouse, x.Married, x.Father, x.Mother,
		}
	}
	return out
}
