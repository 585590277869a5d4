package casefile

import (
	"testing"

	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/idcode"
)

func TestANumberTellsItsID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := gov.ID(rapid.Int64Min(1).Draw(t, "id"))
		no := Number("990100", gov.Time(rapid.Int64Range(0, 4e12).Draw(t, "now")), id)
		if len(no) != 6+dayLen+tailLen+1 {
			t.Fatalf("number %q has %d characters", no, len(no))
		}
		if check, err := idcode.Mod3736(no[:len(no)-1]); err != nil || check != no[len(no)-1] {
			t.Fatalf("check character of %q: want %q (%v)", no, check, err)
		}
		if got, ok := idIn(no); !ok || got != id {
			t.Fatalf("%q tells %d, %v; want %d", no, got, ok, id)
		}
	})
}

func TestWhatIsNoNumberTellsNoID(t *testing.T) {
	for _, no := range []string{"", "990100", "0000000000000000000000", "99010020261001ZZZZZZZZZZZZZ0", "99010020261001中文字0", "9901002026100100000000000000", "99010020261001-0000000000010"} {
		if id, ok := idIn(no); ok {
			t.Errorf("%q tells %d", no, id)
		}
	}
}
