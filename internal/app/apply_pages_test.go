package app_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"html"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/infra/locale"
)

var draftPath = regexp.MustCompile(`/draft/[0-9]+`)

// begin starts an application for a restaurant and gives the path of its draft.
func (b *reader) begin() string {
	b.t.Helper()
	b.get("/apply/thing/open-restaurant")
	b.send("/apply/thing/open-restaurant", nil)
	path := draftPath.FindString(b.body)
	if b.status != http.StatusOK || path == "" {
		b.t.Fatalf("no draft: %d %s", b.status, b.alert())
	}
	return path
}

// on tells whether the page shown is the one of this address.
func (b *reader) on(action string) bool { return strings.Contains(b.body, `action="`+action+`"`) }

// ask answers a question and expects to be led on.
func (b *reader) ask(draft, name string, values ...string) {
	b.t.Helper()
	if !b.on(draft + "/ask/" + name) {
		b.t.Fatalf("not asked for %s: %d %s", name, b.status, b.alert())
	}
	b.send(draft+"/ask/"+name, url.Values{name: values, "next": {"1"}})
	if b.status != http.StatusOK || b.on(draft+"/ask/"+name) {
		b.t.Fatalf("%s was not taken: %d %s", name, b.status, b.alert())
	}
}

// small answers the questions for a small shop without a fire check.
func (b *reader) small(draft string) {
	b.t.Helper()
	b.ask(draft, "diningArea", "８６")
	b.ask(draft, "foodScope", "hot", "cold")
	b.ask(draft, "signboard", "false")
}

var contact = url.Values{"contactName": {"姚禾川"}, "contactPhone": {"１３９ ００００ １１１１"}, "deliveryWay": {"electronic"}, "byAgent": {"false"}}

var premises = url.Values{"premisesAddress": {"海棠市海东区听雨街18号"}, "premisesUse": {"rent"}, "floor": {"１"}}

var food = url.Values{
	"kitchenArea": {"12.5"}, "separateRoom": {"true"}, "dineIn": {"true"}, "onlineBusiness": {"false"}, "staffCount": {"3"},
	"safetyOfficer": {"姚禾川"}, "safetyOfficerId": {"990102198804122155"}, "fumePurifier": {"installed"}, "drainage": {"sewer"},
}

// fill sends a page of the form.
func (b *reader) fill(draft, step string, values url.Values) {
	b.t.Helper()
	v := url.Values{"next": {"1"}}
	maps.Copy(v, values)
	b.send(draft+"/step/"+step, v)
}

// whole fills in the form, page after page.
func (b *reader) whole(draft string) {
	b.t.Helper()
	b.fill(draft, "applicant", nil)
	for _, p := range []struct {
		step   string
		values url.Values
	}{{"contact", contact}, {"premises", premises}, {"food", food}} {
		b.fill(draft, p.step, p.values)
		if b.status != http.StatusOK || b.on(draft+"/step/"+p.step) {
			b.t.Fatalf("%s: %d %s", p.step, b.status, b.alert())
		}
	}
}

