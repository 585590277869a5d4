package fault_test

import (
	"runtime"
	"testing"

	"holon.example/holon/internal/gov/fault"
)

var pausing = fault.New("test.pausing")

// A pause holds whoever passes and fails nothing; Clear ends it early.
func TestPauseHoldsAndFailsNothing(t *testing.T) {
	if err := fault.Plant("test.pausing:pause:2"); err != nil {
		t.Fatal(err)
	}
	if err := pausing.Hit(); err != nil {
		t.Fatalf("the first pass: %v", err)
	}
	done := make(chan error, 1)
	go func() { done <- pausing.Hit() }()
	for pausing.Hits() < 2 {
		runtime.Gosched()
	}
	select {
	case err := <-done:
		t.Fatalf("not held: %v", err)
	default:
	}
	pausing.Clear()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := pausing.Hit(); err != nil {
		t.Fatal(err)
	}
}
