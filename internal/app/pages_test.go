package app_test

import (
	"bytes"
	"compress/gzip"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/business/casework"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// reader is a browser without scripts: cookies, links and forms.
type reader struct {
	s      *apptest.Site
	t      *testing.T
	client *http.Client
	lang   string

	status int
	body   string
	header http.Header
}

// browse opens a browser; somebody signs in with the form of the page.
func browse(t *testing.T, s *apptest.Site, who string) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &reader{s: s, t: t, client: &http.Client{Jar: jar}, lang: "zh"}
	if who == "" {
		return b
	}
	b.get("/signin")
	b.send("/signin", url.Values{"login": {s.People[who].User}, "password": {s.People[who].Password}})
	if b.status != http.StatusOK || !strings.Contains(b.body, `action="/signout"`) {
		t.Fatalf("%s cannot sign in: %d", who, b.status)
	}
	return b
}

func (b *reader) do(r *http.Request) {
	b.t.Helper()
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", b.lang)
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.status, b.body, b.header = res.StatusCode, string(body), res.Header
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && res.Header.Get("Location") == "" {
		b.basics(r.URL.Path)
	}
}

func (b *reader) request(method, path string, body io.Reader) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.s.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *reader) get(path string) {
	b.t.Helper()
	b.do(b.request(http.MethodGet, path, nil))
}

// post sends fields as they are.
func (b *reader) post(path string, fields url.Values) {
	b.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.s.URL)
	b.do(r)
}

