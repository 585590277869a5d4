package idcode_test

import (
	"errors"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
	"pgregory.net/rapid"
)

// Codes of published documents.
var passing = []string{
	"11100000000013338W", "11430000006122244L", "11370800MB28559184",
	"11330105002500287C", "91350100M000100Y43", "11100000MB03271699",
}

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestUSCC(t *testing.T) {
	for _, s := range passing {
		u, err := idcode.ParseUSCC(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		back, err := idcode.MakeUSCC(u.Register, u.Category, u.Division, u.Org[:8])
		if err != nil || back != s {
			t.Errorf("made %s of %s: %v", back, s, err)
		}
	}
	for s, want := range map[string]string{
		"":                         "idcode.uscc.length",
		"11100000000013338":        "idcode.uscc.length",
		"11100000000013338Z":       "idcode.uscc.check",
		"11100000000013339W":       "idcode.uscc.check",
		"1110000000001333OW":       "idcode.character",
		"11100000000013338w":       "idcode.uscc.check",
		"1110A000000013338W":       "idcode.uscc.division",
		"统一社会信":                    "idcode.uscc.length",
		"统一社会信用":                   "idcode.character",
		"1110000000001333\x00\x00": "idcode.character",
	} {
		if _, err := idcode.ParseUSCC(s); key(err) != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

// The inner organisation code has its own check character: a code whose last
// character was recomputed after a change inside is refused all the same.
func TestUSCCInnerCheck(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := "11100000000013339" // the organisation code 000013338 changed in its last
	for _, c := range alphabet {
		if _, err := idcode.ParseUSCC(body + string(c)); key(err) == "idcode.uscc.org" {
			return
		}
	}
	t.Fatal("no last character reached the inner check")
}

func TestUSCCFindsEverySingleError(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	for _, s := range passing {
		for i := range s {
			for _, c := range alphabet {
				if wrong := s[:i] + string(c) + s[i+1:]; wrong != s && idcode.ValidUSCC(wrong) {
					t.Errorf("%s passes for %s", wrong, s)
				}
			}
		}
	}
}

func TestOrgCode(t *testing.T) {
	for _, s := range []string{"000013338", "006122244", "MB2855918", "M000100Y4"} {
		if !idcode.ValidOrgCode(s) {
			t.Errorf("%s refused", s)
		}
	}
	for _, s := range []string{"", "000013339", "00001333", "00001333-8", "mb2855918"} {
		if idcode.ValidOrgCode(s) {
			t.Errorf("%s accepted", s)
		}
	}
}

func TestCitizenID(t *testing.T) {
	id, err := idcode.ParseCitizenID("11010519491231002x") // the example of GB 11643
	if err != nil || id.Number != "11010519491231002X" || id.Birth != "1949-12-31" || !id.Female || id.Division != "110105" {
		t.Fatalf("%+v %v", id, err)
	}
	for s, want := range map[string]string{
		"110105194912310021": "idcode.citizen.check",
		"11010519490229002X": "idcode.citizen.birth", // 1949 had no 29 February
		"11010519491331002X": "idcode.citizen.birth",
		"11010517491231002X": "idcode.citizen.birth",
		"01010519491231002X": "idcode.citizen.division",
		"11000019491231002X": "idcode.citizen.division",
		"1101051949123100":   "idcode.citizen.length",
		"11010519491231００":   "idcode.citizen.length",
		"1101051949123100XX": "idcode.character",
	} {
		if _, err := idcode.ParseCitizenID(s); key(err) != want {
			t.Errorf("%q: %v, want %s", s, err, want)
		}
	}
}

func TestMakeCitizenID(t *testing.T) {
	if s, err := idcode.MakeCitizenID("110105", "1949-12-31", 2); err != nil || s != "11010519491231002X" {
		t.Fatal(s, err)
	}
	for _, bad := range []struct {
		division string
		birth    gov.Date
		sequence int
	}{{"11010", "1949-12-31", 2}, {"110105", "1949-02-30", 2}, {"110105", "1949-12-31", 1000}, {"110105", "1949-12-31", -1}, {"110105", "", 1}} {
		if s, err := idcode.MakeCitizenID(bad.division, bad.birth, bad.sequence); gov.KindOf(err) != gov.KindInvalid {
			t.Errorf("%+v: %s %v", bad, s, err)
		}
	}
}

// Certificate identifiers of published standards texts.
func TestMod3736(t *testing.T) {
	for _, s := range []string{
		"11100000000013338W011.11430000006122244L.20230000403.001.U",
		"11100000MB03271699022.340100.000000016.001.9",
	} {
		if !idcode.ValidMod3736(strings.ReplaceAll(s, ".", "")) {
			t.Error(s)
		}
	}
	for _, s := range []string{"", "U", "a1", "甲乙"} {
		if idcode.ValidMod3736(s) {
			t.Errorf("%q accepted", s)
		}
	}
}

// Numbers of food licences that their holders print on their own pages.
func TestMod1110(t *testing.T) {
	for _, s := range []string{"11108071215650", "11105050876919", "13301080111719"} {
		if !idcode.ValidMod1110(s) {
			t.Error(s)
		}
	}
	if c, err := idcode.Mod1110("0794"); err != nil || c != '5' { // example of ISO 7064
		t.Fatal(string(c), err)
	}
	if _, err := idcode.Mod1110("12A"); key(err) != "idcode.character" {
		t.Fatal(err)
	}
}

func TestMadeNumbersPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		division := rapid.StringMatching(`[1-9][0-9]{3}[0-9][1-9]`).Draw(t, "division")
		org := rapid.StringMatching(`[0-9A-HJ-NPQRTUWXY]{8}`).Draw(t, "org")
		if s, err := idcode.MakeUSCC('9', '1', division, org); err != nil || !idcode.ValidUSCC(s) {
			t.Fatal(s, err)
		}
		day := gov.Date("1930-01-01").AddDays(rapid.IntRange(0, 35_000).Draw(t, "day"))
		s, err := idcode.MakeCitizenID(division, day, rapid.IntRange(0, 999).Draw(t, "seq"))
		if err != nil || !idcode.ValidCitizenID(s) {
			t.Fatal(s, err)
		}
		i := rapid.IntRange(0, 16).Draw(t, "place")
		wrong := []byte(s)
		wrong[i] = '0' + (wrong[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if idcode.ValidCitizenID(string(wrong)) {
			t.Fatalf("%s passes for %s", wrong, s)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("11010519491231002X")
	f.Add("11100000000013338W")
	f.Fuzz(func(t *testing.T, s string) {
		for _, err := range []error{parseErr(idcode.ParseUSCC(s)), parseErr(idcode.ParseCitizenID(s))} {
			if err != nil && gov.KindOf(err) != gov.KindInvalid {
				t.Fatal(err)
			}
		}
	})
}

func parseErr[T any](_ T, err error) error { return err }
