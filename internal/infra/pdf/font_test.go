package pdf

import (
	"testing"
	"testing/fstest"

	"holon.example/holon/internal/gov"
)

func TestWithoutFont(t *testing.T) {
	_, err := openFrom(fstest.MapFS{"dist/README.md": {Data: []byte("no font here")}})
	e, ok := err.(*gov.Error)
	if !ok || e.Kind != gov.KindInternal || e.Key != "pdf.font_missing" {
		t.Fatal(err)
	}
	if want := "internal: pdf.font_missing: documents need the font: run make build"; err.Error() != want {
		t.Fatal(err)
	}
}

func TestDamagedFont(t *testing.T) {
	for _, data := range []string{"", "OTTO", "\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"} {
		if _, err := openFrom(fstest.MapFS{fontFile: {Data: []byte(data)}}); err == nil {
			t.Errorf("%q opened", data)
		}
	}
}
