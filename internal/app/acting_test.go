package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
)

// birth is an item that the resident's neighbour applies for in her name.
const birth = "/apply/item/0907-002-0"

var birthAnswers = url.Values{
	"applyKind": {"new"}, "applyContent": {"出生登记"}, "applyReason": {"补报户口"}, "contactName": {"姚禾川"}, "contactPhone": {"19900009900"}, "deliveryWay": {"electronic"}, "byAgent": {"false"},
}

// entrust lets one act for another by the pages, for a list of items.
func entrust(t *testing.T, s *apptest.Site, giver, holder string, offer url.Values) (withdraw string) {
	t.Helper()
	g, h := browse(t, s, giver), browse(t, s, holder)
	g.get("/mandates/new")
	today := s.Clock.Time().Date()
	for name, v := range (url.Values{"kind": {"family"}, "from": {string(today)}, "until": {string(today.AddDays(30))}}) {
		if offer.Get(name) == "" {
			offer[name] = v
		}
	}
	g.done("/mandates", offer)
	h.get("/mandates")
	h.done(h.match(regexp.MustCompile(`(/mandates/\d+/accept)`)), nil)
	g.get("/mandates")
	return g.match(regexp.MustCompile(`(/mandates/\d+/withdraw)`))
}

func toOwner() url.Values {
	return url.Values{
		"delegate.name": {"姚禾川"}, "delegate.number": {"990102198804122155"}, "may": {"apply", "supplement"},
	}
}

// whom finds the choice of applying for somebody by name.
func (b *reader) whom(name string) string {
	b.t.Helper()
	m := regexp.MustCompile(`(?s)name="for" value="(\d+)"[^>]*>\s*` + regexp.QuoteMeta(name)).FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("nobody called %s to apply for", name)
	}
	return m[1]
}

// through fills in every page of a form with what it asks of a set of answers.
func (b *reader) through(draft string, answers url.Values, each func()) {
	b.t.Helper()
	step := regexp.MustCompile(`action="` + draft + `/step/([^"]*)"`)
	for range 10 {
		m := step.FindStringSubmatch(b.body)
		if m == nil {
			return
		}
		each()
		b.fill(draft, m[1], answers)
	}
	b.t.Fatalf("the form does not end: %s", b.alert())
}

// Somebody chooses on the portal for whom he applies; every page says so; the case, its
// receipt, progress and messages are those of the applicant, and follow who acts for her.
func TestPagesApplyForAnother(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		entrust(t, s, "resident", "owner", toOwner())
		b := browse(t, s, "owner")
		b.get(birth)
		granny := b.whom("苏念慈")
		b.has("为谁申请", "亲友代办")
		b.lacks("您是该单位的法定代表人") // no birth is registered for a firm
		for _, wrong := range []string{"x", "-1", "0"} {
			b.get(birth)
			b.refused(birth, url.Values{"for": {wrong}}, "for")
		}
		b.get(birth)
		if b.send(birth, url.Values{"for": {"77"}}); b.status != http.StatusForbidden {
			t.Fatalf("for somebody who never let him: %d", b.status)
		}
		b.has("您现在不能为对方办理这件事", `href="#f-for"`)
		b.get(birth)
		b.send(birth, url.Values{"for": {granny}})
		d := draftPath.FindString(b.body)
		banner := func() { b.has("您正在为苏念慈申请", "亲友代办") }
		b.through(d, birthAnswers, banner)
		banner()
		b.hand(d, map[string][]byte{b.match(codeOf): smallPDF()}, "add")
		banner()
		b.get(d + "/sign")
		banner()
		b.has("我受苏念慈委托")
		b.get("/")
		b.has(d, "代他人办理")
		b.get(birth)
		b.has("有一份为苏念慈没写完的申请")
		her := browse(t, s, "resident")
		her.get("/")
		her.has(d)
		her.get(d + "/sign") // she may look at it, and at what he handed in, and go on
		her.lacks("您正在为")
		her.get(her.match(regexp.MustCompile(`(` + d + `/files)`)))
		if her.get(her.match(regexp.MustCompile(`(` + d + `/file/[^"]*)`))); her.status != http.StatusOK || !strings.HasPrefix(her.body, "%PDF") {
			t.Fatalf("she cannot open what he uploaded for her: %d", her.status)
		}
		b.get(d + "/sign")
		b.signs(d, s.People["owner"].Password)
		b.lacks(`class="qr"`) // the query code is hers alone
		b.has("您代苏念慈提交了申请")
		b.follows(her)
		s.MustVerify()
	})
}