// hand uploads files by the form of the page, each under its code.
func (b *reader) hand(draft string, files map[string][]byte, press string) {
	b.t.Helper()
	hidden, _ := b.form(draft + "/files?")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for code, file := range files {
		part, err := w.CreateFormFile("file."+code, "照片 "+code+".jpg")
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = w.WriteField(press, "1")
	_ = w.Close()
	r := b.request(http.MethodPost, hidden.Get("@"), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", b.s.URL)
	b.do(r)
}

var codeOf = regexp.MustCompile(`data-code="([^"]*)"`)

// turned is a photo that lies on its side, with the note of it that a telephone writes
// (EXIF orientation 6).
func turned(t *testing.T) []byte {
	t.Helper()
	var plain, note, out bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewRGBA(image.Rect(0, 0, 64, 48)), nil); err != nil {
		t.Fatal(err)
	}
	note.WriteString("Exif\x00\x00MM\x00*")
	for _, v := range []any{uint32(8), uint16(1), uint16(0x112), uint16(3), uint32(1), uint16(6), uint16(0), uint32(0)} {
		_ = binary.Write(&note, binary.BigEndian, v)
	}
	out.Write(plain.Bytes()[:2])
	out.Write([]byte{0xff, 0xe1})
	_ = binary.Write(&out, binary.BigEndian, uint16(note.Len()+2))
	out.Write(note.Bytes())
	out.Write(plain.Bytes()[2:])
	return out.Bytes()
}

// Somebody applies on the pages alone, without scripts, and what he entered arrives.
func TestPagesApply(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		b := browse(t, s, "owner")
		b.get("/find?q=" + url.QueryEscape("开一家面馆"))
		b.has("/guide/thing/open-restaurant")
		b.get("/guide/thing/open-restaurant")
		b.has("免提交", "需上传", "/law?cite=", "/apply/thing/open-restaurant", `class="bpmn"`)
		d := b.begin()
		b.refused(d+"/ask/diningArea", url.Values{"diningArea": {""}}, "diningArea")
		b.refused(d+"/ask/diningArea", url.Values{"diningArea": {"八十六"}}, "diningArea")
		b.has("八十六") // what was entered is shown again
		b.small(d)
		b.has("来自", "姚禾川", "92990102MA9HTA012K") // what government holds, with its source
		b.fill(d, "applicant", nil)
		b.refused(d+"/step/contact", url.Values{"contactName": {"姚"}, "contactPhone": {"12"}, "deliveryWay": {"electronic"}, "byAgent": {"false"}}, "contactPhone")
		b.has(`value="12"`, "联系电话：")
		b.get(d + "/step/applicant")
		b.whole(d)
		b.materials(d)
		no := b.signed(d, s.People["owner"].Password)
		b.get("/")
		b.lacks(d) // the draft is gone
		b.has(no)
		b.get(d + "/step/contact") // the back button
		b.has(no, "收件凭证")
		if gone := locale.Missing(); len(gone) > 0 {
			t.Errorf("words that are missing: %v", gone)
		}
		s.MustVerify()
	})
}

// materials uploads what is asked for: a wrong file is told beside its field, the rest is
// kept, a photo comes back as it was taken.
func (b *reader) materials(draft string) {
	b.t.Helper()
	if !strings.Contains(b.body, `enctype="multipart/form-data"`) {
		b.t.Fatalf("no page of files: %d %s", b.status, b.alert())
	}
	var codes []string
	for _, m := range codeOf.FindAllStringSubmatch(b.body, -1) {
		codes = append(codes, m[1])
	}
	if len(codes) < 3 {
		b.t.Fatal("asked for", codes)
	}
	photo := turned(b.t)
	b.hand(draft, map[string][]byte{codes[0]: []byte("MZ this is a program"), codes[1]: photo}, "next")
	if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "file-"+codes[0]) {
		b.t.Fatalf("a program under another name: %d %s", b.status, b.alert())
	}
	b.has("照片 " + codes[1] + ".jpg") // the good one was kept
	b.hand(draft, map[string][]byte{codes[0]: smallPDF()}, "next")
	if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.alert(), "file-"+codes[2]) {
		b.t.Fatalf("missing materials: %d %s", b.status, b.alert())
	}
	rest := map[string][]byte{}
	for _, c := range codes[2:] {
		rest[c] = smallPDF()
	}
	shown := regexp.MustCompile(`<img src="(` + draft + `/file/[^"]*)"`).FindStringSubmatch(b.body)
	if shown == nil {
		b.t.Fatal("the photo is not shown")
	}
	b.hand(draft, rest, "next")
	if b.status != http.StatusOK || !b.on(draft+"/sign") {
		b.t.Fatalf("files: %d %s", b.status, b.alert())
	}
	page := b.body
	if b.get(shown[1]); b.body != string(photo) || b.header.Get("Content-Type") != "image/jpeg" {
		b.t.Fatal("the photo did not come back as it was taken")
	}
	b.body, b.status = page, http.StatusOK
}

// signed signs and submits, and presses the button a second time.
func (b *reader) signed(draft, password string) (no string) {
	b.t.Helper()
	no = b.signs(draft, password)
	b.has(`class="qr"`, "查询密码") // the applicant's own
	return no
}

