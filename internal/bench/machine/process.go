package machine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"holon.example/holon/internal/gov"
)

// How long a process may take to get ready, and to end when asked.
const (
	readyWithin = 60 * time.Second
	endWithin   = 40 * time.Second
)

// Program says what is started.
type Program struct {
	Binary string
	Args   []string
	Env    []string          // beside that of this process
	Ready  string            // URL that answers 200 once it serves
	Heard  func(line string) // is told of every line it says; nil: nobody
}

// Process is a serving process of its own.
type Process struct {
	cmd    *exec.Cmd
	ended  chan error
	stderr *tail
	took   time.Duration
}

// Start starts a program and waits until it is ready.
func Start(ctx context.Context, p Program) (*Process, error) {
	v := &Process{ended: make(chan error, 1), stderr: &tail{heard: p.Heard}}
	v.cmd = exec.Command(p.Binary, p.Args...) //nolint:gosec,noctx // the program itself; it ends by signal, not by kill
	v.cmd.Env = append(os.Environ(), p.Env...)
	v.cmd.Stderr = v.stderr
	passed := gov.Mono()
	if err := v.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { v.ended <- v.cmd.Wait() }()
	if err := v.wait(ctx, p.Ready); err != nil {
		return nil, errors.Join(err, v.Kill())
	}
	v.took = passed()
	return v, nil
}

// wait asks until the process says it is ready.
func (v *Process) wait(ctx context.Context, url string) error {
	ctx, stop := context.WithTimeout(ctx, readyWithin)
	defer stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if isReady(ctx, url) {
			return nil
		}
		select {
		case err := <-v.ended:
			v.ended <- err
			return fmt.Errorf("bench: the server ended: %w: %s", err, v.stderr)
		case <-ctx.Done():
			return fmt.Errorf("bench: the server is not ready: %w: %s", ctx.Err(), v.stderr)
		case <-tick.C:
		}
	}
}

func isReady(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// Took is the time from the start of the process until it was ready.
func (v *Process) Took() time.Duration { return v.took }

// Stop asks the process to end and waits for it.
func (v *Process) Stop() error {
	if err := v.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case err := <-v.ended:
		v.ended <- err
		if err != nil {
			return fmt.Errorf("bench: the server ended: %w: %s", err, v.stderr)
		}
		return nil
	case <-time.After(endWithin):
		return errors.Join(errors.New("bench: the server does not end"), v.Kill())
	}
}

// Kill ends the process at once, as a power cut would (kill -9).
func (v *Process) Kill() error {
	err := v.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	v.ended <- <-v.ended
	return err
}

// Dead tells whether the process has ended.
func (v *Process) Dead() bool {
	select {
	case err := <-v.ended:
		v.ended <- err
		return true
	default:
		return false
	}
}

// Resident is the memory the process holds, in MiB; 0 where the kernel does not tell.
func (v *Process) Resident() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}

// Spent is the time on a core the process has used so far; 0 where the kernel does
// not tell.
func (v *Process) Spent() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", v.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	if err1 != nil || err2 != nil {
		return 0
	}
	return time.Duration(user+system) * (time.Second / ticks)
}

// ticks is how many the kernel counts a second in /proc (USER_HZ, fixed on Linux).
const ticks = 100

// tail keeps the last bytes a process said, and hands on each line.
type tail struct {
	mu    sync.Mutex
	buf   bytes.Buffer
	line  []byte
	heard func(line string)
}

const tailBytes = 4 << 10

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.buf.Len() > tailBytes {
		t.buf.Next(t.buf.Len() - tailBytes)
	}
	if t.heard != nil {
		t.line = append(t.line, b...)
		for one, rest, ok := bytes.Cut(t.line, []byte("\n")); ok; one, rest, ok = bytes.Cut(rest, []byte("\n")) {
			t.heard(string(one))
			t.line = rest
		}
	}
	return t.buf.Write(b)
}

// String is what was said last.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.buf.String())
}
