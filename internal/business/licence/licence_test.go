package licence_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"holon.example/holon/internal/business/licence"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
	"holon.example/holon/internal/infra/pdf"
	"pgregory.net/rapid"
)

const foodRule = "JY{class:1}{division:6}{seq:6}{mod1110}"

var key = []byte("a key of a site, of thirty-two b")

func sample() licence.Licence {
	id := licence.Identifier{Kind: "11100000MB03271699022", Organ: "11430000006122244L", Serial: "0A1B2C3D4E5F6G7H8I9J", Version: 1}
	return licence.Licence{
		ID: 7, Kind: "food", Title: "食品经营许可证", Number: "JY29999010000016", Identifier: id.String(),
		Holder: 3, HolderName: "海棠市李记面馆", HolderCode: "11370800MB28559184", Item: "food-permit",
		Organ: 4, OrganName: "海棠市市场监督管理局", OrganCode: "11430000006122244L",
		Entries: []licence.Entry{{Label: "经营场所", Value: "海棠路17号"}, {Label: "签发人", Value: "周敬", Aside: true}},
		Issued:  "2026-12-02", From: "2026-12-02", Until: "2031-12-01", State: licence.Valid, Changed: "2026-12-02",
	}
}

func errorKey(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func paths(err error) []string {
	var out []string
	if e, ok := errors.AsType[*gov.Error](err); ok {
		for _, f := range e.Fields {
			out = append(out, f.Path)
		}
	}
	return out
}

// Identifiers that published texts of the standard give as examples.
func TestPublishedIdentifiers(t *testing.T) {
	for _, s := range []string{
		"1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
		"1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
	} {
		id, err := licence.ParseIdentifier(s)
		if err != nil || id.String() != s || id.Version != 1 {
			t.Errorf("%s: %+v %v", s, id, err)
		}
	}
}

func TestIdentifierRefusals(t *testing.T) {
	good := sample().Identifier
	if _, err := licence.ParseIdentifier(good); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing":         "",
		"other root":      strings.Replace(good, "3005", "3006", 1),
		"no check":        good[:len(good)-2],
		"wrong serial":    strings.Replace(good, "0A1B", "0A1C", 1),
		"small letters":   strings.ToLower(good),
		"wrong kind":      strings.Replace(good, "11100000MB03271699", "11100000MB03271690", 1),
		"wrong organ":     strings.Replace(good, "006122244L", "006122245L", 1),
		"version 0":       strings.Replace(good, ".001.", ".000.", 1),
		"version in text": strings.Replace(good, ".001.", ".0x1.", 1),
		"negative":        strings.Replace(good, ".001.", ".-01.", 1),
		"long serial":     strings.Replace(good, "0A1B", strings.Repeat("0", 60), 1),
		"one more part":   good + ".X",
	} {
		if id, err := licence.ParseIdentifier(bad); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%s: %+v %v", name, id, err)
		}
	}
	if s := (licence.Identifier{Kind: "x", Organ: "y", Serial: "z", Version: 1}).String(); s != "" {
		t.Errorf("malformed parts gave %s", s)
	}
}

func TestSerialsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		s := licence.NewSerial()
		id := licence.Identifier{Kind: "11100000MB03271699022", Organ: "11430000006122244L", Serial: s, Version: 999}
		if back, err := licence.ParseIdentifier(id.String()); err != nil || back != id || seen[s] {
			t.Fatal(s, err)
		}
		seen[s] = true
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		rule string
		v    licence.Values
		want string
	}{
		{foodRule, licence.Values{Class: "1", Division: "330108", Seq: 11171}, "JY13301080111719"}, // printed by its holder
		{foodRule, licence.Values{Class: "1", Division: "110105", Seq: 87691}, "JY11101050876914"},
		{"海消安检字〔{year:4}〕第{seq:4}号", licence.Values{Year: 2026, Seq: 17}, "海消安检字〔2026〕第0017号"},
		{"{division:4}A{seq:3}{mod3736}", licence.Values{Division: "999901", Seq: 5}, "9999A005O"},
	} {
		p, err := licence.ParsePattern(c.rule)
		if err != nil {
			t.Fatal(c.rule, err)
		}
		got, err := p.Number(c.v)
		if err != nil || got != c.want || !p.Fits(got) {
			t.Errorf("%s: %q %v, want %q", c.rule, got, err, c.want)
		}
	}
	p, _ := licence.ParsePattern(foodRule)
	for _, s := range []string{"", "JY", "JY1330108011171", "JY133010801117190", "JY13301080111718", "JX13301080111719", "JY1330108011171A", "JY１3301080111719"} {
		if p.Fits(s) {
			t.Errorf("%q fits", s)
		}
	}
	for name, v := range map[string]licence.Values{
		"no class":       {Division: "330108", Seq: 1},
		"letters":        {Class: "A", Division: "330108", Seq: 1},
		"short division": {Class: "1", Division: "3301", Seq: 1},
		"sign":           {Class: "1", Division: "+30108", Seq: 1},
	} {
		if s, err := p.Number(v); errorKey(err) != "licence.number" {
			t.Errorf("%s: %s %v", name, s, err)
		}
	}
	for _, seq := range []int{0, -5, 1_000_000} {
		if s, err := p.Number(licence.Values{Class: "1", Division: "330108", Seq: seq}); errorKey(err) != "licence.numbers_used_up" {
			t.Errorf("%d: %s %v", seq, s, err)
		}
	}
}

