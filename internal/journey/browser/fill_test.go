package browser_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	formTag   = regexp.MustCompile(`(?s)<form([^>]*)>(.*?)</form>`)
	fieldTag  = regexp.MustCompile(`(?s)<(input|select|textarea|button)\b([^>]*)>`)
	optionTag = regexp.MustCompile(`(?s)<option([^>]*)>([^<]*)`)
	attribute = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// attributes of a tag, unescaped.
func attributes(tag string) map[string]string {
	out := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
		out[m[1]] = html.UnescapeString(m[2])
	}
	return out
}

// filled is what somebody would send who takes the first of every choice and writes what is given; a value
// that begins with "~" is the option whose words hold the rest.
func filled(form string, given map[string]string) url.Values {
	v := url.Values{}
	for _, at := range fieldTag.FindAllStringSubmatchIndex(form, -1) {
		kind, a := form[at[2]:at[3]], attributes(form[at[4]:at[5]])
		name := a["name"]
		want, asked := given[name]
		switch {
		case name == "" || a["type"] == "file" || a["type"] == "submit":
		case kind == "button": // the first that is no way out of the form
			if a["formaction"] == "" && !v.Has(name) {
				v.Set(name, a["value"])
			}
		case kind == "select":
			end := strings.Index(form[at[1]:], "</select>")
			for _, o := range optionTag.FindAllStringSubmatch(form[at[1]:at[1]+max(end, 0)], -1) {
				value := attributes(o[1])["value"]
				if fits := strings.HasPrefix(want, "~") && strings.Contains(o[2], want[1:]); value != "" && (!asked || fits || value == want) && !v.Has(name) {
					v.Set(name, value)
				}
			}
		case a["type"] == "radio" || a["type"] == "checkbox":
			if !v.Has(name) && (!asked || want == a["value"]) {
				v.Set(name, a["value"])
			}
		case asked:
			v.Set(name, want)
		default:
			v.Add(name, a["value"])
		}
	}
	return v
}

// fill sends the first form of a page that goes to an address; it must be taken.
func (r *reader) fill(t *testing.T, page, action string, given map[string]string) {
	t.Helper()
	if g := r.tryFill(t, page, action, given); g.status != http.StatusSeeOther {
		t.Fatalf("%s: the form on %s to %s is refused: %d %s", r.who, page, action, g.status, wrong(g.body))
	}
}

// tryFill sends it and gives the answer, the page itself when it has no such form.
func (r *reader) tryFill(t *testing.T, page, action string, given map[string]string) got {
	t.Helper()
	g := r.get(t, page)
	for _, m := range formTag.FindAllStringSubmatch(g.body, -1) {
		if attributes(m[1])["action"] == action {
			return r.post(t, action, filled(m[2], given))
		}
	}
	return g
}

var fileTag = regexp.MustCompile(`<input type="file"[^>]*\sname="([^"]+)"`)

// give sends a file with the first form of a page that takes one; it must be taken.
func (r *reader) give(t *testing.T, page, name string, file []byte) {
	t.Helper()
	g := r.get(t, page)
	for _, m := range formTag.FindAllStringSubmatch(g.body, -1) {
		field := fileTag.FindStringSubmatch(m[2])
		if field == nil {
			continue
		}
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for k := range filled(m[2], nil) {
			if v := filled(m[2], nil).Get(k); v != "" {
				_ = form.WriteField(k, v)
			}
		}
		part, err := form.CreateFormFile(field[1], name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(file)
		_ = form.Close()
		q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.s.URL+attributes(m[1])["action"], &body)
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Content-Type", form.FormDataContentType())
		if g = r.do(t, q); g.status != http.StatusSeeOther {
			t.Fatalf("%s: the file on %s is refused: %d %s", r.who, page, g.status, wrong(g.body))
		}
		return
	}
	t.Fatalf("%s: no form on %s takes a file (%d)", r.who, page, g.status)
}

var alerts = regexp.MustCompile(`(?s)role="alert".*?</section>`)

// wrong is what a page says is wrong.
func wrong(body string) string { return alerts.FindString(body) }
