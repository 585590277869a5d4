package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// taskLink finds the link of a task of the list by the word of its step.
func (b *reader) taskLink(step string) string {
	b.t.Helper()
	for _, row := range strings.Split(b.body, "<tr>") {
		if m := regexp.MustCompile(`<td class="what"><a href="([^"]*)"`).FindStringSubmatch(row); m != nil && strings.Contains(row, step) {
			return m[1]
		}
	}
	b.t.Fatalf("no task %q in the list (%d)", step, b.status)
	return ""
}

// option finds the value of an option by its words, inside the form that goes to an
// address.
func (b *reader) option(action, words string) string {
	b.t.Helper()
	_, inner := b.form(action)
	for _, m := range regexp.MustCompile(`<option value="([^"]*)"[^>]*>([^<]*)</option>`).FindAllStringSubmatch(inner, -1) {
		if strings.Contains(m[2], words) {
			return m[1]
		}
	}
	b.t.Fatalf("no option %q under %s", words, action)
	return ""
}

// The desk, with nothing but pages: the chief assigns, a filter is kept, the next is
// taken, an article and a phrase are put in, another department answers without seeing
// the file, a task is handed on, a deputy signs for one who is away, the chief
// representative decides by warrant, the leader sees what is late and its evidence.
func TestDeskOfAnOffice(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		d := &office{t: t, s: s, staff: "/desk/case/" + r.ID.String(), id: r.ID}
		clerk := browse(t, s, "clerk")
		clerk.get(d.staff)
		clerk.done(d.staff+"/accept", nil)
		d.assign()
		d.next()
		d.basis()
		d.ask()
		d.handOn()
		d.deputy()
		d.warrant()
		d.lead()
		if gone := locale.Missing(); len(gone) > 0 {
			t.Errorf("words that are missing: %v", gone)
		}
		s.MustVerify()
		reports, err := s.Rebuild(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reports {
			if !r.OK || r.Projection == "oversight.board" && r.Rows < 20 {
				t.Errorf("%s: %+v", r.Projection, r)
			}
		}
	})
}

// office is one case in the hands of an office.
type office struct {
	t     *testing.T
	s     *apptest.Site
	staff string
	id    gov.ID
}

func (d *office) as(who, path string) *reader {
	d.t.Helper()
	b := browse(d.t, d.s, who)
	b.get(path)
	return b
}

// assign: the chief of the section gives a task to a post; a filter is kept and shared.
func (d *office) assign() {
	chief := d.as("market-approver", "/desk?who=team&kind=handle")
	chief.refused("/desk/assign", url.Values{"do": {"give"}, "post": {""}}, "post")
	chief.get("/desk?who=team&kind=handle")
	_, inner := chief.form("/desk/assign")
	task := regexp.MustCompile(`name="task" value="(\d+\.\d+)"`).FindStringSubmatch(inner)
	if task == nil {
		d.t.Fatal("no task to tick")
	}
	second := chief.option("/desk/assign", "承办岗（二）")
	chief.refused("/desk/assign", url.Values{"do": {"give"}, "post": {second}}, "tasks")
	chief.get("/desk?who=team&kind=handle")
	chief.done("/desk/assign", url.Values{"do": {"give"}, "post": {second}, "task": {task[1]}})
	chief.has("已派出 1 件", "承办岗（二）")
	chief.post("/desk/assign", url.Values{"csrf": {chief.csrf()}, "do": {"give"}, "post": {second}, "task": {task[1]}, "form": {"assign"}})
	if chief.status != http.StatusConflict || !strings.Contains(chief.alert(), "刷新清单") {
		d.t.Errorf("a list that is out of date: %d", chief.status)
	}
	chief.get("/desk?who=team&kind=handle&sort=new")
	chief.done("/desk/filter", url.Values{"name": {"全科承办" + "<script>"}, "shared": {"yes"}})
	chief.has("全科承办&lt;script&gt;", "kind=handle")
	d.as("market-handler", "/desk").has("全科承办")
	d.as("fire-handler", "/desk").lacks("全科承办")
	d.as("market-handler2", "/desk?who=mine").has("派给我")
	handler := d.as("market-handler", "/desk")
	handler.lacks(`action="/desk/assign"`)
	handler.post("/desk/assign", url.Values{"csrf": {handler.csrf()}, "do": {"give"}, "post": {second}, "task": {task[1]}})
	if handler.status != http.StatusForbidden {
		d.t.Errorf("a handler assigns: %d", handler.status)
	}
}

