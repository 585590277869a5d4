package letter

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/gov"
)

func TestStateMachine(t *testing.T) {
	states := []State{Drafted, Numbered, Rendered, Delivered}
	legal := map[[2]State]bool{{Drafted, Numbered}: true, {Numbered, Rendered}: true, {Rendered, Rendered}: true, {Rendered, Delivered}: true}
	for _, from := range states {
		for _, to := range states {
			err := next(from, to)
			if legal[[2]State{from, to}] != (err == nil) || err != nil && gov.KindOf(err) != gov.KindConflict {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
}

func refusal() *Template {
	return &Template{
		ID: "refuse", Kind: Refuse, Title: "不予行政许可决定书", Number: "{short}不准〔{year}〕{serial}号", Salute: "{applicant}：",
		Body:  []string{"“{item}”不符合条件。", "理由：{reasons}", "附：{annex}", "可以向{court}提起诉讼。"},
		Close: "{department}　{date}", Optional: []string{"annex"}, Seal: true, Remedy: true,
	}
}

func values() map[string]string {
	return map[string]string{
		"short": "海食", "year": "2026", "date": "2026年11月23日", "applicant": "李𠮷", "item": "食品经营许可",
		"reasons": "一、场所不符\n\n二、{court}未填", "court": "海棠市人民法院", "department": "海棠市市场监督管理局",
	}
}

func TestCompose(t *testing.T) {
	s, err := refusal().Compose(values())
	if err != nil {
		t.Fatal(err)
	}
	want := Sheet{
		Kind: Refuse, Organ: "海棠市市场监督管理局", Title: "不予行政许可决定书", To: "李𠮷：", Seal: true, Date: "2026年11月23日", Close: "海棠市市场监督管理局　2026年11月23日",
		// a value is never read again for fields, and its lines become paragraphs
		Body: []string{"“食品经营许可”不符合条件。", "理由：一、场所不符", "二、{court}未填", "可以向海棠市人民法院提起诉讼。"},
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Fatal(d)
	}
}

func TestComposeNamesWhatIsMissing(t *testing.T) {
	paths := func(err error) (out []string) {
		e, ok := errors.AsType[*gov.Error](err)
		if !ok || e.Kind != gov.KindInvalid {
			t.Fatalf("%v", err)
		}
		for _, f := range e.Fields {
			out = append(out, f.Path+" "+f.Key)
		}
		return out
	}
	for name, c := range map[string]struct {
		spoil func(t *Template, v map[string]string)
		want  string
	}{
		"a field":    {func(_ *Template, v map[string]string) { delete(v, "item") }, "values.item letter.field_missing"},
		"reasons":    {func(t *Template, v map[string]string) { t.Body = t.Body[:1]; v["reasons"] = " " }, "values.reasons letter.field_missing"},
		"remedy":     {func(t *Template, _ map[string]string) { t.Remedy = false }, "template letter.no_remedy"},
		"long value": {func(_ *Template, v map[string]string) { v["item"] = strings.Repeat("长", 10_000) }, "values.item letter.too_long"},
		"many lines": {func(_ *Template, v map[string]string) { v["item"] = strings.Repeat("x\n", 500) }, "body letter.too_long"},
	} {
		tpl, v := refusal(), values()
		c.spoil(tpl, v)
		_, err := tpl.Compose(v)
		if d := cmp.Diff([]string{c.want}, paths(err)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if _, err := refusal().form(map[string]string{"year": "2026"}); len(paths(err)) != 1 {
		t.Fatal(err)
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("{reasons}", "a\nb", "{x")
	f.Fuzz(func(t *testing.T, body, value, salute string) {
		tpl := &Template{ID: "x", Kind: Refuse, Title: "x", Number: "{serial}", Salute: salute, Body: []string{body}, Remedy: true}
		s, err := tpl.Compose(map[string]string{"reasons": value})
		if err != nil && gov.KindOf(err) != gov.KindInvalid {
			t.Fatal(err)
		}
		if err == nil && strings.Contains(body, "{reasons}") && !strings.Contains(strings.Join(s.Body, ""), strings.TrimSpace(strings.SplitN(value, "\n", 2)[0])) {
			t.Fatalf("%q lost in %q", value, s.Body)
		}
	})
}
