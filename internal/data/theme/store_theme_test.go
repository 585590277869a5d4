package theme_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holon.example/holon/internal/data/theme"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/gov/idcode"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/sqldb"
)

var who = acttest.Officer(11)

func each(t *testing.T, fn func(t *testing.T, s *acttest.Spine, im *theme.Importer)) {
	t.Helper()
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) { fn(t, s, &theme.Importer{Engine: s.Engine, Mint: s.Mint}) }, theme.Migrations)
}

func text(s string) theme.Opener {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
}

func number(t testing.TB, n int, female bool) string {
	t.Helper()
	seq := 2*n%1000 + 1
	if female {
		seq--
	}
	s, err := idcode.MakeCitizenID("990102", gov.Date("1980-01-01").AddDays(n), seq)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const peopleHead = "personId,personName,sex,birthDate,householdId,mobile,spouseId,fatherId\n"

// couple is a file of two spouses in one household; the father of one is unknown.
func couple(t testing.TB) (file, husband, wife, father string) {
	t.Helper()
	husband, wife, father = number(t, 1, false), number(t, 2, true), number(t, 3, false)
	return peopleHead +
		husband + ",陆景𬀩,male,1980-01-02,H1,19900000001," + wife + "," + father + "\n" +
		wife + ",\"王 桂英\",female,1980-01-03,H1,," + husband + ",\n", husband, wife, father
}

func find(t *testing.T, s *acttest.Spine, number string) (id gov.ID) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		var found bool
		var err error
		if id, found, err = theme.FindPerson(t.Context(), q, s.Vault, number); err == nil && !found {
			err = errors.New("not found")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

type reading func(context.Context, *act.Prep, gov.ID, []string) (map[string]string, gov.Time, error)

func read(t *testing.T, s *acttest.Spine, fn reading, id gov.ID, elements ...string) (map[string]string, gov.Time) {
	t.Helper()
	var asOf gov.Time
	v, err := act.Do(t.Context(), s.Engine, act.Command{Action: "lookupData", Actor: who}, func(p *act.Prep) (v map[string]string, err error) {
		if err := p.Authorise(act.Resource{}); err != nil {
			return nil, err
		}
		p.Note("test.read", "read", nil)
		v, asOf, err = fn(t.Context(), p, id, elements)
		return v, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v, asOf
}

func TestPeopleAndTheirRelatives(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		file, husband, wife, father := couple(t)
		rep, err := im.People(t.Context(), who, text("\ufeff"+file))
		if err != nil || rep.Added != 2 || rep.Rows != 2 {
			t.Fatalf("%+v %v", rep, err)
		}
		h, w := find(t, s, husband), find(t, s, wife)
		got, asOf := read(t, s, theme.Person, h, "personId", "personName", "sex", "birthDate", "mobile", "householdId", "spouseId", "fatherId", "motherId", "division", "nonsense")
		want := map[string]string{
			"personId": husband, "personName": "陆景𬀩", "sex": "male", "birthDate": "1980-01-02", "mobile": "19900000001",
			"householdId": "H1", "spouseId": wife, "fatherId": father, "motherId": "", "division": "",
		}
		if d := cmp.Diff(want, got); d != "" || asOf != s.Clock.Time() {
			t.Fatal(asOf, d)
		}
		if got, asOf := read(t, s, theme.Person, 12345, "personName"); got != nil || asOf != 0 {
			t.Fatalf("somebody unknown: %v", got)
		}
		err = s.DB.Read(t.Context(), func(q *sqldb.Q) error {
			members, err := theme.Household(t.Context(), q, h)
			slices.Sort(members)
			if d := cmp.Diff([]gov.ID{min(h, w), max(h, w)}, members); d != "" {
				t.Error(d)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		noPersonalDataBare(t, s, []byte(husband), []byte("桂英"), []byte("19900000001"), []byte(father))
		s.MustVerify(t)
	})
}

// noPersonalDataBare looks for personal values in every byte of the tables and events.
func noPersonalDataBare(t *testing.T, s *acttest.Spine, values ...[]byte) {
	t.Helper()
	err := s.DB.Read(t.Context(), func(q *sqldb.Q) error {
		for table, width := range map[string]int{"theme_person": 21, "theme_household": 4, "event": 5} {
			n := 0
			err := q.Each(t.Context(), "SELECT * FROM "+table, nil, func(sc sqldb.Scanner) error {
				n++
				cols, dest := make([]any, width), make([]any, width)
				for i := range cols {
					dest[i] = &cols[i]
				}
				if err := sc.Scan(dest...); err != nil {
					return err
				}
				all := fmt.Sprintf("%s", cols)
				for _, v := range values {
					if bytes.Contains([]byte(all), v) {
						t.Errorf("%s stands bare in %s", v, table)
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			if n == 0 {
				return fmt.Errorf("%s is empty", table)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSameFileTwiceAndACorrection(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		file, husband, _, father := couple(t)
		if _, err := im.People(t.Context(), who, text(file)); err != nil {
			t.Fatal(err)
		}
		rep, err := im.People(t.Context(), who, text(file))
		if err != nil || rep.Unchanged != 2 || rep.Added+rep.Updated != 0 {
			t.Fatalf("%+v %v", rep, err)
		}
		moved := strings.Replace(file, "19900000001", "19900000002", 1) + father + ",陆老,male,1980-01-04,H2,,,\n"
		rep, err = im.People(t.Context(), who, text(moved))
		if err != nil || rep.Unchanged != 1 || rep.Updated != 1 || rep.Added != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		if got, _ := read(t, s, theme.Person, find(t, s, husband), "mobile", "fatherId"); got["mobile"] != "19900000002" || got["fatherId"] != father {
			t.Fatal(got)
		}
		s.MustVerify(t)
	})
}

func TestAWrongFileWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		good, husband, wife, _ := couple(t)
		line := func(fields ...string) string { return strings.Join(fields, ",") + "\n" }
		third := number(t, 3, false)
		for name, c := range map[string]struct {
			file string
			want string // "line field key" of the first fault, or a path and key
		}{
			"check digit":     {good + line(third[:17]+"?", "甲", "male", "1980-01-04", "", "", "", ""), "4 personId idcode.citizen.check"},
			"no name":         {good + line(third, "", "male", "1980-01-04", "", "", "", ""), "4 personName theme.empty"},
			"another birth":   {good + line(third, "甲", "male", "1980-01-05", "", "", "", ""), "4 birthDate theme.birth_differs"},
			"another sex":     {good + line(third, "甲", "female", "1980-01-04", "", "", "", ""), "4 sex theme.sex_differs"},
			"control":         {good + line(third, "甲\x00", "male", "1980-01-04", "", "", "", ""), "4 personName theme.bad_text"},
			"broken UTF-8":    {good + line(third, "\xff", "male", "1980-01-04", "", "", "", ""), "4 personName theme.bad_text"},
			"long name":       {good + line(third, strings.Repeat("长", 201), "male", "1980-01-04", "", "", "", ""), "4 personName theme.bad_text"},
			"phone":           {good + line(third, "甲", "male", "1980-01-04", "", "call me", "", ""), "4 mobile theme.bad_phone"},
			"own spouse":      {good + line(third, "甲", "male", "1980-01-04", "", "", third, ""), "4 spouseId theme.own_kin"},
			"twice":           {good + line(husband, "甲", "male", "1980-01-02", "", "", "", ""), "4 personId theme.twice"},
			"too few columns": {good + "x,y\n", "line theme.bad_line"},
			"a quote":         {good + "x\"y\n", "line theme.bad_line"},
			"unknown column":  {"personId,personName,sex,birthDate,shoeSize\n", "shoeSize theme.unknown_column"},
			"column twice":    {"personId,personName,sex,birthDate,sex\n", "sex theme.unknown_column"},
			"missing column":  {"personId,sex,birthDate\n", "personName theme.missing_column"},
			"not a gzip":      {"\x1f\x8b\x00nonsense", " theme.unreadable"},
			"endless quote":   {good + `"` + strings.Repeat("x", 1<<20), " theme.too_large"},
		} {
			rep, err := im.People(t.Context(), who, text(c.file))
			e, ok := errors.AsType[*gov.Error](err)
			if !ok {
				t.Errorf("%s: %v", name, err)
				continue
			}
			got := " " + e.Key
			if len(rep.Errors) > 0 {
				got = fmt.Sprintf("%d %s %s", rep.Errors[0].Line, rep.Errors[0].Field, rep.Errors[0].Key)
			} else if len(e.Fields) > 0 {
				got = e.Fields[0].Path + " " + e.Fields[0].Key
			}
			if got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		many := peopleHead + strings.Repeat(line("1", "", "", "", "", "", "", ""), 500)
		if rep, err := im.People(t.Context(), who, text(many)); gov.KindOf(err) != gov.KindInvalid || len(rep.Errors) < 100 || len(rep.Errors) > 110 {
			t.Fatalf("%d errors named, %v", len(rep.Errors), err)
		}
		_ = wife
		if rep := s.MustVerify(t); rep.Events != 0 || rep.Rows != 0 {
			t.Fatalf("something was written: %+v", rep)
		}
	})
}

// The process dies in the middle: what is there is whole, and the same command
// completes it.
func TestInterruptedImportIsCompleted(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		var b strings.Builder
		b.WriteString(peopleHead)
		const n = 1100
		for i := range n {
			fmt.Fprintf(&b, "%s,人%d,male,%s,H%d,,,\n", number(t, i, false), i, gov.Date("1980-01-01").AddDays(i), i/3)
		}
		if err := fault.Plant("act.prepared:error:3"); err != nil {
			t.Fatal(err)
		}
		defer fault.ByName("act.prepared").Clear()
		if _, err := im.People(t.Context(), who, text(b.String())); !errors.Is(err, fault.ErrPlanted) {
			t.Fatal(err)
		}
		s.MustVerify(t)
		rep, err := im.People(t.Context(), who, text(b.String()))
		if err != nil || rep.Rows != n || rep.Added == 0 || rep.Added+rep.Updated+rep.Unchanged != n {
			t.Fatalf("%+v %v", rep, err)
		}
		if rep, err := im.People(t.Context(), who, text(b.String())); err != nil || rep.Unchanged != n {
			t.Fatalf("%+v %v", rep, err)
		}
		s.MustVerify(t)
	})
}

const firmHead = "creditCode,firmName,firmKind,firmStatus,legalPerson,legalPersonId,firmAddress,foundedOn,registeredCapital,industry,businessScope,division,contactPhone\n"

func TestFirms(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		ctx := t.Context()
		file, husband, _, _ := couple(t)
		if _, err := im.People(ctx, who, text(file)); err != nil {
			t.Fatal(err)
		}
		firms := firmHead + "92990102MA9HTA012K,听雨面馆,个体工商户,存续,陆景𬀩," + husband + ",听雨街18号,2024-03-18,10,6220,餐饮服务；外卖,990102,\n"
		var packed bytes.Buffer
		zw := gzip.NewWriter(&packed)
		if _, err := zw.Write([]byte(firms)); err != nil || zw.Close() != nil {
			t.Fatal(err)
		}
		rep, err := im.Firms(ctx, who, text(packed.String()))
		if err != nil || rep.Added != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		if rep, err := im.Firms(ctx, who, text(firms)); err != nil || rep.Unchanged != 1 {
			t.Fatalf("%+v %v", rep, err)
		}
		var id gov.ID
		err = s.DB.Read(ctx, func(q *sqldb.Q) error {
			var found bool
			if id, found, err = theme.FindFirm(ctx, q, "92990102MA9HTA012K"); err != nil || !found {
				return errors.Join(err, errors.New("not found"))
			}
			pub, err := theme.Publish(ctx, q, id)
			if err != nil {
				return err
			}
			want := &theme.Published{
				ID: id, USCC: "92990102MA9HTA012K", Name: "听雨面馆", Kind: "个体工商户", Status: "存续", Address: "听雨街18号",
				Founded: "2024-03-18", Capital: "10", Industry: "6220", Scope: "餐饮服务；外卖", Division: "990102",
			}
			if d := cmp.Diff(want, pub); d != "" {
				t.Error(d)
			}
			owned, err := theme.Firms(ctx, q, find(t, s, husband))
			if d := cmp.Diff([]gov.ID{id}, owned); d != "" {
				t.Error(d)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := read(t, s, theme.Firm, id, "firmName", "legalPersonId", "contactPhone", "nonsense")
		if d := cmp.Diff(map[string]string{"firmName": "听雨面馆", "legalPersonId": husband, "contactPhone": ""}, got); d != "" {
			t.Fatal(d)
		}
		for name, bad := range map[string]string{
			"code":    strings.Replace(firms, "012K", "0120", 1),
			"capital": strings.Replace(firms, ",10,", ",much,", 1),
			"founded": strings.Replace(firms, "2024-03-18", "2099-03-18", 1),
			"twice":   firms + firms[len(firmHead):],
		} {
			if rep, err := im.Firms(ctx, who, text(bad)); gov.KindOf(err) != gov.KindInvalid || len(rep.Errors) != 1 {
				t.Errorf("%s: %+v %v", name, rep, err)
			}
		}
		s.MustVerify(t)
	})
}

func TestErasedPersonIsUnknown(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		file, husband, wife, _ := couple(t)
		if _, err := im.People(t.Context(), who, text(file)); err != nil {
			t.Fatal(err)
		}
		h, w := find(t, s, husband), find(t, s, wife)
		_, err := act.Do(t.Context(), s.Engine, act.Command{Action: "erase", Actor: who}, func(p *act.Prep) (int, error) {
			return 0, errors.Join(p.Authorise(act.Resource{}), p.Erase(h))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, asOf := read(t, s, theme.Person, h, "personName"); got != nil || asOf != 0 {
			t.Fatal(got)
		}
		if got, _ := read(t, s, theme.Person, w, "personName", "spouseId"); cmp.Diff(map[string]string{"personName": "王 桂英"}, got) != "" {
			t.Fatal(got) // the spouse's number is unknown now, not empty
		}
		s.MustVerify(t)
	})
}

func TestRefusedImport(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		s.Auth.Deny = "registers-by-their-keepers"
		file, _, _, _ := couple(t)
		if _, err := im.People(t.Context(), who, text(file)); gov.KindOf(err) != gov.KindForbidden {
			t.Fatal(err)
		}
		if rep := s.MustVerify(t); rep.Rows != 0 || rep.Events != 1 {
			t.Fatalf("%+v", rep)
		}
	})
}

// The demo city comes in by the import any city uses.
func TestDemoCity(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine, im *theme.Importer) {
		file := func(name string) theme.Opener {
			return func() (io.ReadCloser, error) { return os.Open("../../../packs/haitang/data/" + name) }
		}
		elapsed := gov.Mono()
		people, err := im.People(t.Context(), who, file("people.csv.gz"))
		if err != nil || people.Added != people.Rows || people.Rows < 20_000 {
			t.Fatalf("%+v %v", people, err)
		}
		took := elapsed()
		firms, err := im.Firms(t.Context(), who, file("firms.csv.gz"))
		if err != nil || firms.Added != firms.Rows || firms.Rows < 5_000 {
			t.Fatalf("%+v %v", firms, err)
		}
		t.Logf("%d people in %v (%.0f/s), with %d firms %v", people.Rows, took, float64(people.Rows)/took.Seconds(), firms.Rows, elapsed())
		s.MustVerify(t)
	})
}

func FuzzImport(f *testing.F) {
	file, _, _, _ := couple(f)
	f.Add([]byte(file))
	f.Add([]byte(firmHead))
	f.Add([]byte("personId,personName,sex,birthDate\n\"\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := &theme.Importer{Engine: act.New(act.Config{Now: func() gov.Time { return 0 }})}
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
		for _, fn := range []func(context.Context, gov.Actor, theme.Opener) (theme.Report, error){s.People, s.Firms} {
			_, err := func() (rep theme.Report, err error) {
				defer func() {
					if recover() != nil { // a right file goes on to the store, which is not there
						err = gov.Invalid("theme.reached_the_store")
					}
				}()
				return fn(t.Context(), who, open)
			}()
			if err != nil && gov.KindOf(err) == gov.KindInternal {
				t.Fatal(err)
			}
		}
	})
}