var (
	formTag   = regexp.MustCompile(`(?s)<form([^>]*)>(.*?)</form>`)
	actionTag = regexp.MustCompile(`action="([^"]*)"`)
	hiddenTag = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// form finds a form of the page by where it goes, with what it brings along.
func (b *reader) form(action string) (hidden url.Values, inner string) {
	b.t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(b.body, -1) {
		a := actionTag.FindStringSubmatch(m[1])
		if a == nil || !strings.HasPrefix(html.UnescapeString(a[1]), action) {
			continue
		}
		hidden = url.Values{}
		for _, h := range hiddenTag.FindAllStringSubmatch(m[2], -1) {
			hidden.Set(h[1], html.UnescapeString(h[2]))
		}
		hidden.Set("@", html.UnescapeString(a[1]))
		return hidden, m[2]
	}
	b.t.Fatalf("no form that goes to %s (%d)", action, b.status)
	return nil, ""
}

// send fills in a form of the page and sends it.
func (b *reader) send(action string, fields url.Values) {
	b.t.Helper()
	all, _ := b.form(action)
	all.Del("@")
	maps.Copy(all, fields)
	b.post(action, all)
}

// done sends a form and expects that the page says it was done.
func (b *reader) done(action string, fields url.Values) {
	b.t.Helper()
	b.send(action, fields)
	if b.status != http.StatusOK || !strings.Contains(b.body, `role="status"`) {
		b.t.Fatalf("%s: %d %s", action, b.status, b.alert())
	}
}

// refused sends a form and expects it again, with a link to what was wrong.
func (b *reader) refused(action string, fields url.Values, field string) {
	b.t.Helper()
	b.send(action, fields)
	if b.status != http.StatusUnprocessableEntity {
		b.t.Fatalf("%s: %d, want 422", action, b.status)
	}
	link := regexp.MustCompile(`href="#([^"]*-` + field + `)"`).FindStringSubmatch(b.alert())
	if link == nil || !strings.Contains(b.body, `id="`+link[1]+`"`) {
		b.t.Fatalf("%s: no link to %s: %s", action, field, b.alert())
	}
}

func (b *reader) alert() string {
	_, after, _ := strings.Cut(b.body, `role="alert"`)
	before, _, _ := strings.Cut(after, "</section>")
	return before
}

func (b *reader) has(what ...string) {
	b.t.Helper()
	for _, w := range what {
		if !strings.Contains(b.body, w) {
			b.t.Errorf("the page does not say %q", w)
		}
	}
}

func (b *reader) lacks(what ...string) {
	b.t.Helper()
	for _, w := range what {
		if strings.Contains(b.body, w) {
			b.t.Errorf("the page says %q", w)
		}
	}
}

var (
	idAttr    = regexp.MustCompile(`\sid="([^"]*)"`)
	forAttr   = regexp.MustCompile(`<label[^>]*\sfor="([^"]*)"`)
	control   = regexp.MustCompile(`<(?:input|select|textarea)\b[^>]*>`)
	attrOfTag = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
	quoted    = regexp.MustCompile(`="[^"]*"`)
	handler   = regexp.MustCompile(`<[^>]*\son[a-z]+\s*=|<style|<script`)
)

// basics holds every page against what a reader who cannot see it needs, and against
// what the content security policy forbids anyway.
func (b *reader) basics(path string) {
	b.t.Helper()
	bad := func(format string, args ...any) {
		b.t.Helper()
		b.t.Errorf(path+": "+format, args...)
	}
	if n := strings.Count(b.body, "<h1"); n != 1 {
		bad("%d first headings", n)
	}
	if strings.Count(b.body, `<main id="main"`) != 1 || !strings.Contains(b.body, `<html lang="`) || !strings.Contains(b.body, `href="#main"`) {
		bad("no main part, language or way to skip")
	}
	ids := map[string]bool{}
	for _, m := range idAttr.FindAllStringSubmatch(b.body, -1) {
		if ids[m[1]] {
			bad("two elements are called %s", m[1])
		}
		ids[m[1]] = true
	}
	labels := map[string]bool{}
	for _, m := range forAttr.FindAllStringSubmatch(b.body, -1) {
		labels[m[1]] = true
	}
	for _, tag := range control.FindAllString(b.body, -1) {
		attrs := map[string]string{}
		for _, a := range attrOfTag.FindAllStringSubmatch(tag, -1) {
			attrs[a[1]] = a[2]
		}
		if attrs["type"] != "hidden" && !labels[attrs["id"]] {
			bad("no label: %s", tag)
		}
	}
	if m := handler.FindString(strings.ReplaceAll(quoted.ReplaceAllString(b.body, `=""`), `<script type="" src=""></script>`, "")); m != "" { // the page's own islands
		bad("something that would run: %s", m)
	}
}

// hostile is text of the kind that breaks pages.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>&amp;'${7*7}{{7*7}}` + "\u202e\u0000e\u0301𠮷👩‍👩‍👧\r\n</textarea>"

// handIn submits the application of the demo story as the API does.
func handIn(t *testing.T, s *apptest.Site) casework.Receipt {
	t.Helper()
	if err := s.SetClock(t.Context(), at("2026-09-22", 10)); err != nil {
		t.Fatal(err)
	}
	in := application()
	in.Situation["diningArea"], in.Situation["expertReview"] = 360, true
	maps.Copy(in.Answers, map[string]any{
		"floorsTotal": 6, "drainage": "sewer", "seats": 60, "exits": 2, "sprinkler": true, "gasUse": "pipe", "decorated": true, "decoratedOn": "2026-08-30",
		"fireManager": "姚禾川", "fireManagerPhone": "19900009900", "expertReason": "首次采用新型排烟",
	})
	var r casework.Receipt
	if code := s.Call("owner", http.MethodPost, "/api/cases", in, &r); code != http.StatusCreated {
		t.Fatalf("submit: %d", code)
	}
	return r
}

func at(day gov.Date, hour int) gov.Time { return day.Start().Add(time.Duration(hour) * time.Hour) }

func (b *reader) tick(day gov.Date) {
	b.t.Helper()
	if err := b.s.SetClock(b.t.Context(), at(day, 9)); err != nil {
		b.t.Fatal(err)
	}
}

// The restaurant is opened with nothing but pages: what is wrong is shown in place,
// what somebody writes never runs, and each sees what concerns him.
func TestPagesOpenARestaurant(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		mine, staff := "/case/"+r.ID.String(), "/desk/case/"+r.ID.String()
		owner, clerk := browse(t, s, "owner"), browse(t, s, "clerk")
		owner.get("/")
		owner.has(mine, r.No)
		owner.get(mine)
		owner.has(r.Query, "2026年9月30日", "为什么是这一天")

		clerk.get("/desk")
		clerk.has(staff, r.No, "收件预审")
		clerk.get(staff)
		clerk.has("姚禾川", `class="bpmn"`, "is-active", "材料不齐")
		clerk.lacks("990102198804122155") // covered until somebody says why
		clerk.refused(staff+"/notice", url.Values{"missing": {"  "}}, "missing")
		clerk.done(staff+"/notice", url.Values{"material": {"HT-CY-02"}, "missing": {hostile}})
		clerk.lacks("<script>alert(1)")

		owner.get(mine)
		owner.has("现在需要您来办")
		owner.refuseFile(mine)
		owner.supply(mine)
		clerk.get(staff)
		clerk.done(staff+"/accept", nil)
		b := &bench{t: t, s: s, staff: staff, mine: mine}
		b.examine()
		b.visit()
		b.permit()
		owner.get(mine)
		owner.has("准予", "/v/", "class=\"qr\"", "整改")
		owner.lacks("<script>alert", "看过资料", "承办意见", "签署意见") // what is said inside stays inside
		b.certificate(owner)
		b.progress(r)
		if gone := locale.Missing(); len(gone) > 0 {
			t.Errorf("words that are missing: %v", gone)
		}
		s.MustVerify()
		for path, what := range inTheClear(t, filepath.Join(s.Config.Data, "blobs")) {
			t.Errorf("%s %s", path, what)
		}
	})
}

