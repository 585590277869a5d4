package pdf_test

import (
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf"
)

// notice is a letter of usual length.
func notice() pdf.Document {
	return pdf.Document{
		Organ: "海棠市市场监督管理局", Number: "海市监许受〔2026〕17号", Title: "行政许可申请受理通知书", To: "海棠路李记面馆：",
		Language: "zh-CN", Created: gov.Date("2026-11-23").Start(),
		Blocks: []pdf.Block{
			{Text: "你（单位）于2026年11月23日提出的食品经营许可（新办）申请，材料齐全、符合法定形式。根据《中华人民共和国行政许可法》第三十二条第一款第五项的规定，本机关决定予以受理。"},
			{Kind: pdf.Grid, Table: &pdf.Table{Widths: []float64{1, 2.2, 1, 2.2}, Labels: true, Rows: [][]string{
				{"办件编号", "999901202611230000178", "受理日期", "2026年11月23日"},
				{"法定期限", "20个工作日", "承诺期限", "7个工作日"},
			}}},
			{Text: "现将有关事项告知如下："},
			{Kind: pdf.Item, Text: "自受理之日起7个工作日内作出决定，即2026年12月2日前；依法需要检验、检测、专家评审的，所需时间不计算在内，本机关将书面告知。"},
			{Kind: pdf.Item, Text: "可凭办件编号和查询密码在线查询进度，网址：https://holon.example/case/999901202611230000178。"},
		},
		Signed: []pdf.Signature{{Organ: "海棠市市场监督管理局", Date: "2026年11月23日", Seal: "演示章·无法律效力"}},
		Code:   &pdf.Code{Content: "https://holon.example/v/999901202611230000178", Caption: "扫码核验本通知书真伪"},
		Notes:  []string{"本通知书一式两份，一份送达申请人，一份存档。"},
		Footer: "本文书由演示系统生成，印章为演示章，无法律效力",
	}
}

// certificate is a licence with all its entries.
func certificate() pdf.Document {
	return pdf.Document{
		Layout: pdf.Certificate, Title: "食品经营许可证", Edition: "（副本）", Number: "许可证编号：JY29999010000017", Organ: "海棠市市场监督管理局",
		Language: "zh-CN", Created: gov.Date("2026-12-02").Start(),
		Fields: []pdf.Field{
			{Label: "经营者名称", Value: "海棠市海棠区𠮷祥李记面馆"},
			{Label: "统一社会信用代码", Value: "92999901MA00000A1X"},
			{Label: "法定代表人（负责人）", Value: "李𬀩"},
			{Label: "住所", Value: "海棠市海棠区海棠路17号一层"},
			{Label: "经营场所", Value: "海棠市海棠区海棠路17号一层101、102室"},
			{Label: "主体业态", Value: "餐饮服务经营者（小型餐馆）"},
			{Label: "经营项目", Value: "热食类食品制售；冷食类食品制售（不含冷加工糕点、不含生食瓜果拼盘）；自制饮品制售（不含自酿酒）"},
			{Label: "有效期至", Value: "2031年12月1日"},
			{Label: "日常监督管理机构", Value: "海棠区市场监督管理所", Aside: true},
			{Label: "投诉举报电话", Value: "12315", Aside: true},
			{Label: "签发人", Value: "周敬", Aside: true},
			{Label: "证照标识", Value: "1.2.156.3005.2.11100000MB0327169XA01.11999901000000001X.20261202000017.001.K", Aside: true},
		},
		Signed: []pdf.Signature{{Organ: "海棠市市场监督管理局", Date: "2026年12月2日", Seal: "演示章·无法律效力"}},
		Code:   &pdf.Code{Content: "https://holon.example/v/JY29999010000017", Caption: "扫码核验"},
		Notes:  []string{"持证人应当在经营场所的显著位置悬挂或者摆放本证正本，或者展示其电子证书。"},
		Footer: "演示证照，无法律效力",
	}
}

func render(t testing.TB, d pdf.Document) []byte {
	t.Helper()
	b, err := pdf.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
