package browser

import (
	"context"
	"encoding/base64"
	"strconv"
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

// Tab is one page in front of one person. Its steps fail when what they name is not on the page, when
// the server answers with 5xx, when a script fails and when the content security policy reports.
type Tab struct {
	b    *Browser
	name string
	Look
}

// Look is the page as it stands after the last step.
type Look struct {
	URL     string   `json:"url"`
	Status  int      `json:"status"`
	Title   string   `json:"title"`
	Heading string   `json:"h1"`
	Text    string   `json:"text"` // all that can be read
	Faults  []string `json:"faults"`
}

// Open gives somebody a browser of his own, without cookies.
func (b *Browser) Open(ctx context.Context, s Seat) (*Tab, error) {
	t := &Tab{b: b, name: strconv.FormatInt(b.tabs.Add(1), 10)}
	err := b.call(ctx, map[string]any{"do": "open", "tab": t.name, "url": s.URL, "device": s.Device, "lang": s.Lang, "bare": s.Bare}, &struct{}{})
	return t, err
}

// step does one thing and reads what the page says then.
func (t *Tab) step(ctx context.Context, do string, with map[string]any) error {
	if with == nil {
		with = map[string]any{}
	}
	with["do"], with["tab"] = do, t.name
	t.Look = Look{}
	return t.b.call(ctx, with, &t.Look)
}

// Go opens an address of the site.
func (t *Tab) Go(ctx context.Context, path string) error {
	return t.step(ctx, "go", map[string]any{"path": path})
}

// Back goes back one page, as the button of the browser does.
func (t *Tab) Back(ctx context.Context) error { return t.step(ctx, "back", nil) }

// Reload loads the page again.
func (t *Tab) Reload(ctx context.Context) error { return t.step(ctx, "reload", nil) }

// Click presses the button, link or fold that is called so; within narrows the search to the part of
// the page that holds a text, empty: anywhere.
func (t *Tab) Click(ctx context.Context, name, within string) error {
	return t.step(ctx, "click", map[string]any{"name": name, "within": within})
}

// Press presses a key, such as Tab, Enter or Control+K.
func (t *Tab) Press(ctx context.Context, key string) error {
	return t.step(ctx, "press", map[string]any{"name": key})
}

// Fill writes into the field with a label.
func (t *Tab) Fill(ctx context.Context, label, value string) error {
	return t.step(ctx, "fill", map[string]any{"name": label, "value": value})
}

// Choose picks an option of the list with a label, or, where the label is that of a single choice,
// that choice.
func (t *Tab) Choose(ctx context.Context, label, option string) error {
	return t.step(ctx, "choose", map[string]any{"name": label, "value": option})
}

// Tick ticks the box with a label; within as for Click.
func (t *Tab) Tick(ctx context.Context, label, within string) error {
	return t.step(ctx, "tick", map[string]any{"name": label, "within": within})
}

// Upload gives a file to the field with a label.
func (t *Tab) Upload(ctx context.Context, label, name, media string, body []byte) error {
	return t.step(ctx, "upload", map[string]any{"name": label, "value": name, "type": media, "body": base64.StdEncoding.EncodeToString(body)})
}

// Shot keeps a picture of the whole page.
func (t *Tab) Shot(ctx context.Context, path string) error {
	return t.step(ctx, "shot", map[string]any{"path": path})
}

// Close takes the browser away.
func (t *Tab) Close(ctx context.Context) error { return t.step(ctx, "close", nil) }