// bench carries the case through the hands of the authorities.
type bench struct {
	t           *testing.T
	s           *apptest.Site
	staff, mine string
}

func (b *bench) as(who string) *reader {
	b.t.Helper()
	p := browse(b.t, b.s, who)
	p.get(b.staff)
	return p
}

// examine: two want to see the place, fire stops its clock for an expert review.
func (b *bench) examine() {
	b.t.Helper()
	b.as("market-handler").done(b.staff+"/opinion", url.Values{"visitNeeded": {"yes"}, "text": {"看过资料" + hostile}})
	b.as("urban-handler").done(b.staff+"/opinion", url.Values{"visitNeeded": {"yes"}})
	fire := b.as("fire-handler")
	fire.tick("2026-09-28")
	fire.refused(b.staff+"/stop", url.Values{"ground": {"expert_review"}, "until": {"2026-02-30"}}, "until")
	fire.refused(b.staff+"/stop", url.Values{"ground": {"site_visit"}, "until": {"2026-10-12"}}, "ground")
	fire.done(b.staff+"/stop", url.Values{"ground": {"expert_review"}, "until": {"2026-10-12"}})
	fire.has("因专家评审自2026年9月28日停钟", "2026年10月22日", "is-stopped", "国庆节放假")
}

var checkbox = regexp.MustCompile(`name="(tasks|staff)" value="(\d+)"[^>]*>\s*([^<]+)`)

// visit: one joint visit; alone is no inspection, and what was written is kept.
func (b *bench) visit() {
	b.t.Helper()
	market := b.as("market-handler")
	_, inner := market.form(b.staff + "/visit")
	f := url.Values{"report": {hostile}}
	first := map[string]bool{}
	for _, m := range checkbox.FindAllStringSubmatch(inner, -1) {
		unit, _, _ := strings.Cut(m[3], " · ")
		if m[1] == "tasks" {
			f.Add("tasks", m[2])
		} else if !first[unit] {
			first[unit] = true
			f.Add("staff", m[2])
		}
	}
	if len(f["tasks"]) != 3 || len(f["staff"]) != 3 {
		b.t.Fatalf("the visit has %d matters and %d units", len(f["tasks"]), len(f["staff"]))
	}
	results := regexp.MustCompile(`name="(results\.\d+)"`).FindAllStringSubmatch(inner, -1)
	for _, m := range results {
		f.Set(m[1], "pass")
	}
	f.Set(results[len(results)-1][1], "fail")
	all := f["staff"]
	f["staff"] = all[:1]
	market.refused(b.staff+"/visit", f, "staff")
	market.has("&lt;script&gt;alert(1)", "至少要有两名")
	f["staff"] = all
	market.done(b.staff+"/visit", f)
	market.has("联合核查")
}

