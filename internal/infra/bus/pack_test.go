package bus

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPackedRowsComeBack(t *testing.T) {
	value := rapid.OneOf(
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) any { return append([]byte{}, b...) }),
		rapid.Just(any(nil)),
	)
	rapid.Check(t, func(t *rapid.T) {
		row := Row(rapid.SliceOfN(value, 1, 20).Draw(t, "row"))
		if got := pack(row).row(); !got.Equal(row) {
			t.Fatalf("%v came back as %v", row, got)
		}
	})
}