func (b *reader) csrf() string {
	b.t.Helper()
	m := regexp.MustCompile(`name="csrf" value="([^"]*)"`).FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatal("no token on the page")
	}
	return m[1]
}

// next: the second handler takes what was given to him; the first finds nothing of it.
func (d *office) next() {
	second := d.as("market-handler2", "/desk")
	second.send("/desk/next", nil)
	if second.status != http.StatusOK || !strings.Contains(second.body, "已领取") || !strings.Contains(second.body, "食品经营") {
		d.t.Fatalf("take the next: %d", second.status)
	}
	first := d.as("market-handler", "/desk")
	first.send("/desk/next", nil)
	if !strings.Contains(first.body, "没有可以领取的待办") {
		d.t.Error("the first got what the second has")
	}
	far := d.as("outsider", d.staff)
	if far.status != http.StatusForbidden {
		d.t.Errorf("an approver of another department opens the file: %d", far.status)
	}
	far.get(d.staff + "/print")
	if far.status != http.StatusForbidden {
		d.t.Errorf("and prints it: %d", far.status)
	}
}

// basis: an article is found and put in with its text in view, a phrase is put in, the
// matrix shows who has not signed.
func (d *office) basis() {
	b := d.as("market-handler2", d.staff)
	b.has("未到环节", "待签署", "本事项依据")
	b.get(d.staff)
	hidden, _ := b.form(d.staff + "/opinion")
	hidden.Del("@")
	fill := func(do string, more url.Values) {
		v := url.Values{}
		for k := range hidden {
			v[k] = hidden[k]
		}
		for k := range more {
			v[k] = more[k]
		}
		b.post(d.staff+"/"+do, v)
		if b.status != http.StatusOK {
			d.t.Fatalf("%s: %d %s", do, b.status, b.alert())
		}
	}
	fill("law", url.Values{"lawq": {"不予行政许可"}, "text": {"写了一半"}})
	b.has("写了一半", "第三十八条", `name="insert"`)
	fill("law", url.Values{"insert": {"行政许可法§38.2"}, "cites": {"食品安全法§35.1"}})
	b.has("食品安全法§35.1；行政许可法§38.2")
	b.post(d.staff+"/law", url.Values{"csrf": hidden["csrf"], "form": hidden["form"], "insert": {"没有这部法§1"}})
	if b.status != http.StatusUnprocessableEntity {
		d.t.Errorf("an article of no law: %d", b.status)
	}
	fill("phrase", url.Values{"phrase": {"std-opinion-complete"}, "text": {"先写的话。"}})
	b.has("先写的话。", "申请材料齐全，符合法定形式")
	own := d.as("market-handler2", "/desk/phrases")
	own.refused("/desk/phrases/keep", url.Values{"name": {""}, "use": {"opinion"}, "text": {"x"}}, "name")
	own.done("/desk/phrases/keep", url.Values{"name": {"油烟"}, "use": {"opinion"}, "text": {"油烟净化设施已安装。" + strings.ReplaceAll(hostile, "\x00", "")}, "shared": {"yes"}})
	own.lacks("<script>alert(1)")
	b.get(d.staff)
	b.has("油烟")
	fire := d.as("fire-handler", d.staff)
	part := regexp.MustCompile(`name="form" value="(stop-\d+)"`).FindStringSubmatch(fire.body)
	_, inner := fire.form(d.staff + "/stop")
	matter := regexp.MustCompile(`name="matter" value="(\d+)"`).FindStringSubmatch(inner)
	v := url.Values{"csrf": {fire.csrf()}, "form": {part[1]}, "matter": {matter[1]}, "ground": {"expert_review"}, "until": {"2026-10-12"}}
	fire.post(d.staff+"/preview", v)
	fire.has("特别程序", "专家评审", "文号在发出时编排")
	fire.lacks("is-stopped")
	v.Set("ground", "site_visit")
	fire.post(d.staff+"/preview", v)
	if fire.status != http.StatusUnprocessableEntity {
		d.t.Errorf("no lawful ground: %d", fire.status)
	}
}

