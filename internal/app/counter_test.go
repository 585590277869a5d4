package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/infra/locale"
)

const (
	granny     = "苏念慈"
	grannyNo   = "990104195502080489"
	hallItem   = "1105-008-0"
	hallCity   = "990100"
	grannyWide = "９９０１０４　１９５５０２０８　０４８９"
)

var (
	hallLink  = regexp.MustCompile(`href="/hall/(\d+)"`)
	draftLink = regexp.MustCompile(`action="/counter/draft/(\d+)"`)
	windowSet = regexp.MustCompile(`<option value="(\d+)"`)
	ticketAct = regexp.MustCompile(`action="/counter/ticket/(\d+)/served"`)
)

// The window is worked with nothing but pages: without a script, without a device, by two
// clerks of one hall; and by nobody else.
func TestPagesOfTheWindow(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		h := &hallBench{t: t, s: s, one: browse(t, s, "clerk"), two: browse(t, s, "clerk2"), guest: browse(t, s, "")}
		h.one.tick("2026-09-22")
		h.closedToOthers()
		h.numbers()
		h.visitor()
		h.papers()
		h.submitted()
		h.originals()
		h.handOver()
		h.slips()
		h.appointments()
		h.devices()
		if gone := locale.Missing(); len(gone) > 0 {
			t.Errorf("words that are missing: %v", gone)
		}
		s.MustVerify()
	})
}

type hallBench struct {
	t               *testing.T
	s               *apptest.Site
	one, two, guest *reader
	hall            string
	board           string // of the visitor
	draft, kase     string
	window          string
}

// match finds the first part of a page's text that a pattern wants.
func (b *reader) match(re *regexp.Regexp) string {
	b.t.Helper()
	m := re.FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("the page has no %s (%d)", re, b.status)
	}
	return m[1]
}

func (h *hallBench) closedToOthers() {
	for _, who := range []string{"owner", "market-handler", "auditor", "admin"} {
		b := browse(h.t, h.s, who)
		for _, path := range []string{"/counter", "/counter/windows", "/counter/outage", "/counter/devices"} {
			b.get(path)
			if b.status != http.StatusForbidden {
				h.t.Errorf("%s sees %s: %d", who, path, b.status)
			}
		}
	}
}

func (h *hallBench) numbers() {
	h.one.get("/counter")
	h.hall = "/hall/" + h.one.match(hallLink)
	for _, kind := range []string{"person", "firm", "green"} {
		h.guest.get(h.hall + "/number")
		h.guest.send(h.hall+"/number", url.Values{"kind": {kind}})
	}
	h.guest.has("C001")
	h.guest.get(h.hall + "/number")
	h.guest.refused(h.hall+"/arrive", url.Values{"code": {"NOCODE"}}, "code")
	h.one.done("/counter/windows/open", nil)
	h.two.get("/counter")
	h.two.done("/counter/windows/open", nil)
	h.sameNumber()
	h.guest.get(h.hall)
	h.guest.has("C001")
	h.guest.lacks(granny, "990104")
	if h.guest.header.Get("Refresh") == "" {
		h.t.Error("the display does not look again")
	}
}

// sameNumber lets two clerks press at the same instant: they get two numbers; and one who
// presses twice gets one.
func (h *hallBench) sameNumber() {
	h.one.get("/counter")
	h.two.get("/counter")
	var wg sync.WaitGroup
	for _, b := range []*reader{h.one, h.two} {
		all, _ := b.form("/counter/call")
		all.Del("@")
		wg.Go(func() { b.post("/counter/call", all) })
		wg.Wait() // one page at a time: the store's own race is tested in business/reception
		first := b.match(ticketAct)
		b.post("/counter/call", all)
		if again := b.match(ticketAct); again != first {
			h.t.Errorf("sent twice it called %s and %s", first, again)
		}
	}
	if h.one.match(ticketAct) == h.two.match(ticketAct) {
		h.t.Error("both windows have the same number")
	}
	id := h.two.match(ticketAct)
	h.one.get("/counter")
	h.window = h.one.match(windowSet)
	all, _ := h.one.form("/counter/ticket/" + h.one.match(ticketAct) + "/served")
	all.Del("@")
	h.one.post("/counter/ticket/"+id+"/served", all)
	if h.one.status != http.StatusConflict {
		h.t.Errorf("a window ended the number of another: %d", h.one.status)
	}
}

func (h *hallBench) visitor() {
	h.one.get("/counter")
	h.one.refused("/counter/visitor", url.Values{"number": {"12"}, "name": {granny}}, "number")
	h.one.has(`value="12"`)
	h.one.done("/counter/visitor", url.Values{"number": {grannyWide}, "name": {granny}})
	h.one.has(granny, "帮办")
	h.one.lacks(grannyNo)
	h.board = "/counter?for=" + h.one.match(regexp.MustCompile(`name="for" value="(\d+)"`))
	name := h.s.Content.Now().Library.Item(hallCity, hallItem).Name.Zh
	h.one.get(h.board + "&q=" + url.QueryEscape(name))
	h.one.has(name)
	h.two.get(h.board)
	if h.two.status != http.StatusForbidden {
		h.t.Errorf("the window beside acts for a visitor it has not seen: %d", h.two.status)
	}
	h.one.send("/counter/start", url.Values{"what": {"item/" + hallItem}})
	h.draft = "/counter/draft/" + h.one.match(draftLink)
	h.one.has("政府已有", granny)
}

