package paper

import (
	"testing"
	"time"

	"holon.example/holon/internal/gov"
)

func TestRushIsSpacedOut(t *testing.T) {
	var p Pace
	now := gov.Date("2026-11-23").Start()
	for i := range rush {
		if due := p.Next(now); due != now {
			t.Fatalf("the %d. is due %d ms later", i+1, due-now)
		}
	}
	const calm = int(patience / every)
	for i := range calm {
		if due, want := p.Next(now), now.Add(time.Duration(i+1)*every); due != want {
			t.Fatalf("%d behind the rush: %d ms, want %d", i, due-now, want-now)
		}
	}
	for i := range 1000 {
		if due, want := p.Next(now), now.Add(patience+time.Duration(i+1)*flood); due != want {
			t.Fatalf("%d in the flood: %d ms, want %d", i, due-now, want-now)
		}
	}
	later := now.Add(patience + 1002*flood)
	if due := p.Next(later); due != later {
		t.Fatal("when the rush is over one still waits")
	}
	later = later.Add(24 * time.Hour)
	for range rush {
		if due := p.Next(later); due != later {
			t.Fatal("a day later a rush is not allowed again")
		}
	}
	if due := p.Next(later); due == later {
		t.Fatal("an idle day saves up more than one rush")
	}
}
