package todo

import (
	"testing"

	"holon.example/holon/internal/gov"
)

func TestStateMachine(t *testing.T) {
	states := []State{StateOpen, StateClaimed, StateDone, StateCancelled}
	want := map[move]map[State]State{
		moveClaim:    {StateOpen: StateClaimed},
		moveRelease:  {StateClaimed: StateOpen},
		moveReassign: {StateOpen: StateOpen, StateClaimed: StateOpen},
		moveDone:     {StateOpen: StateDone, StateClaimed: StateDone},
		moveCancel:   {StateOpen: StateCancelled, StateClaimed: StateCancelled},
	}
	for m, edges := range want {
		for _, s := range states {
			got, err := next(s, m)
			to, legal := edges[s]
			if legal && (err != nil || got != to) {
				t.Errorf("%s of %s: %s %v", m, s, got, err)
			}
			if !legal && (gov.KindOf(err) != gov.KindConflict || got != s) {
				t.Errorf("%s of %s: %s %v, want a conflict", m, s, got, err)
			}
		}
	}
}

func TestLamp(t *testing.T) {
	i := Item{State: StateOpen, Warn: 100, Due: 200}
	for now, want := range map[gov.Time]Lamp{0: Green, 99: Green, 100: Yellow, 200: Yellow, 201: Red} {
		if got := i.Lamp(now); got != want {
			t.Errorf("at %d: %s, want %s", now, got, want)
		}
	}
	i.State = StateDone
	if i.Lamp(300) != NoLamp {
		t.Error("a closed item has a lamp")
	}
	if (&Item{State: StateOpen}).Lamp(300) != NoLamp {
		t.Error("an item without limit has a lamp")
	}
}
