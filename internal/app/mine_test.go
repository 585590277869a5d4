package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/infra/locale"
)

// What somebody does about himself, with nothing but pages: his cases, his card pack,
// who used his data, ratings, messages, mandates, sessions; and what is refused.
func TestPagesAboutOneself(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		b := &bench{t: t, s: s, mine: "/case/" + r.ID.String(), staff: "/desk/case/" + r.ID.String()}
		owner := browse(t, s, "owner")
		clerk := b.as("clerk")
		clerk.done(b.staff+"/notice", url.Values{"material": {"HT-CY-02"}, "missing": {"平面布局图"}})
		owner.get("/cases?state=turn")
		owner.has(b.mine, "需要您补正，请打开办件处理。")
		owner.get("/cases?state=over")
		owner.lacks(b.mine)
		owner.get(b.mine)
		owner.supply(b.mine)
		clerk.get(b.staff)
		clerk.done(b.staff+"/accept", nil)
		b.examine()
		b.visit()
		b.permit()
		t.Run("cards", func(t *testing.T) { b.cards(t) })
		t.Run("uses", func(t *testing.T) { b.uses(t) })
		t.Run("rating", func(t *testing.T) { b.rate(t) })
		t.Run("messages", func(t *testing.T) { b.messages(t) })
		t.Run("mandates", func(t *testing.T) { b.mandates(t) })
		t.Run("account", func(t *testing.T) { b.account(t) })
		if gone := locale.Missing(); len(gone) > 0 {
			t.Errorf("words that are missing: %v", gone)
		}
		s.MustVerify()
	})
}

var cardLink = regexp.MustCompile(`href="(/cards/\d+)"`)

// cards: a showing lets out what was chosen, for minutes, and its holder sees who looked.
func (b *bench) cards(t *testing.T) {
	owner, other := browse(t, b.s, "owner"), browse(t, b.s, "resident")
	owner.get("/cards")
	m := cardLink.FindStringSubmatch(owner.body)
	if m == nil {
		t.Fatal("no card")
	}
	owner.get(m[1])
	owner.has("听雨面馆", "亮证")
	owner.refused(m[1]+"/show", url.Values{"purpose": {"other"}, "fields": {"number"}, "minutes": {"5"}}, "note")
	owner.send(m[1]+"/show", url.Values{"purpose": {"inspection"}, "fields": {"number", "organ"}, "minutes": {"5"}})
	owner.has(`class="qr"`, "立即收回")
	page := regexp.MustCompile(`action="(/shows/\d+)/revoke"`).FindStringSubmatch(owner.body)
	for _, path := range []string{m[1], page[1]} {
		if other.get(path); other.status != http.StatusForbidden {
			t.Errorf("somebody else opens %s: %d", path, other.status)
		}
	}
	var made struct{ ID, Address string }
	licence := strings.TrimPrefix(m[1], "/cards/")
	offer := map[string]any{"licence": licence, "purpose": "service", "fields": []string{"number"}}
	if code := b.s.Call("owner", http.MethodPost, "/api/shows", offer, &made); code != http.StatusCreated {
		t.Fatal(code)
	}
	t.Attr("route", "showCertificate")
	if code := b.s.Call("resident", http.MethodPost, "/api/shows", offer, nil); code != http.StatusForbidden {
		t.Errorf("somebody else shows it: %d", code)
	}
	u, err := url.Parse(made.Address)
	if err != nil {
		t.Fatal(err)
	}
	scanner := browse(t, b.s, "")
	scanner.get(u.Path + "?k=WRONG")
	scanner.has("亮证码无效")
	scanner.get(u.RequestURI())
	scanner.has("证照有效", "证照编号")
	scanner.lacks("听雨面馆", "990102198804122155")
	owner.get("/shows")
	owner.has("未登录的扫码人", "证照编号")
	if err := b.s.SetClock(t.Context(), b.s.Clock.Time().Add(6*time.Minute)); err != nil {
		t.Fatal(err)
	}
	scanner.get(u.RequestURI())
	scanner.has("亮证码无效")
	scanner.lacks("证照编号")
	if owner.get(page[1]); !strings.Contains(owner.body, "亮证已结束") {
		t.Error("a code that is over is still shown")
	}
}

var askLink = regexp.MustCompile(`href="(/uses/\d+)"`)