// follows looks at what came of an application that was made for somebody else.
func (b *reader) follows(her *reader) {
	t := b.t
	t.Helper()
	page := b.match(regexp.MustCompile(`href="(/case/\d+)"`))
	if err := b.s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.get(page + "/receipt.pdf")
	if text := textOf(t, []byte(b.body)); !strings.Contains(text, "苏念慈") || !strings.Contains(text, "代为提出申请：姚禾川") {
		t.Errorf("the receipt does not say who applied for whom: %q", text)
	}
	b.get("/cases")
	b.has(page, "代他人办理")
	b.get(page)
	b.has("您正在代苏念慈办理", "由受托人办理")
	her.get("/cases")
	her.has(page)
	her.lacks("代他人办理")
	her.get(page)
	her.has("由受托人办理", "您的受托人")
	her.lacks("您正在代")
	clerk := browse(t, b.s, "clerk")
	staff := "/desk" + page
	clerk.get(staff)
	clerk.done(staff+"/notice", url.Values{"missing": {"请补充居住地址"}})
	if err := b.s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*reader{b, her} {
		p.get("/messages")
		p.has("需要补正材料")
	}
	b.has("代他人办理")
	her.lacks("代他人办理")
	b.get(page)
	b.tellMore(page, "已补充居住地址")
	her.get(page)
	her.lacks(page + "/supplement")
}

// tellMore hands in what was asked for as words alone.
func (b *reader) tellMore(page, text string) {
	b.t.Helper()
	hidden, _ := b.form(page + "/supplement")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k := range hidden {
		if k != "@" {
			_ = w.WriteField(k, hidden.Get(k))
		}
	}
	_ = w.WriteField("text", text)
	_ = w.Close()
	r := b.request(http.MethodPost, hidden.Get("@"), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", b.s.URL)
	b.do(r)
	if b.status != http.StatusOK || !strings.Contains(b.body, `role="status"`) {
		b.t.Fatalf("supplement: %d %s", b.status, b.alert())
	}
}

// A mandate that has ended stops everything begun under it at once, in plain words; and
// what it does not name it never let.
func TestPagesStopWithTheMandate(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		withdraw := entrust(t, s, "resident", "owner", toOwner())
		b, her := browse(t, s, "owner"), browse(t, s, "resident")
		b.get(birth)
		b.send(birth, url.Values{"for": {b.whom("苏念慈")}})
		d := draftPath.FindString(b.body)
		b.has("您正在为苏念慈申请")
		form, _ := b.form(d + "/step/")
		at := form.Get("@")
		her.get("/mandates")
		her.done(withdraw, nil)
		form.Del("@")
		if b.post(at, form); b.status != http.StatusForbidden {
			t.Fatalf("saves after the end: %d", b.status)
		}
		b.has("您现在不能为对方办理这件事", "委托已经解除、到期")
		for _, path := range []string{d, d + "/sign", d + "/files"} {
			if b.get(path); b.status != http.StatusForbidden {
				t.Errorf("%s after the end: %d", path, b.status)
			}
			b.lacks("苏念慈", "990104195502080489")
		}
		b.get("/")
		b.lacks(d)
		her.get("/")
		her.has(d)
		b.get(birth)
		b.lacks("苏念慈")
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get("/messages")
		b.has("委托已经终止")
		s.MustVerify()
	})
}