// ask: another department is asked; it sees the question and not the file; its answer
// stands in the matrix.
func (d *office) ask() {
	b := d.as("market-handler2", d.staff)
	to := b.option(d.staff+"/ask", "教育局")
	b.refused(d.staff+"/ask", url.Values{"to": {to}, "days": {"30"}, "question": {"x"}}, "days")
	b.get(d.staff)
	b.done(d.staff+"/ask", url.Values{"to": {to}, "days": {"3"}, "question": {"学校周边一百米内是否已有餐饮？" + hostile}, "cites": {"行政许可法§34.1"}})
	b.has("待答复", "答复")
	b.lacks("<script>alert(1)")
	school := d.as("education-handler", "/desk")
	link := school.taskLink("答复协助函")
	school.get(link)
	school.has("学校周边一百米内是否已有餐饮", "办件本身不对您开放")
	school.lacks("姚禾川", "<script>alert(1)")
	if closed := d.as("education-handler", d.staff); closed.status != http.StatusForbidden {
		d.t.Errorf("the asked department opens the file: %d", closed.status)
	}
	if other := d.as("fire-handler", link); other.status != http.StatusForbidden {
		d.t.Errorf("a third department reads the request: %d", other.status)
	}
	school.refused(link+"/answer", url.Values{"result": {"object"}, "answer": {"不宜"}}, "grounds")
	school.get(link)
	school.done(link+"/answer", url.Values{"result": {"conditional"}, "answer": {"须与校门保持距离"}, "grounds": {"行政许可法§38.1"}})
	b.get(d.staff)
	b.has("有条件同意", "须与校门保持距离")
}

// handOn: back to the first handler, with a reason; a chief urges; the signboard leaves
// the joint visit.
func (d *office) handOn() {
	b := d.as("market-handler2", d.staff)
	to := ""
	_, inner := b.form(d.staff + "/handon")
	for _, m := range regexp.MustCompile(`<option value="(\d+)">([^<]*)</option>`).FindAllStringSubmatch(inner, -1) {
		if strings.HasSuffix(m[2], "食品经营许可科 · 承办岗") {
			to = m[1]
		}
	}
	b.refused(d.staff+"/handon", url.Values{"to": {to}}, "reason")
	b.get(d.staff)
	b.done(d.staff+"/handon", url.Values{"to": {to}, "reason": {"出差"}})
	b.has("转办", "出差")
	chief := d.as("market-approver", d.staff)
	chief.done(d.staff+"/urge", url.Values{"reason": {"申请人等着开业"}})
	d.as("market-handler", "/desk?urged=1").has("催办 1 次", "食品经营")
	sign := d.as("urban-handler", d.staff)
	sign.done(d.staff+"/split", url.Values{"reason": {"图纸还在改"}})
	sign.lacks(d.staff + "/split")
	first := d.as("market-handler", d.staff)
	first.refused(d.staff+"/tell", url.Values{"party.number": {"1"}, "party.name": {"某人"}, "why": {"同楼住户"}}, "party-number")
	first.get(d.staff)
	first.done(d.staff+"/tell", url.Values{"party.number": {"990104195502080489"}, "party.name": {"苏念慈"}, "why": {"同楼住户，排烟口朝向其窗户"}})
	first.has("已告知", "2026年9月30日前可以陈述")
	first.done(d.staff+"/heard", url.Values{"words": {"同意，但夜间须停止排烟"}})
	first.has("已陈述", "夜间须停止排烟")
	first.done(d.staff+"/opinion", url.Values{"text": {"看过资料"}})
	first.done(d.staff+"/opinion", url.Values{"result": {"grant"}, "text": {"符合条件"}, "cites": {"行政许可法§38.1"}})
	review := d.as("market-reviewer", d.staff)
	review.refused(d.staff+"/opinion", url.Values{"result": {"return"}}, "text")
	review.get(d.staff)
	review.done(d.staff+"/opinion", url.Values{"result": {"agree"}})
}