// uses: a line is asked about, the unit answers by its day, the citizen reads it.
func (b *bench) uses(t *testing.T) {
	if err := b.s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	owner := browse(t, b.s, "owner")
	owner.get("/uses")
	owner.has("海棠市市场监督管理局", "办理办件")
	owner.lacks("方启明", "郑立诚") // no clerk is named
	at := strings.Index(owner.body, "<h3>海棠市市场监督管理局</h3>")
	link := askLink.FindStringSubmatch(owner.body[max(at, 0):])
	if link == nil {
		t.Fatal("nothing to ask about")
	}
	other := browse(t, b.s, "resident")
	if other.get(link[1]); other.status != http.StatusNotFound {
		t.Errorf("somebody else's line: %d", other.status)
	}
	owner.get(link[1])
	owner.refused(link[1], url.Values{"kind": {"misuse"}, "text": {"短"}}, "text")
	owner.done(link[1], url.Values{"kind": {"misuse"}, "text": {"请说明为什么查看" + hostile}})
	owner.has("海棠市市场监督管理局应在2026年", "等待答复")
	owner.lacks("<script>alert(1)")
	owner.get(link[1])
	owner.send(link[1], url.Values{"kind": {"question"}, "text": {"再问一次为什么"}})
	if owner.status != http.StatusConflict {
		t.Errorf("twice: %d", owner.status)
	}
	staff := browse(t, b.s, "market-data")
	staff.get("/desk")
	page := regexp.MustCompile(`/desk/objection/\d+`).FindString(staff.body)
	if page == "" {
		t.Fatal("the unit has no work item")
	}
	for _, who := range []string{"market-handler", "police-data"} {
		if p := browse(t, b.s, who); p.status == http.StatusOK {
			if p.get(page); p.status != http.StatusForbidden {
				t.Errorf("%s opens it: %d", who, p.status)
			}
		}
	}
	staff.get(page)
	staff.lacks("<script>alert(1)")
	staff.refused(page, url.Values{"outcome": {"lawful"}, "text": {""}}, "text")
	staff.done(page, url.Values{"outcome": {"lawful"}, "text": {"依法办理食品经营许可需要核对。"}})
	owner.get("/objections")
	owner.has("使用合法", "依法办理食品经营许可需要核对。")
}

// rate: once, by who was served; a bad one is followed up by who did not handle it.
func (b *bench) rate(t *testing.T) {
	id := strings.TrimPrefix(b.mine, "/case/")
	page := "/rate/" + id
	for _, who := range []string{"", "resident"} {
		if p := browse(t, b.s, who); p.status != -1 {
			if p.get(page); p.status != http.StatusForbidden {
				t.Errorf("%q rates somebody else's case: %d", who, p.status)
			}
		}
	}
	owner := browse(t, b.s, "owner")
	owner.get(page)
	owner.has("开办餐饮店")
	owner.refused(page, url.Values{}, "level")
	form, _ := owner.form(page)
	owner.done(page, url.Values{"level": {"2"}, "reasons": {"speed"}, "text": {"等得太久了"}})
	owner.has("不满意", "正在核实")
	form.Set("level", "5")
	if owner.post(page, form); owner.status != http.StatusConflict {
		t.Errorf("twice: %d", owner.status)
	}
	if err := b.s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	var f struct {
		Count, Least int64
		Levels       []int64
		Good         *int64
	}
	if code := b.s.Call("", http.MethodGet, "/api/ratings?item=open-restaurant&division=990100", nil, &f); code != http.StatusOK || f.Count != 1 || f.Least != 10 || f.Levels != nil || f.Good != nil {
		t.Fatalf("one rating: %d %+v", code, f)
	}
	owner.get("/guide/thing/open-restaurant")
	owner.has("已有1次评价，满10次后公布满意率")
	owner.lacks("满意率0%")
	t.Attr("route", "ratingFigure")
	chief := browse(t, b.s, "market-approver")
	chief.get("/desk")
	work := regexp.MustCompile(`/desk/rating/\d+`).FindString(chief.body)
	if work == "" {
		t.Fatal("nobody follows it up")
	}
	chief.get(work)
	chief.has("等得太久了", "匿名")
	chief.lacks("姚禾川", "99010020260")
	if p := browse(t, b.s, "market-handler"); p.status == http.StatusOK {
		if p.get(work); p.status != http.StatusForbidden {
			t.Errorf("the handler sees it: %d", p.status)
		}
	}
	chief.done(work, url.Values{"result": {"confirmed"}, "text": {"情况属实，当日缺岗。"}})
	chief.done(work, url.Values{"result": {"mended"}, "text": {"已安排人员补岗。"}})
	owner.get(page)
	owner.has("已整改", "已安排人员补岗。")
}

