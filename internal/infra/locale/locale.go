package locale

import (
	"maps"
	"sync"

	"holon.example/holon/internal/gov"
)

// T gives the words of a key in a language, with the arguments put in. A missing key is shown as itself,
// a missing argument as {name}; both are counted.
func T(lang Lang, key string, args map[string]any) string {
	c, _ := shipped() // what could be read is used; Check tells the rest
	words, ok := c[key]
	if !ok {
		misses.add(key)
		return key
	}
	t, ok := words[lang]
	if !ok {
		t = words[ZH]
	}
	s, lacking := t.fill(lang, args)
	for _, name := range lacking {
		misses.add(key + " {" + name + "}")
	}
	return s
}

// misses counts what was asked for and is not there, by key. It is bounded, since a key may come from a
// pack.
var misses = counter{by: map[string]int{}}

const maxMisses = 1000

type counter struct {
	mu sync.Mutex
	by map[string]int
}

func (c *counter) add(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.by) < maxMisses || c.by[key] > 0 {
		c.by[key]++
	}
}

// Missing tells how often each missing key ("key") and argument ("key {name}") was asked for since the
// process started. A test that plays pages expects it to be empty.
func Missing() map[string]int {
	misses.mu.Lock()
	defer misses.mu.Unlock()
	return maps.Clone(misses.by)
}

// Message is what a person is told of an error.
type Message struct {
	Title  string         `json:"title"`            // the kind in a few words
	Text   string         `json:"text"`             // what happened and what to do
	Fields []FieldMessage `json:"fields,omitempty"` // what is wrong with which field
}

// FieldMessage is what is wrong with one field.
type FieldMessage struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Error puts an error into words. Its cause never shows. An error without a key gets the words of its kind.
func Error(lang Lang, e *gov.Error) Message {
	kind := e.Kind
	if !Has("kind." + string(kind)) {
		kind = gov.KindInternal
	}
	m := Message{Title: T(lang, "kind."+string(kind), nil)}
	key := e.Key
	if key == "" {
		key = "error." + string(kind)
	}
	m.Text = T(lang, key, withRule(e))
	for _, f := range e.Fields {
		m.Fields = append(m.Fields, FieldMessage{Path: f.Path, Text: T(lang, f.Key, f.Args)})
	}
	return m
}

// withRule gives the arguments of an error, with the rule that refused under its name.
func withRule(e *gov.Error) map[string]any {
	args := maps.Clone(e.Args)
	if args == nil {
		args = map[string]any{}
	}
	if _, given := args["rule"]; !given {
		args["rule"] = e.Rule
	}
	return args
}
