package find_test

import (
	"io/fs"
	"strings"
	"testing"

	"holon.example/holon/internal/business/matter"
	"holon.example/holon/internal/channel/portal/find"
	"holon.example/holon/packs"
)

const city = "990100"

func library(t testing.TB) *matter.Library {
	t.Helper()
	var all []*matter.Pack
	for _, name := range []string{"law-cn", "calendar-cn", "items-basic", "restaurant", "newborn", "haitang"} {
		sub, err := fs.Sub(packs.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		p, found, err := matter.Load(sub)
		if err != nil || len(matter.Errors(found)) > 0 {
			t.Fatal(name, err, matter.Errors(found))
		}
		all = append(all, p)
	}
	lib, found := matter.NewLibrary(all...)
	if bad := matter.Errors(found); len(bad) > 0 {
		t.Fatal(bad)
	}
	return lib
}

// plainWords are questions as people ask them, with the matter they mean.
var plainWords = []struct{ ask, want string }{
	{"开一家面馆", "开办餐饮店"},
	{"我想开饭馆", "开办餐饮店"},
	{"开奶茶店要办什么手续", "开办餐饮店"},
	{"孩子上户口", "出生登记"},
	{"身份证丢了怎么办", "居民身份证丢失补领"},
	{"身份证到期了去哪换", "居民身份证到期换领"},
	{"我要结婚", "居民结婚"},
	{"结婚证丢了", "补领结婚证"},
	{"办护照", "普通护照签发"},
	{"去香港旅游", "往来港澳通行证"},
	{"新车上牌", "机动车注册登记"},
	{"电瓶车上牌", "电动自行车登记"},
	{"二手房过户", "二手房转移登记"},
	{"租房子取公积金", "租房提取公积金"},
	{"没工作了能领钱吗", "失业保险金申领"},
	{"上班受伤了", "工伤认定"},
	{"办退休", "正常退休核准"},
	{"八十岁老人补贴", "高龄津贴"},
	{"小孩上小学报名", "小学一年级入学报名"},
	{"注册公司", "有限责任公司设立登记"},
	{"个体户执照", "个体工商户设立登记"},
	{"开药店", "药品零售许可"},
	{"开理发店要卫生证吗", "理发店美容店卫生许可"},
	{"老楼装电梯", "加装电梯"},
	{"无犯罪证明", "无犯罪记录查询"},
	{"查社保交了多少", "社保缴费记录查询"},
	{"砍小区里的树", "砍伐城市树木"},
	{"跑滴滴要什么证", "网约车驾驶员从业资格"},
	{"how to open a restaurant", "开办餐饮店"},
	{"renew id card", "居民身份证到期换领"},
	{"kaifandian", "开办餐饮店"},
	{"juzhuzheng", "居住证"},
	{"gjjtq", "公积金"},
	{"gaolingjintie", "高龄津贴"},
	{"ＳＨＩＹＥ", "失业"},
	{"开　面　馆", "开办餐饮店"},
}

func TestPlainWordsFindTheMatter(t *testing.T) {
	ix := find.Build(library(t), city)
	for _, w := range plainWords {
		got := ix.Search(find.Query{Words: w.ask, Size: 3})
		var names []string
		ok := false
		for _, e := range got.Entries {
			names = append(names, e.Name().Zh)
			ok = ok || strings.Contains(e.Name().Zh, w.want)
		}
		if !ok {
			t.Errorf("%s: want %s among %s", w.ask, w.want, strings.Join(names, " | "))
		}
	}
	if len(plainWords) < 30 {
		t.Fatal("thirty questions were promised")
	}
}

func TestPagesFollowOneAnother(t *testing.T) {
	ix := find.Build(library(t), city)
	for _, q := range []find.Query{{}, {Who: "person"}, {Department: "market"}, {Words: "许可", Who: "firm"}} {
		seen := map[string]bool{}
		var n int
		for {
			got := ix.Search(q)
			for _, e := range got.Entries {
				if seen[e.ID] {
					t.Fatalf("%+v: %s stands on two pages", q, e.ID)
				}
				seen[e.ID] = true
			}
			if n = got.Total; got.More == "" {
				break
			}
			q.After = got.More
		}
		if len(seen) != n || n == 0 {
			t.Fatalf("%+v: %d of %d", q, len(seen), n)
		}
	}
}

func TestViewsHoldWhatTheySay(t *testing.T) {
	ix := find.Build(library(t), city)
	if things := ix.Search(find.Query{Kind: "thing"}); things.Total == 0 || things.Entries[0].Thing == nil {
		t.Fatal("no one-thing", things.Total)
	}
	for _, e := range ix.Search(find.Query{Department: "fire", Size: 500}).Entries {
		if e.Item != nil && e.Item.Department != "fire" {
			t.Fatal(e.ID, e.Item.Department)
		}
	}
	if got := ix.Search(find.Query{Words: "zzzzqqqq"}); got.Total != 0 {
		t.Fatal("found what is not there", got.Total)
	}
	if got := ix.Search(find.Query{Words: strings.Repeat("龘", 5000) + "\x00\xff"}); got.Total != 0 {
		t.Fatal("a hostile question finds", got.Total)
	}
}

func TestNewLibraryIsFoundAtOnce(t *testing.T) {
	lib := library(t)
	f := &find.Finder{Library: func() *matter.Library { return lib }}
	if f.Index(city).Search(find.Query{Words: "开面馆"}).Total == 0 {
		t.Fatal("nothing found")
	}
	lib, _ = matter.NewLibrary() // every pack was taken away
	if n := f.Index(city).Search(find.Query{}).Total; n != 0 {
		t.Fatal("the old index still answers", n)
	}
}

func BenchmarkBuild(b *testing.B) {
	lib := library(b)
	for b.Loop() {
		find.Build(lib, city)
	}
}

func BenchmarkSearch(b *testing.B) {
	ix := find.Build(library(b), city)
	for i := 0; b.Loop(); i++ {
		ix.Search(find.Query{Words: plainWords[i%len(plainWords)].ask})
	}
}
