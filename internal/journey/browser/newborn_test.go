package browser_test

import (
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/journey/browser"
)

// pages of the application for a newborn, as they come: what is typed and what is chosen.
var newbornPages = []struct {
	heading string
	typed   [][2]string
	chosen  []string
}{
	{"父母", nil, nil},
	{"孩子", [][2]string{
		{"孩子的姓名", "叶朝"},
		{"出生日期", "2026-09-20"},
		{"出生时刻", "08:05"},
		{"出生的助产机构", "海棠市妇幼保健院"},
		{"出生医学记录编号", "HTFY-2026-092001"},
		{"孕周", "37"},
		{"出生体重", "2650"},
		{"出生身长", "47"},
		{"多胞胎中第几个出生", "1"},
		{"孩子的居住地址", "海棠市海东区打铁巷196号"},
	}, []string{"女"}},
	{"户口", [][2]string{{"孩子的民族", "汉族"}}, []string{"子女"}},
	{"医保、社保卡", [][2]string{{"社保卡的合作银行", "海棠农村商业银行"}}, []string{"参保后网上缴费"}},
	{"育儿指导", nil, []string{"喂养"}},
	{"联系与送达", [][2]string{{"联系电话", "１９９０００ ０９９２８"}}, nil},
}

// A mother applies for her twins on her telephone: the questions, both parents already there, the
// papers, her name under it; then the second child, of whom only its own is asked. Her browser runs
// no scripts: files go up when she presses the button, and every page works so.
func TestNewbornOnAPhone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		if err := s.SetClock(t.Context(), gov.Date("2026-09-22").Start()+gov.Time(10*60*60*1000)); err != nil {
			t.Fatal(err)
		}
		tab := sit(t, s, "mother", browser.Seat{Device: browser.Phone, Lang: "zh", Bare: true})
		tab.Go("/guide/thing/child-born")
		tab.Sees("需要更长时间的事项", "不影响上面的事项先办结", "条文待核")
		tab.Click("在线办理", "main")
		tab.Sees("社会保障卡申领 30 个工作日")
		tab.Click("开始", "main")
		for _, answer := range []string{"母亲", "否", "不同民族", "随母亲", "两个或者更多", "否", "电子证照"} {
			tab.Tick(answer, "main")
			tab.Click("保存并继续", "main")
		}
		for _, p := range newbornPages {
			if tab.Heading != p.heading {
				t.Fatalf("%s is %q, not %q", tab.URL, tab.Heading, p.heading)
			}
			if p.heading == "父母" {
				tab.Sees("叶知夏", "纪云帆", "99010219940308317X", "土家族", "2021-10-10")
				tab.Misses("石桥新村") // where they live is told to nobody
			}
			for _, x := range p.typed {
				tab.Fill(x[0], x[1])
			}
			for _, x := range p.chosen {
				tab.Tick(x, "main")
			}
			tab.Click("保存并继续", "main")
		}
		for _, paper := range []string{"新生儿出生医学记录", "出生医学证明签发知情告知书", "新生儿民族成份申请"} {
			tab.Upload(paper, paper+".pdf", "application/pdf", smallPDF())
			tab.Click("上传所选文件", "main")
			tab.Sees(paper + ".pdf")
		}
		tab.Click("保存并继续", "main")
		tab.Sees("需要更长时间的事项", "来自人口基础信息", "叶朝")
		tab.Tick("我已核对以上内容", "main")
		tab.Fill("登录密码", s.People["mother"].Password)
		tab.Click("签名并提交", "main")
		tab.Sees("申请已收到", "为另一个孩子申请")
		first := tab.URL

		tab.Click("为另一个孩子申请", "main")
		if !strings.Contains(tab.URL, "/draft/") {
			t.Fatalf("the second child's application is at %s", tab.URL)
		}
		tab.Sees("孩子的姓名")
		if tab.Heading != "孩子" {
			t.Fatalf("it begins at %q: what was answered is asked again", tab.Heading)
		}
		for _, x := range [][2]string{{"孩子的姓名", "叶暮"}, {"出生时刻", "08:17"}, {"出生医学记录编号", "HTFY-2026-092002"}, {"出生体重", "2480"}, {"出生身长", "46"}, {"多胞胎中第几个出生", "2"}} {
			tab.Fill(x[0], x[1])
		}
		tab.Tick("男", "main")
		tab.Click("保存并继续", "main")
		for tab.Heading != "上传材料" { // everything else is there
			if !strings.Contains(tab.URL, "/step/") {
				t.Fatalf("at %s", tab.URL)
			}
			tab.Click("保存并继续", "main")
		}
		tab.Sees("新生儿民族成份申请.pdf") // what both children share
		tab.Misses("新生儿出生医学记录.pdf")
		tab.Go(strings.TrimPrefix(strings.TrimSuffix(first, "/receipt"), s.URL))
		tab.Sees("等待受理", "等“出生登记”办结后开始")
		if err := s.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.MustVerify()
		tab.Close()
	})
}
