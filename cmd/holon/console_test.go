package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// answer is what a command line came to.
type answer struct {
	code     int
	out, err string
}

// call runs a command line in process.
func call(t testing.TB, lang locale.Lang, stdin string, args ...string) answer {
	t.Helper()
	var out, errs bytes.Buffer
	c := &console{in: strings.NewReader(stdin), out: &out, err: &errs, lang: lang}
	code := execute(t.Context(), c, args)
	return answer{code, out.String(), errs.String()}
}

// expect runs a command line in English and checks its code and data; want is the
// whole of the data, or with a leading … a part of them.
func expect(t *testing.T, code int, want string, args ...string) answer {
	t.Helper()
	got := call(t, locale.EN, "", args...)
	if got.code != code {
		t.Errorf("%q: exit %d, want %d\n%s%s", args, got.code, code, got.out, got.err)
	}
	if part, ok := strings.CutPrefix(want, "…"); ok && !strings.Contains(got.out, part) || !ok && got.out != want {
		t.Errorf("%q prints\n%swant\n%s", args, got.out, want)
	}
	return got
}

// file writes a file into a fresh folder and gives its name.
func file(t testing.TB, name, text string) string {
	t.Helper()
	full := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return full
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "--help"},
		{[]string{"nonsense"}, "holon --help"},
		{[]string{"calendar"}, "holon calendar --help"},
		{[]string{"calendar", "due"}, "missing flags"},
		{[]string{"calendar", "due", "--start", "2026-01-05", "--days", "x"}, "holon calendar due --help"},
		{[]string{"version", "--nonsense"}, "--nonsense"},
		{[]string{"dmn", "tck", "/no/such/folder"}, "/no/such/folder"},
	} {
		got := expect(t, exitUsage, "", c.args...)
		if !strings.Contains(got.err, c.says) {
			t.Errorf("%q says %q, want %q", c.args, got.err, c.says)
		}
	}
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, exitOK},
		{errNo, exitNo},
		{fmt.Errorf("wrapped: %w", errNo), exitNo},
		{usage(errors.New("x")), exitUsage},
		{fmt.Errorf("%w: x", errUsage), exitUsage},
		{gov.Invalid("error.date"), exitUsage},
		{usage(gov.NotFound("law.unknown")), exitUsage},
		{gov.NotFound("law.unknown"), exitNo},
		{gov.Forbidden("rule"), exitNo},
		{gov.Conflict("calendar.uncovered"), exitNo},
		{faultError{gov.Conflict("calendar.uncovered")}, exitFault},
		{&gov.Error{Kind: gov.KindTooLarge}, exitFault},
		{os.ErrNotExist, exitFault},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v: exit %d, want %d", c.err, got, c.want)
		}
	}
	if usage(nil) != nil {
		t.Error("no error became one")
	}
}

func TestErrorsInBothLanguages(t *testing.T) {
	args := []string{"calendar", "due", "--start", "2026-02-30", "--days", "5"}
	for lang, want := range map[locale.Lang]string{locale.ZH: "没有这一天", locale.EN: "no such date"} {
		if got := call(t, lang, "", args...); got.code != exitUsage || !strings.Contains(got.err, want) || got.out != "" {
			t.Errorf("%s: %+v", lang, got)
		}
	}
}

func TestSpoken(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want locale.Lang
	}{
		{nil, locale.EN},
		{map[string]string{"LANG": "C"}, locale.EN},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, locale.ZH},
		{map[string]string{"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, locale.EN},
		{map[string]string{"HOLON_LANG": "zh", "LC_ALL": "en_GB"}, locale.ZH},
	} {
		if got := spoken(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
}

// Every command, flag and argument has words in both languages, and no words of the
// help are left over.
func TestHelpIsWhole(t *testing.T) {
	used := map[string]bool{"cli.help": true}
	for _, lang := range locale.Langs() {
		var r root
		k, err := kong.New(&r, kong.Name("holon"))
		if err != nil {
			t.Fatal(err)
		}
		translate(k.Model, lang)
		var visit func(n *kong.Node, key string)
		visit = func(n *kong.Node, key string) {
			for _, v := range n.Values() {
				if v.Help == "" {
					t.Errorf("%s: no words for %s", lang, key+"."+keyPart(v.Name))
				}
				used[key+"."+keyPart(v.Name)] = true
			}
			for _, child := range n.Children {
				at := key + "." + keyPart(child.Name)
				if used[at] = true; child.Help == "" {
					t.Errorf("%s: no words for %s", lang, at)
				}
				visit(child, at)
			}
		}
		visit(k.Model.Node, "cli.help")
	}
	for _, key := range locale.Keys() {
		if strings.HasPrefix(key, "cli.help") && !used[key] {
			t.Errorf("%s is the help of nothing", key)
		}
	}
	got := expect(t, exitOK, "…Print the last day of a limit.", "calendar", "due", "--help")
	if got.err != "" {
		t.Error(got.err)
	}
}

func TestInputs(t *testing.T) {
	c := &console{in: strings.NewReader("from stdin")}
	for arg, want := range map[string]string{"{}": "{}", "@-": "from stdin", "@" + file(t, "a.json", "[1]"): "[1]"} {
		if got, err := c.text(arg); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", arg, got, err)
		}
	}
	if _, err := c.text("@/no/such/file"); exitCode(err) != exitFault {
		t.Error(err)
	}
	big := &console{in: endless{}}
	if _, err := big.file("-"); gov.KindOf(err) != gov.KindTooLarge {
		t.Error(err)
	}
}

// endless is an input that never ends.
type endless struct{}

// Read gives zeros.
func (endless) Read(b []byte) (int, error) { return len(b), nil }

func TestPanicsAreNotSwallowed(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a panic that is no exit was taken for one")
		}
	}()
	execute(context.Background(), &console{out: nil, err: nil, in: nil}, []string{"version"})
}