// deputy: the second handler cannot act on the first's post while he is there; on the
// days of his leave he can, and is recorded as his deputy.
func (d *office) deputy() {
	before := d.as("market-chief", "/desk")
	before.lacks(`action="/desk/post"`)
	a := d.as("market-approver", "/desk/people")
	a.has("驻政务服务中心首席代表")
	own := a.option("/desk/people/leave", "批准岗")
	a.refused("/desk/people/leave", url.Values{"post": {own}, "from": {"2026-09-01"}}, "from")
	a.get("/desk/people")
	a.done("/desk/people/leave", url.Values{"post": {own}, "from": {"2026-09-23"}, "until": {"2026-09-25"}})
	if handler := d.as("market-handler", "/desk/people"); strings.Contains(handler.body, "批准岗</option>") {
		d.t.Error("a handler may register the leave of his chief")
	}
	d.as("market-chief", "/desk").lacks(`action="/desk/post"`) // not yet
	a.tick("2026-09-23")
	b := d.as("market-chief", "/desk")
	b.has(`action="/desk/post"`, "代岗")
	gone := browse(d.t, d.s, "")
	gone.get("/signin")
	gone.send("/signin", url.Values{"login": {d.s.People["market-approver"].User}, "password": {d.s.People["market-approver"].Password}})
	gone.get("/desk")
	if gone.status == http.StatusOK && strings.Contains(gone.body, "取下一件") {
		d.t.Error("who is away acts")
	}
	post := b.option("/desk/post", "代岗")
	b.send("/desk/post", url.Values{"post": {post}})
	b.get("/desk/people")
	b.has("正在代岗", "离岗中")
	b.get(d.staff)
	b.done(d.staff+"/decide", url.Values{"result": {"return"}, "text": {"请补充布局意见"}})
	b.has("B 角代签")
	b.tick("2026-09-25")
	b.get("/desk")
	b.lacks("代岗")
	review := d.as("market-reviewer", d.staff)
	review.done(d.staff+"/opinion", url.Values{"result": {"agree"}, "text": {"已补充"}})
}

// warrant: the chief representative decides what he is authorised for, and only then.
func (d *office) warrant() {
	chief := d.as("market-chief", d.staff)
	chief.send(d.staff+"/decide", url.Values{"result": {"grant"}})
	if chief.status != http.StatusForbidden {
		d.t.Fatalf("a chief representative without a warrant decides: %d", chief.status)
	}
	if w := d.as("market-chief", "/desk/warrants"); strings.Contains(w.body, "/desk/warrants/give") {
		d.t.Error("a chief representative gives warrants")
	}
	if w := d.as("market-handler", "/desk/warrants"); strings.Contains(w.body, "/desk/warrants/give") {
		d.t.Error("a handler gives warrants")
	}
	a := d.as("market-approver", "/desk/warrants")
	post := a.option("/desk/warrants/give", "首席代表")
	a.refused("/desk/warrants/give", url.Values{"post": {post}, "from": {"2026-09-25"}, "basis": {"x"}}, "items")
	a.get("/desk/warrants")
	a.done("/desk/warrants/give", url.Values{"post": {post}, "items": {"food-permit"}, "from": {"2026-09-25"}, "basis": {"海市监授〔2026〕1号"}})
	a.has("生效中")
	chief.get(d.staff)
	hidden, _ := chief.form(d.staff + "/decide")
	hidden.Del("@")
	hidden.Set("result", "grant")
	chief.post(d.staff+"/preview", hidden)
	chief.has("预览", "准予")
	chief.get(d.staff)
	chief.done(d.staff+"/decide", url.Values{"result": {"grant"}})
	chief.get(d.staff + "/print")
	chief.has("办件审批表", "准予", "须与校门保持距离")
	a.send("/desk/warrants/revoke", nil)
	a.has("授权已收回", "已终止")
}