// messages: of each event, in the account; nothing is offered outside without a carrier.
func (b *bench) messages(t *testing.T) {
	if err := b.s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	owner := browse(t, b.s, "owner")
	owner.get("/mine")
	owner.has("条未读")
	owner.get("/messages")
	owner.has("需要补正材料", "申请已受理", "办理时限暂停", "已经作出决定", "证照已经发放", "数据异议已答复")
	owner.send("/messages/read", nil)
	owner.lacks("未读")
	owner.get("/messages/channels")
	owner.has("本站暂不支持这种接收方式")
	var page struct{ Messages []struct{ ID string } }
	if code := b.s.Call("owner", http.MethodGet, "/api/me/messages", nil, &page); code != http.StatusOK || len(page.Messages) < 6 {
		t.Fatal(code, len(page.Messages))
	}
	t.Attr("route", "listMessages")
	if code := b.s.Call("resident", http.MethodPost, "/api/me/messages/"+page.Messages[0].ID+"/reading", nil, nil); code != http.StatusForbidden {
		t.Errorf("somebody else reads it: %d", code)
	}
}

// mandates: offered, accepted, ended, each with the pages alone.
func (b *bench) mandates(t *testing.T) {
	owner, other := browse(t, b.s, "owner"), browse(t, b.s, "resident")
	owner.get("/mandates/new")
	until := string(b.s.Clock.Time().Date().AddDays(30))
	good := url.Values{
		"delegate.name": {"苏念慈"}, "delegate.number": {"990104195502080489"}, "kind": {"family"}, "may": {"read"}, "scope": {"all"},
		"from": {string(b.s.Clock.Time().Date())}, "until": {until},
	}
	wrong := url.Values{}
	for k, v := range good {
		wrong[k] = v
	}
	wrong["delegate.number"] = []string{"990104195502080480"}
	owner.refused("/mandates", wrong, "delegate-number")
	owner.done("/mandates", good)
	owner.has("苏念慈", "等待接受")
	other.get("/mandates")
	other.has("姚禾川")
	accept := regexp.MustCompile(`/mandates/\d+/accept`).FindString(other.body)
	if accept == "" {
		t.Fatal("nothing to accept")
	}
	other.done(accept, nil)
	other.get("/cases")
	other.has(b.mine)
	other.get("/mandates")
	other.done(strings.Replace(accept, "accept", "withdraw", 1), nil)
	other.get("/cases")
	other.lacks(b.mine)
}

// account: one device ends the other.
func (b *bench) account(t *testing.T) {
	here, there := browse(t, b.s, "owner"), browse(t, b.s, "owner")
	here.get("/account")
	here.has("当前设备", "长者版")
	here.done("/account/sessions", url.Values{"session": {"others"}})
	if there.get("/mine"); !strings.Contains(there.body, `name="password"`) {
		t.Error("the other device is still signed in")
	}
	here.get("/account")
	here.refused("/account/password", url.Values{"old": {"x"}, "fresh": {"a long new password"}, "again": {"another one"}}, "again")
}

// What citizens' pages show is nothing to officers, and nothing to who is not signed in.
func TestPagesAboutOneselfAreOnesOwn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		nobody, officer := browse(t, s, ""), browse(t, s, "clerk")
		for _, path := range []string{"/mine", "/cases", "/cards", "/shows", "/uses", "/objections", "/messages", "/messages/channels", "/mandates", "/mandates/new", "/account"} {
			nobody.get(path)
			nobody.has(`name="password"`)
			officer.get(path)
			officer.lacks(`class="door`, `href="/uses/`)
			var page map[string]json.RawMessage
			if code := s.Call("", http.MethodGet, "/api/cards", nil, &page); code != http.StatusUnauthorized {
				t.Fatalf("%s: %d", path, code)
			}
		}
	})
}
