package app_test

import (
	"archive/zip"
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/infra/locale"
)

// sendFile fills in a form of the page that takes one file and sends it.
func (b *reader) sendFile(action, name string, file []byte, fields url.Values) {
	b.t.Helper()
	hidden, _ := b.form(action)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, from := range []url.Values{hidden, fields} {
		for k := range from {
			if k != "@" {
				_ = w.WriteField(k, from.Get(k))
			}
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = w.Close()
	r := b.request(http.MethodPost, hidden.Get("@"), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", b.s.URL)
	b.do(r)
}

// link finds where a link of the page leads, by its words.
func (b *reader) link(words string) string {
	b.t.Helper()
	m := regexp.MustCompile(`<a[^>]*href="([^"]*)"[^>]*>\s*` + regexp.QuoteMeta(words)).FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("no link %q (%d)", words, b.status)
	}
	return html.UnescapeString(m[1])
}

// action finds the whole address a form of the page goes to, by its beginning.
func (b *reader) action(prefix string) string {
	b.t.Helper()
	hidden, _ := b.form(prefix)
	return hidden.Get("@")
}

func xlsx(t *testing.T, sheet string, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow(sheet, cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func ended(t *testing.T, s *apptest.Site) {
	t.Helper()
	if gone := locale.Missing(); len(gone) > 0 {
		t.Errorf("words that are missing: %v", gone)
	}
	s.MustVerify()
}

// Who manages the system opens no case and decides nothing; who does not manage it is
// turned away from each of its pages, and a stranger is led to the door.
func TestAdminPagesAreForAdministrators(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		pages := []string{"/admin/org", "/admin/org/import", "/admin/org/workbook.xlsx", "/admin/officers", "/admin/officers/new", "/admin/packs", "/admin/items", "/admin/years", "/admin/years/2027", "/admin/wordings", "/admin/wordings/letter/items-basic/refuse", "/admin/wordings/message/notified", "/admin/halls", "/admin/health"}
		admin := browse(t, s, "admin")
		for _, p := range pages {
			if admin.get(p); admin.status != http.StatusOK {
				t.Errorf("the administrator at %s: %d", p, admin.status)
			}
		}
		for _, who := range []string{"market-approver", "clerk", "auditor", "owner"} {
			b := browse(t, s, who)
			for _, p := range pages {
				if b.get(p); b.status != http.StatusForbidden {
					t.Errorf("%s at %s: %d", who, p, b.status)
				}
			}
			b.get("/")
			for _, p := range []string{"/admin/officers/new", "/admin/years/2027", "/admin/health/verify", "/admin/packs/choose", "/admin/org/import/apply"} {
				b.post(p, url.Values{"csrf": {b.csrf()}})
				if b.status != http.StatusForbidden {
					t.Errorf("%s sends to %s: %d", who, p, b.status)
				}
			}
			b.lacks("/admin/")
		}
		nobody := browse(t, s, "")
		nobody.get("/admin/org")
		if nobody.has("登录"); nobody.status != http.StatusOK || !strings.Contains(nobody.body, `action="/signin"`) {
			t.Errorf("a stranger is not led to the door: %d", nobody.status)
		}
		nobody.post("/admin/health/verify", url.Values{})
		if nobody.status != http.StatusUnauthorized && nobody.status != http.StatusForbidden {
			t.Errorf("a stranger sends a form: %d", nobody.status)
		}
		r := handIn(t, s)
		for _, p := range []string{"/desk/case/", "/counter/case/", "/case/"} {
			if admin.get(p + r.ID.String()); admin.status != http.StatusForbidden && admin.status != http.StatusNotFound {
				t.Errorf("the administrator opens %s: %d", p, admin.status)
			}
		}
		admin.get("/admin/org")
		admin.post("/desk/case/"+r.ID.String()+"/accept", url.Values{"csrf": {admin.csrf()}})
		if admin.status == http.StatusOK {
			t.Error("the administrator accepts a case")
		}
		ended(t, s)
	})
}

// The organisation changes by date; a workbook is rehearsed, its faults are told by cell,
// then it is applied.
func TestAdminOrganisation(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		if err := s.SetClock(t.Context(), at("2026-11-23", 10)); err != nil {
			t.Fatal(err)
		}
		b := browse(t, s, "admin")
		b.get("/admin/org")
		b.get(b.link("海棠市教育局"))
		unit := b.link("海棠市人民政府")
		b.has("统一社会信用代码")
		revise := regexp.MustCompile(`action="([^"]*/revise)"`).FindStringSubmatch(b.body)[1]
		names := url.Values{"name_zh": {"海棠市教育体育局"}, "name_en": {"Education and Sports Bureau"}, "short_zh": {"市教体局"}, "uscc": {"x"}, "form_of": {"bureau"}, "from": {"2027-01-01"}}
		b.send(revise, names)
		if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "统一社会信用代码") {
			t.Fatalf("a wrong credit code: %d %s", b.status, b.alert())
		}
		names.Set("uscc", regexp.MustCompile(`<dd><code>([0-9A-Z]{18})</code>`).FindStringSubmatch(b.body)[1])
		b.refused(revise, url.Values{"name_zh": {""}, "name_en": {"E"}, "uscc": names["uscc"], "form_of": {"bureau"}, "from": {"2027-01-01"}}, "name_zh")
		b.refused(revise, url.Values{"name_zh": {"甲"}, "name_en": {"E"}, "from": {"2027-02-30"}}, "from")
		b.done(revise, names)
		b.has("海棠市教育体育局", "海棠市教育局")
		b.get("/admin/org?on=2027-01-02")
		b.has("海棠市教育体育局", "不是今天")
		b.get("/admin/org")
		b.lacks("海棠市教育体育局")
		b.get(unit)
		b.send(regexp.MustCompile(`action="([^"]*/close)"`).FindStringSubmatch(b.body)[1], url.Values{"on": {"2027-01-01"}})
		if b.status != http.StatusUnprocessableEntity {
			t.Errorf("a unit that others stand under is ended: %d", b.status)
		}
		importing(t, b)
		ended(t, s)
	})
}