// scan sends the form of one paper, with a file or without.
func (h *hallBench) scan(fields map[string]string, file []byte) {
	h.t.Helper()
	hidden, _ := h.one.form(h.draft + "/paper")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range hidden {
		if name != "@" {
			_ = w.WriteField(name, values[0])
		}
	}
	for name, v := range fields {
		_ = w.WriteField(name, v)
	}
	if file != nil {
		part, err := w.CreateFormFile("scan", "scan.png")
		if err != nil {
			h.t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = w.Close()
	r := h.one.request(http.MethodPost, hidden.Get("@"), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", h.s.URL)
	h.one.do(r)
}

// papers are those of another matter, for which some are needed.
func (h *hallBench) papers() {
	first := h.draft
	name := h.s.Content.Now().Library.Item(hallCity, "food-permit").Name.Zh
	h.one.get(h.board + "&q=" + url.QueryEscape(name))
	h.one.send("/counter/start", url.Values{"what": {"item/food-permit"}})
	h.draft = "/counter/draft/" + h.one.match(draftLink)
	defer func() {
		h.draft = first
		h.one.get(h.board + "&draft=" + strings.TrimPrefix(first, "/counter/draft/"))
	}()
	h.scan(map[string]string{"grade": "B"}, nil)
	if h.one.status != http.StatusUnprocessableEntity || !strings.Contains(h.one.alert(), "原件") {
		h.t.Fatalf("grade B without the original: %d %s", h.one.status, h.one.alert())
	}
	h.scan(map[string]string{"original": "yes"}, nil)
	h.one.has("原件已核", `role="status"`)
	h.scan(map[string]string{"original": "yes"}, []byte("MZ this is a program"))
	if h.one.status != http.StatusUnprocessableEntity {
		h.t.Fatalf("a program was taken in as a scan: %d", h.one.status)
	}
}

var answers = url.Values{
	"benefitKind": {"elder"}, "familySize": {"1"}, "monthlyIncome": {"1200"}, "bankName": {"海棠农村商业银行"}, "bankAccount": {"6200000000000000001"},
	"applyReason": {"年满七十周岁"}, "contactName": {"姚禾川"}, "contactPhone": {"19900009900"}, "deliveryWay": {"counter"}, "byAgent": {"false"}, "personId": {grannyNo},
}

func (h *hallBench) submitted() {
	h.one.send(h.draft, url.Values{"do": {"save"}, "bankName": {"海棠农村商业银行"}})
	h.one.has("海棠农村商业银行")
	bad := copyOf(answers)
	bad.Set("contactPhone", "call me")
	bad.Set("do", "submit")
	h.one.send(h.draft, bad)
	if h.one.status != http.StatusUnprocessableEntity || !strings.Contains(h.one.body, "call me") {
		h.t.Fatalf("what was entered is lost: %d %s", h.one.status, h.one.alert())
	}
	good := copyOf(answers)
	good.Set("do", "submit")
	all, _ := h.one.form(h.draft)
	all.Del("@")
	for k, v := range good {
		all[k] = v
	}
	h.one.post(h.draft, all)
	h.one.has("已收件", "收件凭证", "一次性告知")
	h.kase = h.one.match(regexp.MustCompile(`action="(/counter/case/\d+)/`))
	h.one.post(h.draft, all)
	if h.one.status == http.StatusOK && !strings.Contains(h.one.body, h.kase) {
		h.t.Error("sent twice it became another case")
	}
	h.one.get(h.kase + "/receipt")
	if h.one.status != http.StatusServiceUnavailable && !bytes.HasPrefix([]byte(h.one.body), []byte("%PDF-")) {
		h.t.Errorf("the receipt: %d", h.one.status)
	}
	if err := h.s.Settle(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	h.one.get(h.kase + "/receipt")
	if !strings.HasPrefix(h.one.body, "%PDF-") {
		h.t.Errorf("the receipt was not printed: %d", h.one.status)
	}
	h.one.get(h.board)
	h.one.has("…") // the number in the list is masked
}

func copyOf(v url.Values) url.Values {
	out := url.Values{}
	for k, x := range v {
		out[k] = x
	}
	return out
}

func (h *hallBench) originals() {
	h.one.get(h.kase)
	h.one.refused(h.kase+"/keep", url.Values{"code": {"1105-008-0-m1"}, "copies": {"many"}}, "copies")
	h.one.done(h.kase+"/keep", url.Values{"code": {"paper"}, "copies": {"２"}})
	h.one.has("× 2")
	h.one.get(h.kase)
	h.one.done(h.kase+"/prompt", nil)
	h.one.lacks("/rate/") // the way to rate is for the visitor alone
	h.screen()
}

// screen is the second screen: with its code, for nobody who is signed in as an officer.
func (h *hallBench) screen() {
	path := h.hall + "/screen/" + h.window
	h.guest.get(path + "?k=GUESS")
	if h.guest.status != http.StatusForbidden {
		h.t.Errorf("a screen without its code: %d", h.guest.status)
	}
}

func (h *hallBench) handOver() {
	h.one.get("/counter/windows")
	h.one.refused("/counter/windows/over", url.Values{"originals": {"0"}, "signed": {"yes"}}, "originals")
	h.one.send("/counter/windows/close", nil)
	if h.one.status != http.StatusConflict {
		h.t.Errorf("a window with originals was closed: %d", h.one.status)
	}
	h.one.done("/counter/windows/over", url.Values{"originals": {"1"}, "signed": {"yes"}, "note": {hostile}})
	h.two.get("/counter/windows")
	h.two.has("&lt;script&gt;")
	h.two.lacks("<script>alert")
	h.two.refused("/counter/windows/take", url.Values{"originals": {"1"}}, "signed")
	h.two.done("/counter/windows/take", url.Values{"originals": {"1"}, "signed": {"yes"}})
	h.one.get("/counter")
	h.one.has("开班")
}

func (h *hallBench) slips() {
	h.two.get("/counter/outage")
	h.two.done("/counter/outage/reserve", url.Values{"window": {h.two.match(windowSet)}, "size": {"2"}})
	block := h.two.match(regexp.MustCompile(`href="(/counter/outage/\d+)"`))
	h.two.get(block)
	number := h.two.match(regexp.MustCompile(`(\d{6}-\d{6}-\d{3}-\d{3}-[0-9A-Z])`))
	h.two.get(block + "/sheet")
	if !strings.HasPrefix(h.two.body, "%PDF-") {
		h.t.Errorf("the sheet: %d", h.two.status)
	}
	h.two.tick("2026-09-23")
	h.two.get("/counter/outage")
	h.two.refused("/counter/outage/enter", url.Values{"number": {number}, "day": {"2026-09-24"}, "hour": {"10:00"}, "reason": {"power"}}, "received")
	h.two.done("/counter/outage/enter", url.Values{"number": {number}, "day": {"2026-09-22"}, "hour": {"11:30"}, "reason": {"power"}})
	h.two.has("须由另一人复核")
	h.one.get("/counter/outage")
	h.one.done("/counter/outage/confirm", url.Values{"right": {"yes"}})
	link := h.one.match(regexp.MustCompile(`href="(/counter\?slip=\d+)"`))
	h.one.get(link)
	h.one.has("正在补录", number, "11:30")
}

func (h *hallBench) appointments() {
	b := browse(h.t, h.s, "resident")
	b.get(h.hall + "/book?day=2026-09-24")
	b.send(h.hall+"/book", url.Values{"starts": {"2026-09-24T09:00:00.000+08:00"}, "day": {"2026-09-24"}})
	b.has("预约码")
	code := b.match(regexp.MustCompile(`class="codebox">([2-9A-Z]{6})<`))
	b.get(h.hall + "/book?day=2026-09-24")
	b.lacks(code) // told once
	b.send(h.hall+"/book", url.Values{"starts": {"2026-09-24T10:00:00.000+08:00"}, "day": {"2026-09-24"}})
	if b.status != http.StatusConflict {
		h.t.Errorf("two appointments on one day: %d", b.status)
	}
	b.tick("2026-09-24")
	h.guest.get(h.hall + "/number")
	h.guest.send(h.hall+"/arrive", url.Values{"code": {code}})
	h.guest.has("Y001")
}

func (h *hallBench) devices() {
	h.one.get("/counter/devices")
	h.one.has("没有配对")
	if csp := h.one.header.Get("Content-Security-Policy"); strings.Contains(csp, "127.0.0.1") {
		h.t.Errorf("a page that is not paired reaches devices: %s", csp)
	}
	h.one.refused("/counter/devices", url.Values{"port": {"80"}, "token": {"ABCDEFGHIJKLMNOPQRST"}}, "port")
	h.one.done("/counter/devices", url.Values{"port": {"17395"}, "token": {"ABCDEFGHIJKLMNOPQRST"}})
	h.one.get("/counter")
	if csp := h.one.header.Get("Content-Security-Policy"); !strings.Contains(csp, "connect-src 'self' http://127.0.0.1:17395;") {
		h.t.Errorf("the paired page: %s", csp)
	}
	h.one.get("/desk")
	if csp := h.one.header.Get("Content-Security-Policy"); strings.Contains(csp, "127.0.0.1") {
		h.t.Errorf("a page of the desk reaches devices: %s", csp)
	}
}
