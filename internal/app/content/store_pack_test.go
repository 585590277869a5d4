package content_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/app/content"
	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/packs"
)

var setup = gov.Job("setup")

func pack(t *testing.T, id string) fs.FS {
	t.Helper()
	f, err := fs.Sub(packs.Files, id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func open(t *testing.T, s *acttest.Spine) *content.Store {
	t.Helper()
	c, err := content.Open(t.Context(), s.Engine)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What one process installs, another one and the next start work with; the log tells
// who installed it.
func TestInstalledPacksAreShared(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		one, other := open(t, s), open(t, s)
		if len(one.Now().Library.Things()) != 0 {
			t.Fatal("an empty site has content")
		}
		got, _, err := one.Install(t.Context(), setup, "", pack(t, "law-cn"), pack(t, "items-basic"), pack(t, "restaurant"))
		if err != nil || len(got) != 3 {
			t.Fatal(got, err)
		}
		if err := other.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range []*content.Store{one, other, open(t, s)} {
			j := c.Now()
			if len(j.Packs) != 3 || j.Library.Thing("open-restaurant") == nil || j.Limits == nil || len(j.Laws.Laws()) == 0 {
				t.Fatalf("%d packs", len(j.Packs))
			}
		}
		before := one.Now()
		if err := one.Reload(t.Context()); err != nil || one.Now() != before {
			t.Fatal("joined anew though nothing changed", err)
		}
		s.MustVerify(t)
	}, content.Migrations)
}

// A pack that does not fit is refused with the places that must be put right, and
// what was installed stays.
func TestPackThatDoesNotFitIsRefused(t *testing.T) {
	acttest.Each(t, func(t *testing.T, s *acttest.Spine) {
		c := open(t, s)
		for name, bad := range map[string]fstest.MapFS{
			"no head":        {"items/x.yaml": {Data: []byte("id: x")}},
			"needs another":  {"pack.yaml": {Data: []byte("{id: a, kind: items, version: '2026.1', title: {zh: 甲}, licence: x, requires: [nowhere]}")}},
			"unknown field":  {"pack.yaml": {Data: []byte("{id: a, kind: items, version: '2026.1', title: {zh: 甲}, licence: x, colour: red}")}},
			"broken process": {"pack.yaml": {Data: []byte("{id: a, kind: items, version: '2026.1', title: {zh: 甲}, licence: x}")}, "items/x.yaml": {Data: []byte("id: x\nname: {zh: 乙}\n")}},
		} {
			if _, _, err := c.Install(t.Context(), setup, "", bad); gov.KindOf(err) != gov.KindInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(c.Now().Packs) != 0 {
			t.Fatal("a refused pack is there")
		}
	}, content.Migrations)
}

func TestUnzipIsBounded(t *testing.T) {
	zipped := func(files map[string]string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range files {
			w, err := z.Create(name)
			if err == nil {
				_, err = w.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, raw := range map[string][]byte{
		"no zip": []byte("PK"), "out of the folder": zipped(map[string]string{"../x": ""}), "absolute": zipped(map[string]string{"/x": ""}),
		"backslash": zipped(map[string]string{`a\..\x`: ""}), "bomb": zipped(map[string]string{"x": strings.Repeat("0", 130<<20)}),
	} {
		if _, err := content.Unzip(raw); err == nil {
			t.Error(name, "was taken")
		}
	}
	fsys, err := content.Unzip(zipped(map[string]string{"pack.yaml": "a", "items/x.yaml": "b"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(fsys, "pack.yaml", "items/x.yaml"); err != nil {
		t.Fatal(err)
	}
}
