package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a serving process of its own.
type server struct {
	addr   string
	cmd    *exec.Cmd
	ended  chan error
	stderr *tail
	ready  time.Duration // from the start of the process until it was ready
}

// How long a server may take to get ready, and to end when asked.
const (
	readyWithin = 60 * time.Second
	endWithin   = 40 * time.Second
)

// serve starts the program on the site and waits until it is ready. faults are
// planted as HOLON_FAULT says.
func (s *site) serve(ctx context.Context, binary, faults string) (*server, error) {
	addr, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(s.folder, "holon.yaml")
	text, err := json.Marshal(map[string]any{ // JSON is YAML
		"db": s.config.DB, "data": s.config.Data, "origin": s.config.Origin, "listen": addr, "log_level": s.config.LogLevel,
	})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	v := &server{addr: addr, ended: make(chan error, 1), stderr: &tail{}}
	v.cmd = exec.Command(binary, "serve", "--config", file, "--test") //nolint:gosec,noctx // the program itself; it ends by signal, not by kill
	v.cmd.Env = append(os.Environ(), "HOLON_FAULT="+faults)
	v.cmd.Stderr = v.stderr
	if os.Getenv("XTRACE") != "" {
		v.cmd.Stderr, _ = os.Create(os.Getenv("XTRACE"))
	}
	took := stopwatch()
	if err := v.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { v.ended <- v.cmd.Wait() }()
	if err := v.wait(ctx); err != nil {
		return nil, errors.Join(err, v.kill())
	}
	v.ready = took()
	return v, nil
}

func freeAddress(ctx context.Context) (string, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// wait asks until the server says it is ready.
func (v *server) wait(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, readyWithin)
	defer stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if v.isReady(ctx) {
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

func (v *server) isReady(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.addr+"/readyz", nil)
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

// stop asks the server to end and waits for it.
func (v *server) stop() error {
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
		return errors.Join(errors.New("bench: the server does not end"), v.kill())
	}
}

// kill ends the server at once, as a power cut would (kill -9).
func (v *server) kill() error {
	err := v.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	v.ended <- <-v.ended
	return err
}

// resident is the memory the server holds, in MiB; 0 where the kernel does not tell.
func (v *server) resident() float64 {
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

// spent is the time on a core the server has used so far; 0 where the kernel does
// not tell.
func (v *server) spent() time.Duration {
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

// tail keeps the last bytes a process said.
type tail struct{ buf bytes.Buffer }

const tailBytes = 4 << 10

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	if t.buf.Len() > tailBytes {
		t.buf.Next(t.buf.Len() - tailBytes)
	}
	return t.buf.Write(b)
}

// String is what was said last.
func (t *tail) String() string { return strings.TrimSpace(t.buf.String()) }
