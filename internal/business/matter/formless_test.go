package matter

import (
	"testing"

	"holon.example/holon/internal/gov"
)

// An item that nobody gave a form cannot be applied for: that is told, and is no
// fault of the program further on.
func TestPlanWithoutFormIsRefused(t *testing.T) {
	l, _ := NewLibrary()
	p := &Plan{}
	if err := p.finish(l, Text{Zh: "无表事项"}); gov.KindOf(err) != gov.KindConflict {
		t.Fatal(err)
	}
}
