package act_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"holon.example/holon/internal/gov/fault"
	"holon.example/holon/internal/infra/act/acttest"
	"holon.example/holon/internal/infra/act/acttest/testtable"
)

// envChild makes the test binary a writing process that its parent kills.
const envChild = "HOLON_TEST_CRASH_CHILD"

// order is what the parent tells the child.
type order struct {
	Identity acttest.Identity
	From     [clients]int
	Limit    int    // answers after which the child ends by itself; 0: never
	Point    string // fault point to strike; empty: none
	Effect   string
	Nth      int64
}

// enough tells when a child has done its part: its answers are given and its
// fault has struck.
func (o order) enough(answers int64) bool {
	switch {
	case o.Limit == 0 || answers < int64(o.Limit):
		return false
	case o.Point == "":
		return true
	}
	return fault.ByName(o.Point).Hits() >= o.Nth
}

func TestMain(m *testing.M) {
	if text := os.Getenv(envChild); text != "" {
		if err := child(text); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child works for 64 clients and writes a line for each answer, when it is given
// and not before.
func child(text string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	if o.Point != "" {
		if err := fault.Plant(fmt.Sprintf("%s:%s:%d", o.Point, o.Effect, o.Nth)); err != nil {
			return err
		}
	}
	s, err := acttest.Attach(context.Background(), o.Identity)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	wait := background(ctx, s)
	out := os.NewFile(3, "answers")
	if o.Point == "sqldb.rollback_to" {
		go collide(ctx, s)
	}
	var n atomic.Int64
	err = load(ctx, s, o.From, func(o2 op, answer int64) bool {
		_, err := fmt.Fprintf(out, "%d %d %d\n", o2.c, o2.i, answer)
		return err == nil && !o.enough(n.Add(1))
	})
	stop()
	wait()
	return errors.Join(err, s.Close())
}

// collide makes a thing whose name exists, over and over, so that groups fail.
func collide(ctx context.Context, s *acttest.Spine) {
	for ctx.Err() == nil {
		_, _ = testtable.Make(ctx, s.Engine, who, "", 5, "shared0")
	}
}

// runChild starts a child and takes its answers until enough says so; then it is
// killed with SIGKILL. It returns the exit code, -1 after the kill.
func runChild(t *testing.T, o order, y *tally, enough func(answers int) bool) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), envChild+"="+string(text))
	cmd.ExtraFiles, cmd.Stderr = []*os.File{w}, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	n := 0
	for lines := bufio.NewScanner(r); lines.Scan(); {
		var c, i int
		var answer int64
		if _, err := fmt.Sscan(lines.Text(), &c, &i, &answer); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		y.record(op{c, i}, answer)
		if n++; enough(n) {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	code := cmd.ProcessState.ExitCode()
	if code == 3 || code == 2 || code == 1 {
		t.Fatalf("child: %s", stderr.String())
	}
	return code
}

// detached is a store with the shared things and no process of ours in it.
func detached(t *testing.T, s *acttest.Spine) acttest.Identity {
	t.Helper()
	makeShared(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.Identity
}

func attach(t *testing.T, id acttest.Identity) *acttest.Spine {
	t.Helper()
	s, err := acttest.Attach(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The writing process is killed under load, again and again; every command that
// was answered is there once, and its key answers the same.
func TestKilledProcess(t *testing.T) {
	kills := 17
	if testing.Short() {
		kills = 3
	}
	each(t, func(t *testing.T, s *acttest.Spine) {
		id := detached(t, s)
		y := newTally()
		for k := range kills {
			was := y.size()
			code := runChild(t, order{Identity: id, From: y.next}, y, func(n int) bool { return n >= 20+(k*37)%300 })
			if code != -1 || y.size() == was {
				t.Fatalf("kill %d: exit %d, %d answers", k, code, y.size()-was)
			}
		}
		t.Logf("%d kills, %d answers", kills, y.size())
		y.settle(t, attach(t, id))
	})
}

// Every fault point strikes with every effect; the work goes on, in the same
// process or in the next one, and nothing is doubled.
func TestFaultPoints(t *testing.T) {
	each(t, func(t *testing.T, s *acttest.Spine) {
		id := detached(t, s)
		y := newTally()
		nth := int64(0)
		for _, name := range fault.Names() {
			for _, effect := range []string{"exit", "error", "drop"} {
				if testing.Short() && effect != "exit" {
					continue
				}
				nth++
				o := order{Identity: id, From: y.next, Limit: 200, Point: name, Effect: effect, Nth: 1 + nth%3}
				want := 0
				if effect == "exit" {
					want = fault.ExitCode
				}
				if code := runChild(t, o, y, func(n int) bool { return n > 50_000 }); code != want {
					t.Fatalf("%s %s: exit %d, want %d", name, effect, code, want)
				}
			}
		}
		y.settle(t, attach(t, id))
	})
}