func TestPatternRefusals(t *testing.T) {
	for _, s := range []string{
		"", "JY", "{seq:6}{seq:6}", "{class:1}", "{seq}", "{seq:0}", "{seq:13}", "{seq:x}", "{year:2}{seq:1}", "{nothing:3}{seq:1}", "{seq:6", "{mod1110:2}{seq:1}", strings.Repeat("x", 120) + "{seq:6}",
	} {
		if _, err := licence.ParsePattern(s); errorKey(err) != "licence.pattern" {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzPattern(f *testing.F) {
	f.Add(foodRule, "JY13301080111719")
	f.Fuzz(func(t *testing.T, rule, number string) {
		p, err := licence.ParsePattern(rule)
		if err != nil {
			return
		}
		p.Fits(number) // only a panic would be wrong
		if s, err := p.Number(licence.Values{Class: "1", Division: "330108", Year: 2026, Seq: 1}); err == nil && !p.Fits(s) {
			t.Fatalf("%q made %q, which does not fit", rule, s)
		}
	})
}

// Every state with every act: the edges that are, and all others refused.
func TestStateMachine(t *testing.T) {
	legal := map[licence.State]map[licence.Act]licence.State{
		licence.Valid: {
			licence.Suspend: licence.Suspended, licence.Revoke: licence.Revoked, licence.Cancel: licence.Cancelled,
			licence.Expire: licence.Expired, licence.Replace: licence.Replaced,
		},
		licence.Suspended: {
			licence.Resume: licence.Valid, licence.Revoke: licence.Revoked, licence.Cancel: licence.Cancelled, licence.Expire: licence.Expired,
		},
		licence.Expired: {licence.Cancel: licence.Cancelled},
	}
	for _, s := range licence.States() {
		for _, a := range licence.Acts() {
			want, ok := legal[s][a]
			got, err := s.Next(a)
			if ok && (err != nil || got != want) {
				t.Errorf("%s %s: %s %v, want %s", s, a, got, err, want)
			}
			if !ok && (errorKey(err) != "licence.state" || got != s) {
				t.Errorf("%s %s: %s %v, want a refusal", s, a, got, err)
			}
		}
	}
}

func TestApply(t *testing.T) {
	full := func(a licence.Act, d gov.Date) licence.Change {
		return licence.Change{Act: a, Date: d, Ground: "行政许可法§69", Reason: "以欺骗手段取得"}
	}
	renewing := sample()
	renewing.Renewing = true
	long := sample()
	long.Until = ""
	for name, c := range map[string]struct {
		l    licence.Licence
		ch   licence.Change
		want string
		path []string
	}{
		"revoked":                      {sample(), full(licence.Revoke, "2027-03-01"), "", nil},
		"on the day of issue":          {sample(), full(licence.Suspend, "2026-12-02"), "", nil},
		"before it was issued":         {sample(), full(licence.Revoke, "2026-12-01"), "licence.change", []string{"date"}},
		"no such day":                  {sample(), full(licence.Revoke, "2027-02-30"), "licence.change", []string{"date"}},
		"no ground":                    {sample(), licence.Change{Act: licence.Revoke, Date: "2027-03-01", Reason: "x"}, "licence.change", []string{"ground"}},
		"no reason":                    {sample(), licence.Change{Act: licence.Cancel, Date: "2027-03-01", Ground: "x"}, "licence.change", []string{"reason"}},
		"term over":                    {sample(), licence.Change{Act: licence.Expire, Date: "2031-12-02"}, "", nil},
		"last day of the term":         {sample(), licence.Change{Act: licence.Expire, Date: "2031-12-01"}, "licence.not_over", nil},
		"renewal undecided":            {renewing, licence.Change{Act: licence.Expire, Date: "2031-12-02"}, "licence.not_over", nil},
		"without term":                 {long, licence.Change{Act: licence.Expire, Date: "2099-12-02"}, "licence.not_over", nil},
		"resume what is not suspended": {sample(), full(licence.Resume, "2027-03-01"), "licence.state", nil},
	} {
		got, err := c.l.Apply(c.ch)
		if errorKey(err) != c.want || !slices.Equal(paths(err), c.path) {
			t.Errorf("%s: %v", name, err)
		}
		if c.want == "" && (got.State == licence.Valid || got.Changed != c.ch.Date) || c.want != "" && got.State != c.l.State {
			t.Errorf("%s: state %s, changed %s", name, got.State, got.Changed)
		}
	}
}

func TestStateOnADay(t *testing.T) {
	renewing, revoked := sample(), sample()
	renewing.Renewing = true
	revoked.State = licence.Revoked
	for _, c := range []struct {
		l    licence.Licence
		day  gov.Date
		want licence.State
	}{
		{sample(), "2031-12-01", licence.Valid},
		{sample(), "2031-12-02", licence.Expired},
		{renewing, "2032-05-01", licence.Valid}, // 视为准予延续
		{revoked, "2032-05-01", licence.Revoked},
	} {
		if got := c.l.On(c.day); got != c.want {
			t.Errorf("%s: %s, want %s", c.day, got, c.want)
		}
	}
}

// However it is played, an ended certificate stays ended, and the state never
// leaves the list.
func TestEndsAreFinal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := sample()
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			before := l
			a := rapid.SampledFrom(licence.Acts()).Draw(t, "act")
			d := gov.Date("2026-11-30").AddDays(rapid.IntRange(0, 2500).Draw(t, "day"))
			next, err := l.Apply(licence.Change{Act: a, Date: d, Ground: "§69", Reason: "x"})
			if err != nil && next.State != before.State {
				t.Fatal("a refused change changed the state")
			}
			if before.State.Ended() && err == nil && !(before.State == licence.Expired && next.State == licence.Cancelled) {
				t.Fatalf("%s became %s", before.State, next.State)
			}
			l = next
		}
		if !slices.Contains(licence.States(), l.State) {
			t.Fatal(l.State)
		}
	})
}

