package file

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"testing"
)

func sample() []byte {
	var w Writer
	root, tree, font := w.New(), w.New(), w.New()
	w.Object(root, "<</Type/Catalog/Pages "+tree.String()+"/Sub["+font.String()+"]>>")
	w.Object(tree, "<</Type/Pages/Kids[]/Count 0>>")
	w.Stream(font, "/Length1 5", []byte("hello"))
	return w.Finish(root, 0)
}

func TestRoundTrip(t *testing.T) {
	b := sample()
	if !bytes.Equal(b, sample()) {
		t.Fatal("not the same twice")
	}
	r, err := Read(b)
	if err != nil || r.Root != 1 {
		t.Fatal(r, err)
	}
	tree, err := r.Entry(r.Root, "/Pages")
	if err != nil || tree != 2 {
		t.Fatal(tree, err)
	}
	if sub, err := r.Entry(r.Root, "/Sub"); err != nil || sub != 3 {
		t.Fatal(sub, err)
	}
	if _, err := r.Entry(r.Root, "/None"); err == nil {
		t.Fatal("an entry nobody wrote")
	}
	body, err := r.Object(3)
	if err != nil {
		t.Fatal(err)
	}
	_, z, _ := bytes.Cut(body, []byte("stream\n"))
	plain, err := zlib.NewReader(bytes.NewReader(z))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(plain); err != nil || string(got) != "hello" {
		t.Fatal(string(got), err)
	}
}

func TestIncrement(t *testing.T) {
	first := sample()
	r, err := Read(first)
	if err != nil {
		t.Fatal(err)
	}
	w := r.Increment()
	added := w.New()
	w.Object(2, "<</Type/Pages/Kids[]/Count 0/Added "+added.String()+">>")
	at := w.Object(added, "[17]")
	second := r.Append(w)
	if !bytes.HasPrefix(second, first) || string(second[at:at+4]) != "[17]" {
		t.Fatal("earlier bytes changed, or the offset is wrong")
	}
	again, err := Read(second)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := again.Entry(2, "/Added"); err != nil || a != 4 {
		t.Fatal(a, err)
	}
	if body, err := again.Object(1); err != nil || !bytes.Contains(body, []byte("Catalog")) {
		t.Fatal("an object of the first part is lost")
	}
}

func TestText(t *testing.T) {
	for s, want := range map[string]string{"": "<FEFF>", "A一": "<FEFF00414E00>", "𠮷": "<FEFFD842DFB7>", "\xff": "<FEFFFFFD>"} {
		if got := Text(s); got != want {
			t.Errorf("%q: %s", s, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	b := string(sample())
	for name, bad := range map[string]string{
		"empty":              "",
		"other header":       strings.Replace(b, "1.7", "1.4", 1),
		"no end":             strings.TrimSuffix(b, "%%EOF\n"),
		"text after the end": b + "x",
		"offset beyond":      strings.Replace(b, "startxref\n", "startxref\n9", 1),
		"no table":           strings.Replace(b, "xref\n0", "yref\n0", 1),
		"negative count":     strings.Replace(b, "\n0 4\n", "\n0 -4\n", 1),
		"large count":        strings.Replace(b, "\n0 4\n", "\n0 9\n", 1),
		"no trailer":         strings.Replace(b, "trailer", "trailor", 1),
		"no root":            strings.Replace(b, "/Root", "/Boot", 1),
		"loop":               strings.Replace(b, "/Size", "/Prev 99999/Size", 1),
	} {
		if _, err := Read([]byte(bad)); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample())
	f.Fuzz(func(_ *testing.T, b []byte) {
		r, err := Read(b)
		if err != nil {
			return
		}
		for ref := range Ref(8) {
			_, _ = r.Object(ref) // only a panic would be wrong
			_, _ = r.Entry(ref, "/Pages")
		}
		w := r.Increment()
		w.Object(w.New(), "x")
		r.Append(w)
	})
}
