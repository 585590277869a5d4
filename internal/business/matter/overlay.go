package matter

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"holon.example/holon/internal/gov"
)

// Overlay is what a region adds to standard items: which department holds each
// authority, where and when people can go, and promises that may only be
// shorter. Everything else of an item is inherited.
type Overlay struct {
	Division    string            `json:"division"` // six digits
	Name        Text              `json:"name"`
	Level       int               `json:"level"`
	Departments []Department      `json:"departments"`
	Items       map[string]Change `json:"items,omitempty"`       // by item id
	RatingsFrom int64             `json:"ratingsFrom,omitempty"` // ratings from which the share of satisfied is shown; 0: the usual number
}

// Department is an implementing body of the region.
type Department struct {
	ID        string `json:"id"`
	Authority string `json:"authority"` // department code it answers for
	USCC      string `json:"uscc"`
	Name      Text   `json:"name"`
	Short     Text   `json:"short,omitzero"`
	Nature    string `json:"nature,omitempty"`
	Window    Window `json:"window"`
}

// Change is what a region may say differently of one item.
type Change struct {
	Department string    `json:"department,omitempty"`
	Promise    *Limit    `json:"promise,omitempty"`
	Windows    []Window  `json:"windows,omitempty"`
	Deferral   *Flexible `json:"deferral,omitempty"`
	OnPromise  *Flexible `json:"onPromise,omitempty"`
	Until      gov.Date  `json:"until,omitempty"`
}

// For finds the department that holds an authority; nil if the region has none.
func (o *Overlay) For(authority string) *Department {
	for i := range o.Departments {
		if o.Departments[i].Authority == authority {
			return &o.Departments[i]
		}
	}
	return nil
}

// Apply gives the region's form of a standard item and what is wrong with it.
func (o *Overlay) Apply(standard Item) (Item, []Finding) {
	r := newReport(standard.ID)
	it, c := standard, o.Items[standard.ID]
	d := o.For(standard.Authority)
	if c.Department != "" {
		d = o.named(c.Department)
	}
	if d == nil {
		r.err("item.department.missing", "authority", standard.Authority)
		return it, r.findings()
	}
	it.Department, it.Nature = d.ID, d.Nature
	if it.Level == 0 {
		it.Level = o.Level
	}
	it.Code = implementationCode(d.USCC, it.Level, it.BaseCode)
	it.Windows = []Window{d.Window}
	if len(c.Windows) > 0 {
		it.Windows = c.Windows
	}
	o.applyPromise(&it, c, r)
	if c.Deferral != nil {
		it.Deferral = c.Deferral
	}
	if c.OnPromise != nil {
		it.OnPromise = c.OnPromise
	}
	if c.Until != "" {
		it.Until = c.Until
	}
	lintFlexible(&it, r)
	return it, r.findings()
}

func (o *Overlay) applyPromise(it *Item, c Change, r report) {
	if c.Promise == nil {
		return
	}
	if it.Promise != nil && longer(c.Promise, it.Promise) {
		r.err("overlay.promise.longer", "promise", c.Promise.N, "standard", it.Promise.N)
		return
	}
	it.Promise = c.Promise
}

func (o *Overlay) named(id string) *Department {
	for i := range o.Departments {
		if o.Departments[i].ID == id {
			return &o.Departments[i]
		}
	}
	return nil
}

// Fingerprint is the SHA-256 of an item's rules: all of it but what a region
// may change. Regions whose items share it follow one rule; the number of
// different ones measures fragmentation.
func (it *Item) Fingerprint() string {
	rules := *it
	rules.Code, rules.Department, rules.Nature, rules.Level = "", "", "", 0
	rules.Windows, rules.Promise, rules.Until, rules.Words = nil, nil, "", nil
	rules.Deferral, rules.OnPromise = nil, nil
	b, err := json.Marshal(rules)
	if err != nil {
		return "" // an Item holds nothing JSON cannot write
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// minutes of each unit; working days are taken as the eight hours of an office
// day, which is enough to compare two limits of one item.
var unitMinutes = map[string]int{
	"": 480, "workday": 480, "day": 480, "hour": 60, "minute": 1, "month": 21 * 480,
}

// longer tells whether limit a surely lasts longer than b.
func longer(a, b *Limit) bool {
	return a.N*unitMinutes[a.Unit] > b.N*unitMinutes[b.Unit]
}