// The head of a firm applies in its name without a mandate, as the register has it today.
func TestPagesApplyForOnesFirm(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		b := browse(t, s, "boss")
		b.get("/apply/thing/open-restaurant")
		b.has("海棠市望潮餐饮管理有限公司", "您是该单位的法定代表人")
		b.send("/apply/thing/open-restaurant", url.Values{"for": {b.whom("海棠市望潮餐饮管理有限公司")}})
		d := draftPath.FindString(b.body)
		b.has("您正在为海棠市望潮餐饮管理有限公司申请")
		b.small(d)
		b.has("91990103MA9HTA0200")
		b.get("/")
		b.has(d)
		if x := browse(t, s, "owner"); x.status == http.StatusOK {
			if x.get(d); x.status != http.StatusNotFound {
				t.Errorf("the head of another firm: %d", x.status)
			}
		}
		s.MustVerify()
	})
}

// A mandate can be for one case alone, given from the page of the case.
func TestPagesEntrustOneCase(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		page := "/case/" + r.ID.String()
		her, him := browse(t, s, "owner"), browse(t, s, "resident")
		her.get(page)
		link := her.match(regexp.MustCompile(`(/mandates/new\?case=\d+)`))
		her.get(link)
		her.has("这份委托只限这一个办件", r.No)
		her.lacks(`value="apply"`)
		if him.get(link); him.status != http.StatusNotFound {
			t.Fatalf("somebody else's case: %d", him.status)
		}
		until := string(s.Clock.Time().Date().AddDays(10))
		her.done("/mandates", url.Values{"delegate.name": {"苏念慈"}, "delegate.number": {"990104195502080489"}, "kind": {"family"}, "may": {"read"}, "from": {string(s.Clock.Time().Date())}, "until": {until}})
		her.has("一个办件")
		him.get("/mandates")
		him.done(him.match(regexp.MustCompile(`(/mandates/\d+/accept)`)), nil)
		him.get(page)
		him.has("您正在代姚禾川办理")
		him.get("/apply/thing/open-restaurant")
		him.lacks("为谁申请")
		s.MustVerify()
	})
}

// Who may collect the result for its holder opens the certificate from the page of the
// case, and nobody's card pack; who may only read learns that it was issued.
func TestDelegateCollectsCertificate(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		b := &bench{t: t, s: s, mine: "/case/" + r.ID.String(), staff: "/desk/case/" + r.ID.String()}
		owner, clerk := browse(t, s, "owner"), b.as("clerk")
		clerk.done(b.staff+"/notice", url.Values{"material": {"HT-CY-02"}, "missing": {"平面布局图"}})
		owner.get(b.mine)
		owner.supply(b.mine)
		clerk.get(b.staff)
		clerk.done(b.staff+"/accept", nil)
		b.examine()
		b.visit()
		b.permit()
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		offer := func(may ...string) url.Values {
			return url.Values{"delegate.name": {"苏念慈"}, "delegate.number": {"990104195502080489"}, "may": may}
		}
		file := regexp.MustCompile(b.mine + `/certificate/\d+`)
		him := browse(t, s, "resident")
		withdraw := entrust(t, s, "owner", "resident", offer("read"))
		him.get(b.mine)
		if him.status != http.StatusOK || file.MatchString(him.body) {
			t.Fatalf("who may only read: %d %s", him.status, file.FindString(him.body))
		}
		owner.get("/mandates")
		owner.done(withdraw, nil)
		withdraw = entrust(t, s, "owner", "resident", offer("read", "collect"))
		him.get(b.mine)
		link := file.FindString(him.body)
		if link == "" {
			t.Fatal("nothing to collect")
		}
		if him.get(link); him.status != http.StatusOK || !strings.HasPrefix(him.body, "%PDF") {
			t.Fatalf("the certificate: %d", him.status)
		}
		him.get("/cards")
		him.lacks("听雨面馆", `href="/cards/`)
		owner.get("/mandates")
		owner.done(withdraw, nil)
		if him.get(link); him.status != http.StatusForbidden {
			t.Fatalf("after the end: %d", him.status)
		}
		s.MustVerify()
	})
}
