package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/infra/locale"
)

// statutes writes Markdown statutes into a fresh folder.
func statutes(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const tearooms = `# 茶馆管理条例

2020年1月2日通过

<!-- INFO END -->

## 第一章 总则

第一条 为了规范茶馆，制定本条例。

第二条 茶馆应当：

（一）有茶；

（二）有水。

第三条 本条例自2020年3月1日起施行。
`

func TestLawImportAndShow(t *testing.T) {
	dir, out := statutes(t, map[string]string{"茶馆管理条例(2020-01-02).md": tearooms, "_index.md": "# x"}), t.TempDir()
	pack := filepath.Join(out, "teas")
	expect(t, exitOK, "1 file, 1 law, 3 articles\n1 passed, 0 failed\n", "law", "import", dir, "-o", pack, "--source", "test")
	expect(t, exitOK, "茶馆管理条例第二条第（二）项\n茶馆应当：\n（二）有水。\n", "law", "show", "茶馆管理条例", "2(2)", "--packs", out)
	expect(t, exitOK, "茶馆管理条例第一条\n为了规范茶馆，制定本条例。\n", "law", "show", "茶馆管理条例", "1", "--packs", out, "--on", "2021-01-01")
	expect(t, exitNo, "", "law", "show", "茶馆管理条例", "1", "--packs", out, "--on", "2019-01-01")
	expect(t, exitNo, "", "law", "show", "行政许可法", "42", "--packs", out)
	expect(t, exitFault, "", "law", "show", "茶馆管理条例", "1", "--packs", t.TempDir())
}

func TestLawImportNamesWhatItCouldNotRead(t *testing.T) {
	gap := strings.Replace(tearooms, "第三条", "第五条", 1)
	dir := statutes(t, map[string]string{"a.md": gap, "b.md": "# 空的\n", "c.md": tearooms, "d.md": "\xff\xfe"})
	got := expect(t, exitNo, "…1 passed, 3 failed\n", "law", "import", dir)
	for _, want := range []string{"a.md:17: article 5 follows article 2", "b.md", "d.md: "} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q does not stand in\n%s", want, got.out)
		}
	}
	expect(t, exitNo, `…"failed": 3`, "law", "import", dir, "--json")
	expect(t, exitNo, "0 passed, 1 failed\n", "law", "import", t.TempDir())
	expect(t, exitUsage, "", "law", "import", "/no/such/folder")
	expect(t, exitFault, "", "law", "import", dir, "-o", file(t, "x", "a file")+"/below")
	if zh := call(t, locale.ZH, "", "law", "import", dir); !strings.Contains(zh.out, "中间缺号") {
		t.Error(zh.out)
	}
}

func TestLawShowShipped(t *testing.T) {
	want := "…行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定"
	for _, args := range [][]string{
		{"行政许可法", "42"},
		{"行政许可法", "42.1"},
		{"行政许可法§42.1"},
		{"中华人民共和国行政许可法", "42"},
		{"行政许可法", "第四十二条第一款"},
		{"行政许可法@2019-04-23", "42"},
	} {
		expect(t, exitOK, want, append([]string{"law", "show"}, args...)...)
	}
	expect(t, exitOK, `…"citation": "行政许可法@2019-04-23§42.1"`, "law", "show", "行政许可法", "42.1", "--json")
	for code, all := range map[int][][]string{
		exitNo:    {{"没有这部法", "1"}, {"行政许可法", "900"}, {"行政许可法", "42.9"}},
		exitUsage: {{"行政许可法"}, {"行政许可法", "nonsense"}, {"行政许可法", "42", "--on", "2026-02-30"}, {}},
	} {
		for _, args := range all {
			if got := expect(t, code, "", append([]string{"law", "show"}, args...)...); got.err == "" {
				t.Errorf("%q says nothing", args)
			}
		}
	}
}