// signs hands an application in, also for somebody else.
func (b *reader) signs(draft, password string) (no string) {
	b.t.Helper()
	b.refused(draft+"/sign", url.Values{"password": {password}}, "agree")
	b.refused(draft+"/sign", url.Values{"agree": {"yes"}, "password": {"not this"}}, "password")
	form, _ := b.form(draft + "/sign")
	form.Del("@")
	form.Set("agree", "yes")
	form.Set("password", password)
	b.post(draft+"/sign", form)
	m := regexp.MustCompile(`<span class="codebox">([^<]*)</span>`).FindStringSubmatch(b.body)
	if b.status != http.StatusOK || m == nil {
		b.t.Fatalf("not submitted: %d %s", b.status, b.alert())
	}
	b.has("收件凭证", "receipt.pdf")
	b.post(draft+"/sign", form)
	if b.status != http.StatusOK || !strings.Contains(b.body, m[1]) {
		b.t.Fatalf("the second press of the button: %d %s", b.status, b.alert())
	}
	return m[1]
}

// A session that ends in the middle loses nothing, nor does a second window.
func TestPagesKeepWhatWasEntered(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		b := browse(t, s, "owner")
		d := b.begin()
		b.small(d)
		b.fill(d, "applicant", nil)
		form, _ := b.form(d + "/step/contact")
		form.Del("@")
		maps.Copy(form, contact)
		first := maps.Clone(form)
		other := browse(t, s, "owner") // the second window
		other.get(d + "/step/contact")
		other.fill(d, "contact", url.Values{"contactName": {"二号窗口"}, "contactPhone": {"13900002222"}, "deliveryWay": {"electronic"}, "byAgent": {"false"}})
		b.post(d+"/step/contact", first)
		if b.status != http.StatusConflict {
			t.Fatalf("the older window: %d", b.status)
		}
		b.has("姚禾川", "另一个窗口")
		b.send(d+"/step/contact", contact) // read, and saved over it
		if b.status != http.StatusOK {
			t.Fatalf("saving again: %d %s", b.status, b.alert())
		}
		b.get(d + "/step/premises")
		kept, _ := b.form(d + "/step/premises")
		b.post("/signout", url.Values{"csrf": {kept.Get("csrf")}})
		kept.Del("@")
		maps.Copy(kept, premises)
		b.post(d+"/step/premises", kept)
		b.has("登录已过期", "海棠市海东区听雨街18号")
		b.send(d+"/step/premises", url.Values{"signin.login": {s.People["owner"].User}, "signin.password": {"wrong one"}})
		b.has("海棠市海东区听雨街18号")
		b.send(d+"/step/premises", url.Values{"signin.login": {s.People["owner"].User}, "signin.password": {s.People["owner"].Password}})
		if b.status != http.StatusOK || !b.on(d+"/step/food") {
			t.Fatalf("after signing in: %d %s", b.status, b.alert())
		}
		b.get(d + "/step/premises")
		b.has(`value="海棠市海东区听雨街18号"`)
		b.get("/")
		b.has(d)
		b.done(d+"/discard", nil)
		b.lacks(d)
	})
}

// What is malformed, somebody else's or hostile gets a clear answer.
func TestPagesOfApplyingRefuse(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		b := browse(t, s, "owner")
		d := b.begin()
		b.small(d)
		for who, want := range map[string]int{"resident": http.StatusNotFound, "clerk": http.StatusForbidden} {
			x := browse(t, s, who)
			for _, path := range []string{d, d + "/ask/diningArea", d + "/step/contact", d + "/files", d + "/sign", d + "/pieces/" + strings.Repeat("a", 16), d + "/file/x"} {
				if x.get(path); x.status != want && x.status != http.StatusNotFound {
					t.Errorf("%s %s: %d", who, path, x.status)
				}
				x.lacks("姚禾川", "92990102MA9HTA012K")
			}
		}
		nobody := browse(t, s, "")
		nobody.get(d + "/step/contact")
		nobody.has(`action="/signin"`)
		for _, path := range []string{"/draft/1", "/draft/x", "/draft/999999999999999999999", "/apply/thing/none", "/apply/x/y", "/guide/item/none", "/law?cite=none", "/case/1/receipt"} {
			if b.get(path); b.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, b.status)
			}
		}
		b.get(d + "/step/contact")
		b.names(d)
		b.naughty(d)
		b.pieces(d)
	})
}