func importing(t *testing.T, b *reader) {
	t.Helper()
	b.get("/admin/org/import")
	b.sendFile("/admin/org/import", "", nil, url.Values{"from": {"2027-01-01"}})
	if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "请选择文件") {
		t.Errorf("no file: %d %s", b.status, b.alert())
	}
	b.get("/admin/org/import")
	b.sendFile("/admin/org/import", "a.xlsx", []byte("PK no workbook"), url.Values{"from": {"2027-01-01"}})
	if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "不是能读取的") {
		t.Errorf("a broken workbook: %d %s", b.status, b.alert())
	}
	head := []any{"部门代码", "代码", "中文名称", "英文名称", "角色"}
	b.get("/admin/org/import")
	b.sendFile("/admin/org/import", "a.xlsx", xlsx(t, "岗位", head, []any{"ops", "a b", "岗", "Post", "皇帝"}), url.Values{"from": {"2027-01-01"}})
	b.has("没有导入", "B2", "E2", "“皇帝”不是岗位角色")
	if strings.Contains(b.body, `name="structure"`) {
		t.Error("a faulty workbook may be applied")
	}
	b.get("/admin/org/import")
	b.sendFile("/admin/org/import", "a.xlsx", xlsx(t, "岗位", head, []any{"ops", "night", "夜班调度岗", "Night operator", "运营调度"}), url.Values{"from": {"2027-01-01"}})
	b.has("将会这样变更", "夜班调度岗", "增设1")
	b.done("/admin/org/import/apply", nil)
	b.get("/admin/org?on=2027-01-01")
	b.get(b.link("海棠市数字治理运营中心"))
	b.get("/admin/org/import")
	b.post("/admin/org/import/apply", url.Values{"csrf": {b.csrf()}, "structure": {"H4sIAAAA"}})
	if b.status != http.StatusUnprocessableEntity {
		t.Errorf("a forged structure: %d", b.status)
	}
}

