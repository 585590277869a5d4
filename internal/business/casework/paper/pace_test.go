package paper

import (
	"testing"
	"time"

	"holon.example/holon/internal/gov"
)

func TestPaceOfReceipts(t *testing.T) {
	var p Pace
	now := gov.Date("2026-11-23").Start()
	calm := func() (n int) {
		for p.Calm(now) {
			n++
		}
		return n
	}
	for _, step := range []struct {
		pause time.Duration
		want  int
	}{{0, rush}, {0, 0}, {every - time.Millisecond, 0}, {time.Millisecond, 1}, {3 * every, 3}, {24 * time.Hour, rush}} {
		now = now.Add(step.pause)
		if got := calm(); got != step.want {
			t.Errorf("after %s: %d, want %d", step.pause, got, step.want)
		}
	}
}
