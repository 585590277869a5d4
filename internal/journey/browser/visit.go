package browser

import (
	"context"
	"encoding/json"
)

// Cookie is what the reader's browser brings along.
type Cookie struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	URL   string `json:"url"`
}

// Visit says which page is opened, as whom, and how thoroughly it is looked at.
type Visit struct {
	URL      string   `json:"url"`
	Lang     string   `json:"lang"` // zh or en
	Cookies  []Cookie `json:"cookies"`
	Width    int      `json:"width"`
	Height   int      `json:"height"`
	Keyboard bool     `json:"keyboard"` // walk it with the tab key
	Bare     bool     `json:"bare"`     // open it again without scripts
	Plain    bool     `json:"plain"`    // only open it and take the pictures
	Shots    []Shot   `json:"shots,omitempty"`
}

// Shot is a picture to be taken of the whole page.
type Shot struct {
	Path   string `json:"path"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// Seen is what a visit found.
type Seen struct {
	Status   int            `json:"status"`
	URL      string         `json:"url"` // after redirects
	CSP      string         `json:"csp"`
	Face     string         `json:"face"` // citizen, staff, ops
	Lang     string         `json:"lang"`
	Mode     string         `json:"mode"`
	Contrast string         `json:"contrast"`
	Title    string         `json:"title"`
	Headings []string       `json:"headings"` // of the first level
	Text     int            `json:"text"`     // characters of the main part
	Kinds    []string       `json:"kinds"`    // which elements the page is made of
	Weights  map[string]int `json:"weights"`  // compressed bytes by html, css, js, other
	Shift    float64        `json:"shift"`    // cumulative layout shift
	Moved    []string       `json:"moved"`    // what has shifted
	Reports  []string       `json:"reports"`  // of the content security policy
	Console  []string       `json:"console"`  // errors
	Axe      []string       `json:"axe"`      // violations of WCAG 2.2 AA
	Wide     []string       `json:"wide"`     // what does not fit 320 px
	Links    []string       `json:"links"`
	Forms    []Form         `json:"forms"`
	Dead     []string       `json:"dead"` // links and controls that lead nowhere
	Keys     *Keys          `json:"keys"`
	Bare     *Bare          `json:"bare"`
}

// Form is where a form of the page leads, with what it would send untouched.
type Form struct {
	Action  string              `json:"action"`
	Method  string              `json:"method"`
	Files   bool                `json:"files"`
	Fields  map[string][]string `json:"fields"`
	Submits bool                `json:"submits"` // it has a button
}

// Keys is what the tab key found.
type Keys struct {
	Count  int      `json:"count"`
	Faults []string `json:"faults"`
}

// Bare is the page without scripts.
type Bare struct {
	Text  int      `json:"text"`
	Forms []Form   `json:"forms"`
	Dead  []string `json:"dead"`
	Sent  []Sent   `json:"sent"`
}

// Sent is a search that was sent without scripts.
type Sent struct {
	Action string `json:"action"`
	Status int    `json:"status"`
}

// Visit opens a page and looks at it.
func (b *Browser) Visit(ctx context.Context, v Visit) (*Seen, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	command := map[string]any{}
	if err := json.Unmarshal(raw, &command); err != nil {
		return nil, err
	}
	command["do"] = "visit"
	var s Seen
	return &s, b.call(ctx, command, &s)
}