// An officer is enrolled, gets a code, chooses a password, gets and loses a post; his
// sessions are ended by the administrator, who appoints himself nowhere.
func TestAdminOfficers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		if err := s.SetClock(t.Context(), at("2026-11-23", 10)); err != nil {
			t.Fatal(err)
		}
		b := browse(t, s, "admin")
		b.get("/admin/officers/new")
		b.refused("/admin/officers/new", url.Values{"name": {""}, "number": {"1"}, "login": {"a b"}}, "number")
		taken := url.Values{"name": {"新人"}, "number": {"990104195502080489"}, "login": {s.People["clerk"].User}}
		b.send("/admin/officers/new", taken)
		if b.status != http.StatusConflict || !strings.Contains(b.alert(), "已经有人使用") {
			t.Errorf("a login that is taken: %d %s", b.status, b.alert())
		}
		b.send("/admin/officers/new", url.Values{"name": {"苏念慈"}, "number": {"990104195502080489"}, "login": {"su-nianci"}})
		code := regexp.MustCompile(`onetime">([A-Z0-9]{5}-[A-Z0-9]{5})<`).FindStringSubmatch(b.body)
		if code == nil {
			t.Fatalf("no code is told: %d %s", b.status, b.alert())
		}
		file := b.link("已经告知")
		b.get("/admin/officers?q=su-nianci")
		b.has("苏念慈", "没有岗位")
		b.lacks(code[1])
		posts(t, b, file)
		fresh := browse(t, s, "")
		fresh.get("/signin/code")
		fresh.refused("/signin/code", url.Values{"login": {"su-nianci"}, "code": {code[1]}, "password": {"purple-lantern-9"}, "again": {"other"}}, "again")
		fresh.send("/signin/code", url.Values{"login": {"su-nianci"}, "code": {code[1]}, "password": {"purple-lantern-9"}, "again": {"purple-lantern-9"}})
		if fresh.status != http.StatusOK || !strings.Contains(fresh.body, "苏念慈") {
			t.Fatalf("the code does not open: %d %s", fresh.status, fresh.alert())
		}
		b.get(file)
		b.has("浏览器")
		b.done(file+"/sessions", nil)
		fresh.get("/desk")
		if strings.Contains(fresh.body, "苏念慈") {
			t.Error("the session goes on")
		}
		b.refused(file+"/close", nil, "sure")
		b.done(file+"/close", url.Values{"sure": {"yes"}})
		b.has("已注销")
		self(t, b)
		ended(t, s)
	})
}

// posts gives a post and ends it, wrongly and rightly.
func posts(t *testing.T, b *reader, file string) {
	t.Helper()
	b.get(file)
	department := regexp.MustCompile(`<option value="([0-9]+)"[^>]*>海棠市教育局`).FindStringSubmatch(b.body)[1]
	b.get(file + "?department=" + department)
	post := regexp.MustCompile(`<option value="([0-9]+)"[^>]*>[^<]*承办岗（二）<`).FindStringSubmatch(b.body)
	if post == nil {
		t.Fatalf("no vacant post: %d", b.status)
	}
	give := url.Values{"post": {post[1]}, "part": {"holder"}, "from": {"2026-11-20"}}
	b.refused(file+"/appoint", url.Values{"post": {post[1]}, "part": {"holder"}, "from": {"2026-13-01"}}, "from")
	b.get(file + "?department=" + department)
	b.done(file+"/appoint", give)
	b.has("教育局", "承办岗（二）")
	b.get(file + "?department=" + department)
	b.refused(file+"/appoint", give, "from") // the same post twice at a time
	b.get(file)
	relieve := regexp.MustCompile(`name="form" value="(relieve-[0-9]+)"`).FindStringSubmatch(b.body)[1]
	assignment := strings.TrimPrefix(relieve, "relieve-")
	end := url.Values{"csrf": {b.csrf()}, "form": {relieve}, "assignment": {assignment}, "on": {"2027-01-01"}}
	b.post(file+"/relieve", url.Values{"csrf": {b.csrf()}, "form": {relieve}, "assignment": {assignment}, "on": {"2026-11-20"}})
	if b.status != http.StatusUnprocessableEntity {
		t.Errorf("ended before it began: %d", b.status)
	}
	b.post(file+"/relieve", end)
	b.has("结束日期已登记")
	b.post(file+"/relieve", end)
	if b.status != http.StatusConflict || !strings.Contains(b.alert(), "不能再结束一次") {
		t.Errorf("ended twice: %d %s", b.status, b.alert())
	}
}

// self: an administrator gives himself neither a post nor a code.
func self(t *testing.T, b *reader) {
	t.Helper()
	b.get("/admin/officers?q=admin")
	own := b.link("龚天宇")
	b.get(own)
	b.has("不能给自己安排岗位")
	b.lacks(`action="` + own + `/code"`)
	b.post(own+"/code", url.Values{"csrf": {b.csrf()}, "form": {"code"}})
	if b.status != http.StatusForbidden {
		t.Errorf("he issues himself a code: %d", b.status)
	}
}