// permit: opinion, review, decision with reasons, delivery; the signboard is put right
// alone.
func (b *bench) permit() {
	b.t.Helper()
	b.as("urban-handler").done(b.staff+"/opinion", url.Values{"conforms": {"no"}, "text": {"招牌遮挡消防窗"}})
	b.as("market-handler").done(b.staff+"/opinion", url.Values{"result": {"grant"}, "text": {"符合条件"}, "cites": {"行政许可法§38.1；食品安全法§35.1"}})
	b.as("market-reviewer").done(b.staff+"/opinion", url.Values{"result": {"agree"}})
	approver := b.as("market-approver")
	approver.refused(b.staff+"/decide", url.Values{"result": {"refuse"}}, "text")
	approver.refused(b.staff+"/decide", url.Values{}, "result")
	approver.done(b.staff+"/decide", url.Values{"result": {"grant"}})
	b.as("clerk").done(b.staff+"/deliver", url.Values{"result": {"electronic"}})
	if err := b.s.Settle(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	reveal := b.as("market-handler")
	reveal.send(b.staff+"/reveal", url.Values{"field": {"safetyOfficerId"}, "reason": {"identity"}})
	reveal.has("990102198804122155")
	reveal.get(b.staff)
	reveal.lacks("990102198804122155")
}

var checkLink = regexp.MustCompile(`href="(http[^"]*/v/[^"]*)"`)

// certificate: the public check of what the QR code holds, and of a wrong code.
func (b *bench) certificate(owner *reader) {
	b.t.Helper()
	m := checkLink.FindStringSubmatch(owner.body)
	if m == nil {
		b.t.Fatal("no address of the check")
	}
	address := strings.TrimPrefix(html.UnescapeString(m[1]), b.s.URL)
	public := browse(b.t, b.s, "")
	public.get(address)
	public.has("证照真实有效", "听雨面馆")
	public.get(address[:len(address)-2] + "00")
	public.has("核验不通过")
	public.lacks("听雨面馆")
	for _, kind := range []string{"letter", "certificate"} {
		link := regexp.MustCompile(`href="(` + b.mine + `/` + kind + `/\d+)"`).FindStringSubmatch(owner.body)
		if link == nil {
			b.t.Fatalf("no %s", kind)
		}
		owner.get(link[1])
		if owner.status != http.StatusOK || !strings.HasPrefix(owner.body, "%PDF-") {
			b.t.Errorf("%s: %d", kind, owner.status)
		}
		other := browse(b.t, b.s, "resident")
		other.get(link[1])
		if other.status != http.StatusForbidden {
			b.t.Errorf("somebody else opens the %s: %d", kind, other.status)
		}
		owner.get(b.mine)
	}
}

// progress without an account: nothing personal, and only with the code.
func (b *bench) progress(r casework.Receipt) {
	b.t.Helper()
	p := browse(b.t, b.s, "")
	p.get("/progress")
	p.send("/progress", url.Values{"no": {r.No}, "code": {r.Query}})
	p.has("食品经营许可", "准予")
	p.lacks("姚禾川", "990102198804122155")
	wrong := "000000"
	if r.Query == wrong {
		wrong = "000001"
	}
	for range 10 {
		p.refused("/progress", url.Values{"no": {r.No}, "code": {wrong}}, "no")
	}
	p.send("/progress", url.Values{"no": {r.No}, "code": {r.Query}})
	if p.status != http.StatusTooManyRequests {
		b.t.Errorf("after ten wrong codes the right one is still taken: %d", p.status)
	}
}

// files makes a form with a file.
func (b *reader) files(page, name string, file []byte) {
	b.t.Helper()
	hidden, inner := b.form(page + "/supplement")
	field := regexp.MustCompile(`name="(file\.[^"]*)"`).FindStringSubmatch(inner)
	if field == nil {
		b.t.Fatal("no field for the file that is missing")
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k := range hidden {
		if k != "@" {
			_ = w.WriteField(k, hidden.Get(k))
		}
	}
	part, err := w.CreateFormFile(field[1], name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	r := b.request(http.MethodPost, hidden.Get("@"), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", b.s.URL)
	b.do(r)
}

func (b *reader) refuseFile(page string) {
	b.t.Helper()
	b.files(page, "a.pdf", []byte("MZ this is a program"))
	if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "file-HT-CY-02") {
		b.t.Fatalf("a program under another name: %d %s", b.status, b.alert())
	}
}

func (b *reader) supply(page string) {
	b.t.Helper()
	b.files(page, strings.NewReplacer("\x00", "", "\r\n", "").Replace(hostile)+"承诺书.pdf", smallPDF())
	if b.status != http.StatusOK || !strings.Contains(b.body, `role="status"`) {
		b.t.Fatalf("supplement: %d %s", b.status, b.alert())
	}
	b.lacks("<script>alert(1)")
}

func smallPDF() []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" +
		"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n" +
		"trailer<</Size 4/Root 1 0 R>>\nstartxref\n160\n%%EOF\n")
}

// What is malformed, foreign or forbidden gets a clear page and never a 500.
func TestPagesRefuse(t *testing.T) {
	s := apptest.Start(t, apptest.Config(t, "sqlite::memory:"))
	s.Seed()
	r := handIn(t, s)
	mine, staff := "/case/"+r.ID.String(), "/desk/case/"+r.ID.String()
	clerk, owner, nobody := browse(t, s, "clerk"), browse(t, s, "owner"), browse(t, s, "")
	t.Run("door", func(t *testing.T) { refuseAtTheDoor(t, nobody, mine, staff) })
	t.Run("foreign forms", func(t *testing.T) {
		clerk.t = t
		clerk.get(staff)
		hidden, _ := clerk.form(staff + "/accept")
		hidden.Del("@")
		for name, change := range map[string]func(url.Values){"none": func(v url.Values) { v.Del("csrf") }, "wrong": func(v url.Values) { v.Set("csrf", "x") }} {
			v := url.Values{}
			maps.Copy(v, hidden)
			change(v)
			clerk.post(staff+"/accept", v)
			if clerk.status != http.StatusForbidden {
				t.Errorf("token %s: %d", name, clerk.status)
			}
		}
		q := clerk.request(http.MethodPost, staff+"/accept", strings.NewReader(hidden.Encode()))
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Sec-Fetch-Site", "cross-site")
		clerk.do(q)
		if clerk.status != http.StatusForbidden {
			t.Errorf("another site sends the form: %d", clerk.status)
		}
	})
	t.Run("others", func(t *testing.T) {
		for who, path := range map[string]string{"outsider": staff, "resident": mine, "admin": staff, "owner": staff} {
			b := browse(t, s, who)
			if b.get(path); b.status != http.StatusForbidden {
				t.Errorf("%s opens %s: %d", who, path, b.status)
			}
			b.lacks("姚禾川")
		}
	})
	t.Run("bad input", func(t *testing.T) {
		clerk.t, owner.t = t, t
		for _, do := range []string{"accept", "notice", "reject", "opinion", "decide", "deliver", "visit", "stop", "resume", "extend", "reveal", "nothing"} {
			for _, v := range []string{"", "x", "-1", "0", "99999999999999999999", hostile, strings.Repeat("长", 9000)} {
				clerk.get(staff)
				hidden, _ := clerk.form(staff + "/accept")
				f := url.Values{"csrf": hidden["csrf"], "key": {"k" + do + v[:min(len(v), 3)]}}
				for _, name := range []string{"task", "tasks", "staff", "matter", "result", "text", "cites", "missing", "ground", "until", "amount", "reason", "report", "field", "form", "asks"} {
					f.Set(name, v)
				}
				if clerk.post(staff+"/"+do, f); clerk.status >= http.StatusInternalServerError || clerk.status < 400 {
					t.Errorf("%s with %.20q: %d", do, v, clerk.status)
				}
				clerk.lacks("<script>alert(1)")
			}
		}
		for _, path := range []string{"/case/x", "/case/0", "/case/-5", "/desk/case/99999999999999999999", "/desk/case/1", "/case/1", mine + "/letter/1", mine + "/material/1", mine + "/certificate/1", "/v/" + url.PathEscape(hostile), "/nothing"} {
			if clerk.get(path); clerk.status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", path, clerk.status)
			}
			if owner.get(path); owner.status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", path, owner.status)
			}
		}
	})
}

