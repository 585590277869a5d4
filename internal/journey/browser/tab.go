package browser

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// Devices a tab may be on.
const (
	Phone   = "phone"   // 390 × 844, touch
	Desktop = "desktop" // 1440 × 900
)

// Seat is where somebody sits down: the site, the device, the language (zh or en) and whether his
// browser runs no scripts.
type Seat struct {
	URL    string
	Device string
	Lang   string
	Bare   bool
}

// Judge ends the story when a step does not hold; a *testing.T is one.
type Judge interface {
	Helper()
	Context() context.Context
	Fatalf(format string, args ...any)
}

// Tab is one page in front of one person. A step fails the story when what it names is not on the page,
// when the server answers with 5xx, when a script fails and when the content security policy reports.
// Look is the page as it stands after the last step.
type Tab struct {
	Look

	b    *Browser
	j    Judge
	name string
}

// Look is what somebody sees.
type Look struct {
	URL     string   `json:"url"`
	Status  int      `json:"status"`
	Title   string   `json:"title"`
	Heading string   `json:"h1"`
	Text    string   `json:"text"` // all that can be read
	Faults  []string `json:"faults"`
}

// Open gives somebody a browser of his own, without cookies.
func (b *Browser) Open(j Judge, s Seat) *Tab {
	j.Helper()
	t := &Tab{b: b, j: j, name: strconv.FormatInt(b.tabs.Add(1), 10)}
	with := map[string]any{"do": "open", "tab": t.name, "url": s.URL, "device": s.Device, "lang": s.Lang, "bare": s.Bare}
	if err := b.call(j.Context(), with, &struct{}{}); err != nil {
		j.Fatalf("a browser on a %s: %v", s.Device, err)
	}
	return t
}

// step does one thing and reads what the page says then.
func (t *Tab) step(do string, with map[string]any) {
	t.j.Helper()
	before := t.Look
	with["do"], with["tab"] = do, t.name
	t.Look = Look{}
	if err := t.b.call(t.j.Context(), with, &t.Look); err != nil {
		t.j.Fatalf("%s %v: %v\non %s: %s", do, with["name"], err, before.URL, before.Text)
	}
	if len(t.Faults) > 0 || t.Status >= http.StatusInternalServerError {
		t.j.Fatalf("%s %v: %d %v\non %s: %s", do, with["name"], t.Status, t.Faults, t.URL, t.Text)
	}
}

// Go opens an address of the site.
func (t *Tab) Go(path string) {
	t.j.Helper()
	t.step("go", map[string]any{"path": path, "name": path})
}

// Click presses the button, link or fold that is called so; within narrows the search to the smallest
// part of the page (section, form, row, fold) that holds a text, empty: anywhere.
func (t *Tab) Click(name, within string) {
	t.j.Helper()
	t.step("click", map[string]any{"name": name, "within": within})
}

// Fill writes into the field with a label.
func (t *Tab) Fill(label, value string) {
	t.j.Helper()
	t.step("fill", map[string]any{"name": label, "value": value})
}

// Tick ticks the box, or makes the single choice, with a label; within as for Click.
func (t *Tab) Tick(label, within string) {
	t.j.Helper()
	t.step("tick", map[string]any{"name": label, "within": within})
}

// Upload gives a file to the field with a label; media is what the device says it is.
func (t *Tab) Upload(label, name, media string, body []byte) {
	t.j.Helper()
	t.step("upload", map[string]any{"name": label, "value": name, "type": media, "body": base64.StdEncoding.EncodeToString(body)})
}

// SignIn signs somebody in by the page for it; user and password stand under these labels.
func (t *Tab) SignIn(door Door, user, password string) {
	t.j.Helper()
	t.Go("/signin")
	t.Fill(door.User, user)
	t.Fill(door.Password, password)
	t.Click(door.Enter, "main")
	if strings.Contains(t.URL, "/signin") {
		t.j.Fatalf("%s is not let in: %s", user, t.Text)
	}
}

// Door is how the page for signing in reads: the labels of its fields and of its button.
type Door struct{ User, Password, Enter string }

// Sees fails the story unless every text can be read on the page.
func (t *Tab) Sees(texts ...string) {
	t.j.Helper()
	for _, s := range texts {
		if !strings.Contains(t.Text, s) {
			t.j.Fatalf("%q cannot be read on %s: %s", s, t.URL, t.Text)
		}
	}
}

// Misses fails the story when a text can be read on the page.
func (t *Tab) Misses(texts ...string) {
	t.j.Helper()
	for _, s := range texts {
		if strings.Contains(t.Text, s) {
			t.j.Fatalf("%q can be read on %s: %s", s, t.URL, t.Text)
		}
	}
}

// Close takes the browser away.
func (t *Tab) Close() {
	t.j.Helper()
	if err := t.b.call(t.j.Context(), map[string]any{"do": "close", "tab": t.name}, &struct{}{}); err != nil {
		t.j.Fatalf("closing: %v", err)
	}
}