// A year is tried before it is saved: the clocks it moves are told, and move.
func TestAdminYears(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		clerk := browse(t, s, "clerk")
		clerk.get("/desk/case/" + r.ID.String())
		clerk.done("/desk/case/"+r.ID.String()+"/accept", nil)
		b := browse(t, s, "admin")
		b.get("/admin/years")
		b.has("正式", "按法定节假日推算")
		b.get("/admin/years/2026")
		year := url.Values{"state": {"official"}, "source": {"国办发明电〔2025〕7号"}, "date": {"2026-09-28", "2026-10-10"}, "kind": {"off", "work"}, "name": {"台风停工", "国庆节"}}
		b.refused("/admin/years/2026/preview", url.Values{"state": {"official"}, "source": {""}}, "source")
		b.refused("/admin/years/2026/preview", with(year, "date", "2026-09-28", "2026-09-28"), "date-1")
		b.refused("/admin/years/2026/preview", with(year, "date", "2026-02-30", "2026-10-10"), "date-0")
		b.refused("/admin/years/2026/preview", with(year, "date", "2026-09-29", "2026-09-28"), "date-1") // a Monday made a working day
		b.refused("/admin/years/2026/preview", with(year, "date", "2024-09-29", "2026-10-10"), "date-0")
		b.send("/admin/years/2026/preview", year)
		b.has("2026年9月28日放假", "会改变最后一天", r.No)
		b.lacks("姚禾川")
		b.post("/admin/years/2026", saving(t, b.body))
		b.has("日历已保存", "台风停工")
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get("/admin/years/2026")
		b.send("/admin/years/2026/preview", year)
		b.has("没有一天的性质改变", "时限都不变") // the clocks have followed
		ended(t, s)
	})
}

// saving is the form that saves what a preview has shown, with all its rows.
func saving(t *testing.T, body string) url.Values {
	t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(body, -1) {
		if !strings.Contains(m[1], `action="/admin/years/2026"`) {
			continue
		}
		out := url.Values{}
		for _, h := range hiddenTag.FindAllStringSubmatch(m[2], -1) {
			out.Add(h[1], html.UnescapeString(h[2]))
		}
		return out
	}
	t.Fatal("nothing to save")
	return nil
}

func with(v url.Values, key string, values ...string) url.Values {
	out := url.Values{}
	for k := range v {
		out[k] = v[k]
	}
	out[key] = values
	return out
}

// A pack is handed in, judged place by place, compared and installed; a broken one is not.
func TestAdminPacks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		b := browse(t, s, "admin")
		b.get("/admin/packs")
		b.has("items-basic", "常用政务服务事项")
		b.sendFile("/admin/packs", "", nil, nil)
		if b.status != http.StatusUnprocessableEntity {
			t.Errorf("no file: %d", b.status)
		}
		b.get("/admin/packs")
		b.sendFile("/admin/packs", "a.zip", []byte("no zip"), nil)
		if b.status != http.StatusUnprocessableEntity {
			t.Errorf("no zip: %d", b.status)
		}
		b.get("/admin/packs")
		head := "id: night-market\nkind: thing\nversion: 2026.1\ntitle: {zh: 夜市, en: Night market}\nlicence: CC0-1.0\n"
		b.sendFile("/admin/packs", "a.zip", zipped(t, map[string]string{"pack.yaml": head, "flows/night.bpmn": "<definitions><process"}), nil)
		b.has("夜市", "flows/night", "不能安装")
		b.lacks(`/install"`)
		b.get("/admin/packs")
		b.sendFile("/admin/packs", "a.zip", zipped(t, map[string]string{"pack.yaml": head}), nil)
		b.has("没有错误", "全部都是新的")
		b.done(b.action("/admin/packs/"), nil)
		b.has("夜市", "内容包已安装")
		b.sendFile("/admin/packs", "a.zip", zipped(t, map[string]string{"pack.yaml": strings.Replace(head, "2026.1", "2026.2", 1)}), nil)
		b.has("现在安装的是 2026.1", "version")
		b.get("/admin/items?q=%E9%A3%9F%E5%93%81%E7%BB%8F%E8%90%A5")
		b.has("食品经营")
		ended(t, s)
	})
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The seal is examined on request; the hall's hours are set, wrongly and rightly.
func TestAdminHealthAndHalls(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		b := browse(t, s, "admin")
		b.get("/admin/health")
		b.has("还没有做过", "没有失败的任务")
		b.lacks("postgres://", "sqlite:")
		b.done("/admin/health/verify", nil)
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get("/admin/health")
		b.has("一致")
		b.post("/admin/health/retry", url.Values{"csrf": {b.csrf()}, "job": {"77"}})
		if b.status != http.StatusConflict {
			t.Errorf("a job that is none is tried again: %d", b.status)
		}
		for _, who := range []string{"admin", "operator"} {
			h := browse(t, s, who)
			h.get("/admin/halls")
			h.refused(h.action("/admin/halls/"), url.Values{"hours": {"17:00-09:00"}, "minutes": {"1"}, "seats": {"0"}, "ahead": {"x"}}, "hours")
			h.has("09:00-12:00") // of the hint
			h.done(h.action("/admin/halls/"), url.Values{"hours": {"08:30-12:00"}, "minutes": {"15"}, "seats": {"6"}, "ahead": {"20"}})
			h.has("08:30-12:00")
		}
		ended(t, s)
	})
}