func refuseAtTheDoor(t *testing.T, b *reader, mine, staff string) {
	b.t = t
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, path := range []string{mine, staff, "/desk"} {
		want := "/signin?" + url.Values{"back": {path}}.Encode()
		if b.get(path); b.status != http.StatusSeeOther || b.header.Get("Location") != want {
			t.Errorf("%s: %d %s", path, b.status, b.header.Get("Location"))
		}
	}
	for _, back := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", ""} {
		q := url.Values{"mode": {"elder"}, "back": {back}}
		if b.get("/prefer?" + q.Encode()); b.header.Get("Location") != "/" {
			t.Errorf("back to %q leads to %s", back, b.header.Get("Location"))
		}
	}
	b.get("/signin")
	b.has(`data-mode="elder"`)
	for _, f := range []url.Values{{}, {"login": {hostile}, "password": {"x"}}, {"login": {strings.Repeat("a", 300)}, "password": {"x"}}, {"login": {"owner"}}} {
		if b.post("/signin", f); b.status != http.StatusUnprocessableEntity && b.status != http.StatusUnauthorized {
			t.Errorf("sign-in with %.40v: %d", f, b.status)
		}
		b.lacks("<script>alert(1)")
	}
}

// Pages stay light: what a telephone loads for the page of a case.
func TestPagesAreLight(t *testing.T) {
	s := apptest.Start(t, apptest.Config(t, "sqlite::memory:"))
	s.Seed()
	r := handIn(t, s)
	b := browse(t, s, "owner")
	b.get("/case/" + r.ID.String())
	if n := packed(t, b.body); n > 20<<10 {
		t.Errorf("the page of a case takes %d bytes", n)
	}
	sheets := regexp.MustCompile(`<link rel="stylesheet" href="([^"]*)"`).FindAllStringSubmatch(b.body, -1)
	total := 0
	for _, m := range slices.Clone(sheets) {
		b.get(m[1])
		if b.status != http.StatusOK || !strings.Contains(b.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d", m[1], b.status)
		}
		total += packed(t, b.body)
	}
	if len(sheets) != 3 || total > 15<<10 {
		t.Errorf("%d style sheets take %d bytes", len(sheets), total)
	}
}