func TestCheck(t *testing.T) {
	if err := sample().Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*licence.Licence)
		path   string
	}{
		"title":      {func(l *licence.Licence) { l.Title = "" }, "title"},
		"number":     {func(l *licence.Licence) { l.Number = "" }, "number"},
		"holder":     {func(l *licence.Licence) { l.HolderName = "\xff" }, "holder_name"},
		"organ":      {func(l *licence.Licence) { l.OrganName = "" }, "organ_name"},
		"issued":     {func(l *licence.Licence) { l.Issued = "2026-02-30" }, "issued"},
		"until":      {func(l *licence.Licence) { l.Until = "2026-12-01" }, "until"},
		"identifier": {func(l *licence.Licence) { l.Identifier += "0" }, "identifier"},
		"other":      {func(l *licence.Licence) { l.OrganCode = "11370800MB28559184" }, "identifier"},
		"state":      {func(l *licence.Licence) { l.State = licence.Revoked }, "state"},
		"long value": {func(l *licence.Licence) { l.Entries[0].Value = strings.Repeat("长", 2001) }, "entries"},
		"no label":   {func(l *licence.Licence) { l.Entries[0].Label = "" }, "entries"},
	} {
		l := sample()
		c.change(&l)
		if err := l.Check(); !slices.Equal(paths(err), []string{c.path}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNextVersion(t *testing.T) {
	l := sample()
	l.Renewing = true
	next, err := l.NextVersion(8, "2031-11-20")
	if err != nil || next.ID != 8 || next.Number != l.Number || next.Issued != "2031-11-20" || next.Renewing {
		t.Fatalf("%+v %v", next, err)
	}
	was, _ := licence.ParseIdentifier(l.Identifier)
	is, err := licence.ParseIdentifier(next.Identifier)
	if err != nil || is.Version != 2 || is.Serial != was.Serial || is.Organ != was.Organ {
		t.Fatalf("%+v %v", is, err)
	}
	ended := sample()
	ended.State = licence.Revoked
	if _, err := ended.NextVersion(8, "2031-11-20"); errorKey(err) != "licence.state" {
		t.Fatal(err)
	}
	was.Version = 999
	l.Identifier = was.String()
	if _, err := l.NextVersion(8, "2031-11-20"); errorKey(err) != "licence.numbers_used_up" {
		t.Fatal(err)
	}
}

func TestPublicCheck(t *testing.T) {
	l := sample()
	code := licence.ShortCode(key, l.Identifier)
	person := sample()
	person.Natural, person.HolderName = true, "欧阳小海"
	suspended := sample()
	suspended.State, suspended.Changed = licence.Suspended, "2027-01-05"
	early := sample()
	early.From = "2027-01-01"
	other := licence.Identifier{Kind: "11100000MB03271699022", Organ: "11430000006122244L", Serial: "X", Version: 1}.String()
	for name, c := range map[string]struct {
		l          *licence.Licence
		identifier string
		code       string
		asked      gov.Date
		known      bool
		good       bool
		state      licence.State
		holder     string
	}{
		"in force":          {&l, l.Identifier, code, "2027-02-01", true, true, licence.Valid, "海棠市李记面馆"},
		"as people type":    {&l, l.Identifier, strings.ToLower(code[:4]) + "-" + code[4:], "2027-02-01", true, true, licence.Valid, "海棠市李记面馆"},
		"a person":          {&person, l.Identifier, code, "2027-02-01", true, true, licence.Valid, "***海"},
		"suspended":         {&suspended, l.Identifier, code, "2027-02-01", true, false, licence.Suspended, "海棠市李记面馆"},
		"over":              {&l, l.Identifier, code, "2031-12-02", true, false, licence.Expired, "海棠市李记面馆"},
		"not yet in force":  {&early, l.Identifier, code, "2026-12-31", true, false, licence.Valid, "海棠市李记面馆"},
		"wrong code":        {&l, l.Identifier, "00000000", "2027-02-01", false, false, "", ""},
		"no code":           {&l, l.Identifier, "", "2027-02-01", false, false, "", ""},
		"unknown":           {nil, other, licence.ShortCode(key, other), "2027-02-01", false, false, "", ""},
		"code of another":   {&l, other, licence.ShortCode(key, other), "2027-02-01", false, false, "", ""},
		"code of other key": {&l, l.Identifier, licence.ShortCode([]byte("x"), l.Identifier), "2027-02-01", false, false, "", ""},
	} {
		v := licence.Verify(c.l, key, c.identifier, c.code, c.asked)
		if v.Known != c.known || v.Good != c.good || v.State != c.state || v.Holder != c.holder || v.Asked != c.asked {
			t.Errorf("%s: %+v", name, v)
		}
		if !v.Known && v != (licence.Verdict{Asked: c.asked}) {
			t.Errorf("%s: something was told: %+v", name, v)
		}
	}
}

func TestPayload(t *testing.T) {
	l := sample()
	s := licence.Payload("https://holon.example/", key, l.Identifier)
	base, identifier, code, err := licence.ParsePayload(s)
	if err != nil || base != "https://holon.example" || identifier != l.Identifier || !licence.CodeFits(key, identifier, code) || len(s) > 200 {
		t.Fatal(s, base, identifier, code, err)
	}
	for _, bad := range []string{"", "https://holon.example/v/x?c=12345678", s[:len(s)-1], strings.Replace(s, "?c=", "?d=", 1), strings.TrimPrefix(s, "https://holon.example")} {
		if _, _, _, err := licence.ParsePayload(bad); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestQueryCode(t *testing.T) {
	seen := map[byte]int{}
	for range 600 {
		c := licence.NewQueryCode()
		kept := licence.HashQueryCode(key, "case/17", c)
		if len(c) != 6 || !licence.QueryCodeFits(key, "case/17", c, kept) {
			t.Fatal(c)
		}
		for _, bad := range []bool{
			licence.QueryCodeFits(key, "case/18", c, kept), licence.QueryCodeFits([]byte("x"), "case/17", c, kept),
			licence.QueryCodeFits(key, "case/17", c+"0", kept), licence.QueryCodeFits(key, "case/17", "", kept), licence.QueryCodeFits(key, "case/17", c, nil),
		} {
			if bad {
				t.Fatal(c)
			}
		}
		for i := range c {
			seen[c[i]]++
		}
	}
	for d := byte('0'); d <= '9'; d++ { // 360 each are expected of 3,600
		if seen[d] < 200 || seen[d] > 560 {
			t.Errorf("digit %c came %d times", d, seen[d])
		}
	}
}

func TestMask(t *testing.T) {
	for name, want := range map[string]string{"": "", "李": "*", "李海": "*海", "欧阳小海": "***海", "𠮷田": "*田"} {
		if got := licence.Mask(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestDocument(t *testing.T) {
	l := sample()
	p := licence.Print{Lang: locale.ZH, Base: "https://holon.example", Key: key, Edition: "licence.copy", Created: gov.Date("2026-12-02").Start()}
	d := l.Document(p)
	if d.Layout != pdf.Certificate || d.Title != l.Title || d.Edition != "（副本）" || d.Signed[0].Date != "2026年12月2日" || d.Signed[0].Seal != "演示章·无法律效力" {
		t.Fatalf("%+v", d)
	}
	if _, identifier, _, err := licence.ParsePayload(d.Code.Content); err != nil || identifier != l.Identifier {
		t.Fatal(d.Code, err)
	}
	all := ""
	for _, f := range d.Fields {
		all += f.Label + "=" + f.Value + ";"
	}
	for _, want := range []string{"持证主体=海棠市李记面馆", "统一社会信用代码=11370800MB28559184", "经营场所=海棠路17号", "自2026年12月2日至2031年12月1日", l.Identifier} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not in %s", want, all)
		}
	}
	if b, err := pdf.Render(d); errorKey(err) != "pdf.font_missing" && (err != nil || len(b) > 120_000) {
		t.Fatal(len(b), err)
	} else if err != nil && !testing.Short() {
		t.Fatal(err)
	}
	l.Natural, l.HolderCode, l.Until = true, "11010519491231002X", ""
	for _, f := range l.Document(p).Fields {
		if strings.Contains(f.Value, "11010519491231002X") {
			t.Error("an identity number is printed")
		}
	}
	p.Lang = locale.EN
	if d := l.Document(p); d.Signed[0].Seal != "DEMONSTRATION · NO LEGAL EFFECT" || d.Language != "en" {
		t.Errorf("%+v", d.Signed)
	}
}