// The words of a letter and of a message are changed for what is written from then on.
func TestAdminWordings(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		const receipt, refuse, notified = "/admin/wordings/letter/items-basic/receipt", "/admin/wordings/letter/items-basic/refuse", "/admin/wordings/message/notified"
		b := browse(t, s, "admin")
		b.get("/admin/wordings")
		b.has("收件凭证", "需要补正材料")
		b.get(refuse)
		b.send(refuse, url.Values{"do": {"save"}, "title": {"决定书"}, "salute": {"{applicant}："}, "body": {"不予许可。{reasons}"}, "close": {"{department}"}})
		if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "words-body") {
			t.Errorf("a refusal without remedies: %d %s", b.status, b.alert())
		}
		b.get(receipt)
		b.send(receipt, url.Values{"do": {"save"}, "title": {"收件凭证"}, "body": {"收到{unheardOf}"}})
		if b.status != http.StatusUnprocessableEntity {
			t.Errorf("a field that is none: %d", b.status)
		}
		words := url.Values{"title": {"收件回执"}, "salute": {"尊敬的{applicant}："}, "body": {"{item}收到了<script>。\n编号{caseNumber}，密码{queryCode}。"}, "close": {"{department}　{date}"}}
		b.get(receipt)
		b.send(receipt, with(words, "do", "preview"))
		b.has("收件回执", "尊敬的〔申请人〕：", "&lt;script&gt;")
		b.lacks("<script>。")
		b.get(receipt)
		b.has("原文", "没有改过")
		b.done(receipt, with(words, "do", "save"))
		b.has("本地第1版", "尊敬的")
		if _, l := s.Content.Now().Library.Letter(nil, "items-basic/receipt"); l == nil || l.Salute != "尊敬的{applicant}：" || len(l.Body) != 2 || !l.Seal && l.Number == "" {
			t.Errorf("what is written from now on: %+v", l)
		}
		b.done(receipt, with(words, "do", "withdraw"))
		b.has("原文", "第2版")
		b.get(notified)
		b.send(notified, url.Values{"do": {"save"}, "title_zh": {"缺材料"}, "title_en": {"Missing"}, "text_zh": {"请补{name}"}, "text_en": {"Please add"}})
		if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "text_zh") {
			t.Errorf("a field that is none: %d %s", b.status, b.alert())
		}
		b.get(notified)
		b.done(notified, url.Values{"do": {"save"}, "title_zh": {"缺材料"}, "title_en": {"Something lacks"}, "text_zh": {"{item}请在{due:date}前补齐"}, "text_en": {"{item}: by {due:date}"}})
		now := s.Clock.Time()
		if title, text, ok := s.Content.Now().Message(locale.ZH, "notified", now.Add(1)); !ok || title != "缺材料" || !strings.Contains(text, "{due:date}") {
			t.Errorf("a message of now: %q %q %v", title, text, ok)
		}
		if _, _, ok := s.Content.Now().Message(locale.ZH, "notified", now.Add(-1e15)); ok {
			t.Error("a message of yesterday speaks otherwise than it did")
		}
		s.Restart()
		if _, _, ok := s.Content.Now().Message(locale.EN, "notified", now.Add(1e12)); !ok {
			t.Error("the words are gone after a restart")
		}
		ended(t, s)
	})
}
