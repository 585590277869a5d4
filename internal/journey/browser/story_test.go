package browser_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey/browser"
)

var door = browser.Door{User: "用户名", Password: "密码", Enter: "登录"}

// sit gives a persona a browser and signs him in.
func sit(t *testing.T, s *apptest.Site, who string, seat browser.Seat) *browser.Tab {
	t.Helper()
	seat.URL = s.URL
	tab := chromium.Open(t, seat)
	tab.SignIn(door, s.People[who].User, s.People[who].Password)
	return tab
}

// The window says once what is missing; the owner of the shop reads it on his telephone, hands it in
// there, and the window goes on. The clerk's browser runs no scripts, so every form works without them.
func TestSupplementOnAPhone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		if err := s.SetClock(t.Context(), gov.Date("2026-09-22").Start()+gov.Time(10*60*60*1000)); err != nil {
			t.Fatal(err)
		}
		w := &walk{s: s, readers: map[string]*reader{}}
		id := w.handIn(t)

		clerk := sit(t, s, "clerk", browser.Seat{Device: browser.Desktop, Lang: "zh", Bare: true})
		clerk.Sees("收件预审")
		clerk.Click("开办餐饮店一件事", "")
		if !strings.HasSuffix(clerk.URL, "/desk/case/"+id) {
			t.Fatalf("the task leads to %s", clerk.URL)
		}
		clerk.Click("材料不齐", "")
		clerk.Tick(missing, "")
		clerk.Fill("其他需要补正的内容", "租赁合同缺少最后一页")
		clerk.Click("发出一次性告知书", "")
		clerk.Sees("等申请人")

		owner := sit(t, s, "owner", browser.Seat{Device: browser.Phone, Lang: "zh"})
		owner.Go("/case/" + id)
		owner.Sees("现在需要您来办")
		owner.Click("提交补正", "")
		owner.Sees("请选择文件，或者写明补充说明。")
		owner.Upload(missing, "合同.pdf", "application/pdf", []byte("MZ this is a program"))
		owner.Click("提交补正", "")
		owner.Upload(missing, "合同.pdf", "application/pdf", smallPDF())
		owner.Click("提交补正", "")
		owner.Misses("现在需要您来办")

		clerk.Go("/desk/case/" + id)
		clerk.Sees("合同.pdf")
		clerk.Click("受理", "")
		owner.Go("/case/" + id)
		owner.Sees("受理通知书")
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.MustVerify()
		clerk.Close()
		owner.Close()
	})
}

const missing = "开办餐饮店“一件事”承诺书"

// smallPDF is one empty page with a true table of its objects.
func smallPDF() []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.4\n")
	for i, object := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}
