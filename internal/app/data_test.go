package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holon.example/holon/internal/app/apptest"
)

// The pages of data officers are theirs alone.
func TestDataPagesAreForDataOfficers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		pages := []string{"/data/standard", "/data/standard/workbook.xlsx", "/data/standard/element/creditCode", "/data/standard/list/division", "/data/standard/import", "/data/catalogue", "/data/catalogue/workbook.xlsx", "/data/catalogue/import"}
		for _, who := range []string{"data-officer", "market-data"} {
			b := browse(t, s, who)
			for _, p := range pages {
				if b.get(p); b.status != http.StatusOK {
					t.Errorf("%s at %s: %d", who, p, b.status)
				}
			}
		}
		for _, who := range []string{"market-approver", "admin", "owner"} {
			b := browse(t, s, who)
			for _, p := range pages {
				if b.get(p); b.status != http.StatusForbidden {
					t.Errorf("%s at %s: %d", who, p, b.status)
				}
			}
			b.get("/")
			b.lacks("/data/catalogue")
		}
		b := browse(t, s, "market-data")
		b.get("/data/standard?q=xydm")
		b.has("统一社会信用代码")
		b.get("/data/standard/list/division?on=2021-05-01")
		b.has("旧港区", "变更为")
		b.get("/data/standard/element/nothing")
		if b.status != http.StatusNotFound {
			t.Error("an element that is none", b.status)
		}
		b.get("/data/catalogue?q=" + url.QueryEscape("消火栓"))
		b.has("市政消火栓信息")
		ended(t, s)
	})
}

// A department catalogues a resource, the data authority reviews and publishes it, and
// nobody does both.
func TestAResourceIsCataloguedReviewedAndPublished(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		head := []any{"信息资源分类", "信息资源代码", "信息资源名称", "信息资源提供方", "信息资源摘要", "信息资源格式", "数据元标识符", "共享类型", "依据", "共享方式", "开放属性", "更新周期"}
		row := func(provider, basis string) []any {
			return []any{"部门信息资源", "30999/000001", "电梯检验信息", provider, "电梯检验的编号和结果", "数据库", "inspectionNo", "不予共享", basis, "联机查询", "否", "每周"}
		}
		market := browse(t, s, "market-data")
		market.get("/data/catalogue/import")
		market.sendFile("/data/catalogue/import", "a.xlsx", xlsx(t, "政务信息资源目录", head, row("market", "")), nil)
		market.has("I2", "不予共享必须写明")
		market.sendFile("/data/catalogue/import", "a.xlsx", []byte("no workbook"), nil)
		if market.status != http.StatusBadRequest && market.status != http.StatusUnprocessableEntity {
			t.Error("a file that is no workbook", market.status)
		}
		market.sendFile("/data/catalogue/import", "a.xlsx", xlsx(t, "政务信息资源目录", head, row("police", "数据安全法§38")), nil)
		if market.status != http.StatusForbidden {
			t.Error("for another department", market.status)
		}
		market.get("/data/catalogue/import")
		market.sendFile("/data/catalogue/import", "a.xlsx", xlsx(t, "政务信息资源目录", head, row("market", "数据安全法§38")), nil)
		market.has("电梯检验信息", "新增")
		market.send("/data/catalogue/import/apply", nil)
		market.get("/data/catalogue?q=" + url.QueryEscape("电梯"))
		market.has("草稿")
		address := market.link("电梯检验信息")
		market.get(address)
		market.send(address+"/step", url.Values{"step": {"submit"}})
		market.has("待审核")
		if strings.Contains(market.body, "审核通过") {
			t.Error("who handed in is offered to approve")
		}
		market.post(address+"/step", url.Values{"csrf": {market.csrf()}, "step": {"review"}})
		if market.status != http.StatusForbidden {
			t.Error("who handed in approves", market.status)
		}
		chief := browse(t, s, "data-officer")
		chief.get("/data/catalogue?view=waiting")
		chief.has("电梯检验信息")
		chief.get(address)
		chief.send(address+"/step", url.Values{"step": {"review"}})
		chief.send(address+"/step", url.Values{"step": {"publish"}})
		chief.has("已发布", "数据安全法§38")
		chief.post(address+"/step", url.Values{"csrf": {chief.csrf()}, "step": {"withdraw"}, "note": {""}, "form": {"withdraw"}})
		chief.has("请写明理由")
		market.get(address)
		market.send(address+"/updated", nil)
		market.has("已记下")
		ended(t, s)
		s.MustVerify()
	})
}

// A workbook of the standard is rehearsed, its faults told by cell, then applied.
func TestTheStandardIsImported(t *testing.T) {
	apptest.Each(t, func(t *testing.T, s *apptest.Site) {
		head := []any{"内部标识符", "中文名称", "英文名称", "表示格式", "数据分级", "个人信息"}
		b := browse(t, s, "data-officer")
		b.get("/data/standard/import")
		b.sendFile("/data/standard/import", "a.xlsx", xlsx(t, "数据元", head, []any{"liftNo", "电梯编号", "lift number", "x9", "1", ""}), nil)
		b.has("D2")
		b.sendFile("/data/standard/import", "a.xlsx", xlsx(t, "数据元", head, []any{"lift_no", "电梯注册代码", "lift number", "c..20", "1", ""}, []any{"id_person", "身份证号码", "id", "c18", "4", "是"}), nil)
		b.has("电梯注册代码", "疑似重复", "personId")
		b.send("/data/standard/import/apply", nil)
		b.get("/data/standard/element/lift_no")
		b.has("电梯注册代码", "c..20")
		market := browse(t, s, "market-data")
		market.get("/data/standard/import")
		market.sendFile("/data/standard/import", "a.xlsx", xlsx(t, "数据元", head, []any{"lift_no", "电梯号", "lift", "c..20", "1", ""}), nil)
		market.send("/data/standard/import/apply", nil)
		if market.status != http.StatusForbidden {
			t.Error("a department changes the standard", market.status)
		}
		ended(t, s)
		s.MustVerify()
	})
}
