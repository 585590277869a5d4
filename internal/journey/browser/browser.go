package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// Browser is one running Chromium.
type Browser struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	tabs atomic.Int64

	mu      sync.Mutex // of what follows and of writing to in
	next    int
	waiting map[int]chan answer
	ended   error // why it answers no more
	noise   tail
}

// answer is what the driver says to one command.
type answer struct {
	ID    int             `json:"id"`
	Out   json.RawMessage `json:"out"`
	Error string          `json:"error"`
}

// ErrMissing tells what must be installed before a browser can be driven.
var ErrMissing = errors.New("the browser is not installed: run scripts/install.sh and scripts/browser.sh (Debian: apt-get install chromium nodejs npm)")

// Start starts the browser; root is the folder of the repository. Close ends it.
func Start(root string) (*Browser, error) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return nil, ErrMissing
	}
	folder := filepath.Join(root, "tools", "browser")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "playwright-core")); err != nil {
		return nil, ErrMissing
	}
	b := &Browser{waiting: map[int]chan answer{}}
	b.cmd = exec.Command("node", filepath.Join(folder, "drive.mjs"), chromium)
	b.cmd.Stderr = &b.noise
	if b.in, err = b.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := b.cmd.Start(); err != nil {
		return nil, errors.Join(ErrMissing, err)
	}
	go b.listen(out)
	return b, nil
}

// Root finds the folder of the repository from the working folder upwards.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working folder")
		}
		dir = up
	}
}

// maxAnswer is the longest line the driver may answer.
const maxAnswer = 16 << 20

// listen hands answers to who waits for them until the driver ends.
func (b *Browser) listen(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			b.end(fmt.Errorf("the driver said %.200q: %w", lines.Text(), err))
			return
		}
		b.mu.Lock()
		wait := b.waiting[a.ID]
		delete(b.waiting, a.ID)
		b.mu.Unlock()
		if wait != nil {
			wait <- a
		}
	}
	b.end(errors.Join(errors.New("the driver ended"), lines.Err()))
}

// end answers everybody who still waits.
func (b *Browser) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = err
	for id, wait := range b.waiting {
		wait <- answer{Error: err.Error() + " " + b.noise.String()}
		delete(b.waiting, id)
	}
}

// call sends a command (an object; its id is set here) and reads the answer into out.
func (b *Browser) call(ctx context.Context, command map[string]any, out any) error {
	wait := make(chan answer, 1) // so that nobody blocks when the caller has gone
	b.mu.Lock()
	if b.ended != nil {
		defer b.mu.Unlock()
		return b.ended
	}
	b.next++
	command["id"] = b.next
	b.waiting[b.next] = wait
	line, err := json.Marshal(command)
	if err == nil {
		_, err = b.in.Write(append(line, '\n'))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case a := <-wait:
		if a.Error != "" {
			return errors.New(a.Error)
		}
		return json.Unmarshal(a.Out, out)
	}
}

// Close ends the browser.
func (b *Browser) Close() error { return errors.Join(b.in.Close(), b.cmd.Wait()) }

// tail keeps the last of what the driver complains about.
type tail struct {
	mu   sync.Mutex
	last []byte
}

const maxTail = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, p...)
	t.last = t.last[max(0, len(t.last)-maxTail):]
	return len(p), nil
}

// String is the last of it.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.last)
}