// lead: fire is late; the mayor sees where, opens the evidence, and urges; nothing
// personal stands there.
func (d *office) lead() {
	clock := browse(d.t, d.s, "")
	clock.tick("2026-11-02")
	if err := d.s.Settle(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	if err := d.s.Bus.Drain(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	m := d.as("mayor", "/leader")
	m.has("消防救援支队", "超期 1 件")
	m.lacks("姚禾川", "听雨")
	m.get("/leader/matters?stand=late")
	evidence := "/leader/case/" + d.id.String()
	m.has(evidence, "已超")
	m.get(evidence)
	m.has("超过期限", "现在等谁", "B 角代岗", "部门答复", "存证第")
	m.lacks("姚禾川", "看过资料", "须与校门保持距离", "申请人等着开业")
	leaf := regexp.MustCompile(`href="(/leader/leaf/\d+)"`).FindStringSubmatch(m.body)
	m.get(leaf[1])
	m.has("&#34;name&#34;:&#34;case.received&#34;", "签名检查点", "test.holon")
	m.get(evidence)
	m.refused(evidence+"/urge", nil, "reason")
	m.get(evidence)
	m.done(evidence+"/urge", url.Values{"reason": {"市长热线"}})
	m.get(d.staff)
	if m.status != http.StatusForbidden {
		d.t.Errorf("the mayor opens the file: %d", m.status)
	}
	for _, who := range []string{"market-handler", "clerk", "owner", "data-officer"} {
		for _, path := range []string{"/leader", evidence, leaf[1], "/leader/matters?stand=late"} {
			if b := d.as(who, path); b.status != http.StatusForbidden {
				d.t.Errorf("%s opens %s: %d", who, path, b.status)
			}
		}
	}
	bureau := d.as("market-approver", "/desk/bureau")
	bureau.has("付出", "节省", "保有", "职权：实施")
	for kind, says := range map[string]string{"opinion": "提出承办意见", "decided": "准予", "sealed": "证照", "spared": "", "lookup": "", "letter": "通知书"} {
		n := regexp.MustCompile(`(?s)href="(/desk/bureau/` + kind + `\?[^"]*)">.*?<strong>\s*(\d+)`).FindStringSubmatch(bureau.body)
		if n == nil || n[2] == "0" {
			d.t.Errorf("nothing is counted as %s", kind)
			continue
		}
		list := d.as("market-approver", strings.ReplaceAll(n[1], "&amp;", "&"))
		if got := strings.Count(list.body, "存证第"); got < 1 || n[2] != itoa(got) && got < 50 {
			d.t.Errorf("%s: the figure says %s, the list has %d", kind, n[2], got)
		}
		list.has(says)
		list.lacks("姚禾川")
	}
	if b := d.as("market-approver", "/desk/bureau?of="+d.fire()); b.status != http.StatusForbidden {
		d.t.Errorf("a bureau looks at another: %d", b.status)
	}
	d.as("mayor", "/desk/bureau?of="+d.fire()).has("消防救援支队")
	d.as("education-handler", "/desk/bureau").lacks("节省")
}

func itoa(n int) string { return gov.ID(n).String() }

// fire is the id of the fire authority.
func (d *office) fire() string {
	var who struct {
		Department gov.ID `json:"department"`
	}
	if code := d.s.Call("fire-handler", http.MethodGet, "/api/session", nil, &who); code == http.StatusOK && who.Department != 0 {
		return who.Department.String()
	}
	m := d.as("mayor", "/leader")
	at := regexp.MustCompile(`id="d-(\d+)">[^<]*消防`).FindStringSubmatch(m.body)
	if at == nil {
		d.t.Fatal("no fire authority on the page")
	}
	return at[1]
}

// What the desk offers over HTTP holds for programs too: roles, other departments, the
// same key twice, an old revision.
func TestDeskOperations(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		r := handIn(t, s)
		base := "/api/cases/" + r.ID.String()
		var view struct {
			Tasks   []struct{ ID, Rev any }
			Matters []struct{ ID, Item, Department string }
		}
		if code := s.Call("clerk", http.MethodGet, base, nil, &view); code != http.StatusOK || len(view.Tasks) != 1 {
			t.Fatalf("%d %+v", code, view)
		}
		if code := s.Call("clerk", http.MethodPost, base+"/acceptance", map[string]any{"task": view.Tasks[0].ID}, nil); code != http.StatusOK {
			t.Fatal(code)
		}
		matter := map[string]string{}
		for _, m := range view.Matters {
			matter[m.Item] = m.ID
		}
		for name, c := range map[string]struct {
			who, method, path string
			body              any
			want              int
		}{
			"another department splits":   {"outsider", "POST", base + "/splits", map[string]any{"matter": matter["signboard"], "reason": "x"}, http.StatusForbidden},
			"no reason":                   {"urban-handler", "POST", base + "/splits", map[string]any{"matter": matter["signboard"], "reason": " "}, http.StatusUnprocessableEntity},
			"a matter of no case":         {"urban-handler", "POST", base + "/splits", map[string]any{"matter": "1", "reason": "x"}, http.StatusNotFound},
			"another department asks":     {"outsider", "POST", base + "/requests", map[string]any{"matter": matter["food-permit"], "to": "1", "question": "x", "days": 1}, http.StatusForbidden},
			"the clerk previews a letter": {"clerk", "POST", base + "/letters/preview", map[string]any{"matter": matter["food-permit"], "kind": "grant"}, http.StatusForbidden},
			"a handler gives warrants":    {"market-handler", "POST", "/api/warrants", map[string]any{"post": "1", "items": []string{"food-permit"}, "from": "2026-09-30", "basis": "x"}, http.StatusForbidden},
			"a citizen lists warrants":    {"owner", "GET", "/api/warrants", nil, http.StatusForbidden},
			"somebody else's leave":       {"market-handler", "POST", "/api/leave", map[string]any{"person": "1", "from": "2026-09-30"}, http.StatusForbidden},
			"a leave nobody has":          {"market-handler", "POST", "/api/leave/1/end", map[string]any{"on": "2026-09-30"}, http.StatusNotFound},
			"the board for a handler":     {"market-handler", "GET", "/api/board", nil, http.StatusForbidden},
			"the board for the mayor":     {"mayor", "GET", "/api/board", nil, http.StatusOK},
			"a list of nothing known":     {"mayor", "GET", "/api/board/matters?stand=best", nil, http.StatusUnprocessableEntity},
			"evidence for a citizen":      {"owner", "GET", base + "/evidence", nil, http.StatusForbidden},
			"evidence of no case":         {"mayor", "GET", "/api/cases/1/evidence", nil, http.StatusNotFound},
			"a leaf that is none":         {"mayor", "GET", "/api/leaves/99999999/proof", nil, http.StatusNotFound},
			"another bureau's figures":    {"market-approver", "GET", "/api/bureaus/1", nil, http.StatusForbidden},
			"no request":                  {"market-handler", "GET", "/api/requests/1", nil, http.StatusNotFound},
			"an assignment of nothing":    {"market-approver", "POST", "/api/tasks/assignments", map[string]any{"tasks": []any{}, "post": "0"}, http.StatusUnprocessableEntity},
			"next of nothing":             {"education-handler", "POST", "/api/tasks/next", map[string]any{}, http.StatusNotFound},
			"a template of no kind":       {"market-handler", "POST", "/api/templates", map[string]any{"kind": "x", "name": "x", "text": "x"}, http.StatusUnprocessableEntity},
			"phrases of one's own":        {"market-handler", "GET", "/api/templates?kind=phrase", nil, http.StatusOK},
			"a task of another is handed": {"urban-handler", "POST", base + "/handings", map[string]any{"task": "1", "rev": 1, "to": "1", "reason": "x"}, http.StatusNotFound},
			"a phrase that is not there":  {"market-handler", "POST", "/api/templates/1/drop", nil, http.StatusNotFound},
			"a warrant that is not there": {"market-approver", "POST", "/api/warrants/1/revoke", nil, http.StatusNotFound},
			"an answer to nothing":        {"education-handler", "POST", "/api/requests/1/answer", map[string]any{"rev": 1, "result": "agree", "answer": "x"}, http.StatusNotFound},
			"a request that is not there": {"market-handler", "POST", "/api/requests/1/withdraw", nil, http.StatusNotFound},
			"facts of an unknown kind":    {"mayor", "GET", "/api/bureaus/1/facts?kind=x", nil, http.StatusNotFound},
			"urging what is not there":    {"operator", "POST", base + "/urgings", map[string]any{"task": "1", "reason": "x"}, http.StatusNotFound},
		} {
			if code := s.Call(c.who, c.method, c.path, c.body, nil); code != c.want {
				t.Errorf("%s: %d, want %d", name, code, c.want)
			}
		}
		s.MustVerify()
	})
}