func packed(t *testing.T, body string) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// The words of the pages stand in both languages, and the reader's choices hold.
func TestPagesInEnglishAndLarge(t *testing.T) {
	s := apptest.Start(t, apptest.Config(t, "sqlite::memory:"))
	s.Seed()
	r := handIn(t, s)
	clerk, owner := browse(t, s, "clerk"), browse(t, s, "owner")
	for _, q := range []string{"/prefer?lang=en&back=/", "/prefer?mode=elder&back=/", "/prefer?contrast=high&back=/"} {
		clerk.get(q)
		owner.get(q)
	}
	clerk.get("/desk/case/" + r.ID.String())
	clerk.has(`<html lang="en"`, `data-mode="elder"`, `data-contrast="high"`, "Why this day?", "Accept", "What happened", "Show in plain")
	owner.get("/case/" + r.ID.String())
	owner.has("Opening a restaurant", "30 September 2026", "Query code", "Withdraw the application")
	owner.lacks("办件编号")
	owner.send("/case/"+r.ID.String()+"/withdraw", nil)
	owner.has("The application is withdrawn.", "withdrawn")
	clerk.get("/desk") // nobody is left with a task
	clerk.has("Nothing is waiting for you.")
	clerk.lacks(r.ID.String())
	if gone := locale.Missing(); len(gone) > 0 {
		t.Errorf("words that are missing: %v", gone)
	}
}