// names tries names of one and of thirty characters, and rare ones.
func (b *reader) names(d string) {
	b.t.Helper()
	for name, good := range map[string]bool{
		"姚": false, strings.Repeat("买买提", 10): true, "陆景𬀩": true, "阿依古丽·买买提": true, strings.Repeat("长", 300): false, "O'Brien": true,
	} {
		b.get(d + "/step/contact")
		v := maps.Clone(contact)
		v["contactName"] = []string{name}
		b.fill(d, "contact", v)
		if stays := b.status == http.StatusUnprocessableEntity; stays == good {
			b.t.Errorf("%.20s: %d %s", name, b.status, b.alert())
		} else if stays {
			b.has(html.EscapeString(name))
		}
	}
}

// naughty sends the kind of text that breaks programs into every field.
func (b *reader) naughty(d string) {
	b.t.Helper()
	strange := []string{hostile, "Ṱ̺̺̕o͞ ̷\u200b﷽", "1e999999", "-0", strings.Repeat("a", 1<<16)}
	for _, text := range strange {
		text = strings.ReplaceAll(text, "\x00", "")
		for _, step := range []string{"contact", "food", "premises"} {
			if b.get(d + "/step/" + step); b.status != http.StatusOK {
				b.t.Fatalf("%s after %.20q: %d %s", step, text, b.status, b.alert())
			}
			v := url.Values{}
			for _, known := range []url.Values{contact, food, premises} {
				for name := range known {
					v.Set(name, text)
				}
			}
			if b.fill(d, step, v); b.status >= http.StatusInternalServerError {
				b.t.Fatalf("%.20q on %s: %d", text, step, b.status)
			}
			b.lacks("<script>alert(1)")
		}
	}
	b.get(d + "/step/contact")
	for _, rev := range []string{"x", "-1", "99999999999999999999"} {
		if b.fill(d, "contact", url.Values{"rev": {rev}}); b.status >= http.StatusInternalServerError {
			b.t.Fatalf("revision %s: %d", rev, b.status)
		}
	}
}

// pieces sends a file in pieces as the script does: one is lost and sent again.
func (b *reader) pieces(d string) {
	b.t.Helper()
	b.get(d + "/files")
	code := codeOf.FindStringSubmatch(b.body)[1]
	hidden, _ := b.form(d + "/files?")
	to, err := url.Parse(hidden.Get("@"))
	if err != nil {
		b.t.Fatal(err)
	}
	csrf := to.Query().Get("csrf")
	at := d + "/pieces/" + hex.EncodeToString([]byte("a file of mine 1"))
	put := func(n int, body []byte, token string) int {
		r := b.request(http.MethodPut, at+"/"+strconv.Itoa(n), bytes.NewReader(body))
		r.Header.Set("X-Csrf-Token", token)
		r.Header.Set("Origin", b.s.URL)
		res, err := b.client.Do(r)
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		return res.StatusCode
	}
	file := smallPDF()
	for _, step := range []struct {
		n     int
		body  []byte
		token string
		want  int
	}{
		{0, file[:100], "wrong", http.StatusForbidden},
		{1, file[100:], csrf, http.StatusConflict}, // before the first
		{0, file[:100], csrf, http.StatusOK},
		{0, file[:100], csrf, http.StatusOK}, // the answer was lost
		{1, make([]byte, 1<<20), csrf, http.StatusRequestEntityTooLarge},
		{1, file[100:], csrf, http.StatusOK},
	} {
		if got := put(step.n, step.body, step.token); got != step.want {
			b.t.Fatalf("piece %d: %d, want %d", step.n, got, step.want)
		}
	}
	if b.get(at); b.body != `{"have":2}` {
		b.t.Fatal(b.body)
	}
	b.post(at, url.Values{"csrf": {csrf}, "pieces": {"3"}, "code": {code}, "name": {"a.pdf"}})
	if b.status != http.StatusConflict {
		b.t.Fatal("a file that is not whole", b.status)
	}
	b.post(at, url.Values{"csrf": {csrf}, "pieces": {"2"}, "code": {code}, "name": {"大文件.pdf"}})
	if b.status != http.StatusNoContent {
		b.t.Fatal("the file", b.status)
	}
	b.get(d + "/files")
	b.has("大文件.pdf")
	b.send(d+"/files/remove", nil)
	b.lacks("大文件.pdf")
}
