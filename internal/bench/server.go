package bench

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"time"

	"holon.example/holon/internal/bench/machine"
	"holon.example/holon/internal/gov"
)

// server is a serving process of its own.
type server struct {
	process *machine.Process
	addr    string
	ready   time.Duration // from the start of the process until it was ready
}

// serving says how a server is started.
type serving struct {
	addr   string            // empty: a free one
	clock  gov.Time          // instant the site's clock begins at; 0: the machine's
	faults string            // planted as HOLON_FAULT says
	heard  func(line string) // is told of every line the server says; nil: nobody
}

// serve starts the program on the site and waits until it is ready.
func (s *site) serve(ctx context.Context, binary, faults string) (*server, error) {
	return s.begin(ctx, binary, serving{faults: faults})
}

func (s *site) begin(ctx context.Context, binary string, how serving) (v *server, err error) {
	v = &server{addr: how.addr}
	if v.addr == "" {
		if v.addr, err = freeAddress(ctx); err != nil {
			return nil, err
		}
	}
	file := filepath.Join(s.folder, "holon.yaml")
	text, err := json.Marshal(map[string]any{ // JSON is YAML
		"db": s.config.DB, "data": s.config.Data, "origin": s.config.Origin, "listen": v.addr, "log_level": s.config.LogLevel,
	})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	args := []string{"serve", "--config", file, "--test"}
	if how.clock != 0 {
		args = append(args, "--clock", how.clock.String())
	}
	v.process, err = machine.Start(ctx, machine.Program{
		Binary: binary, Args: args, Env: []string{"HOLON_FAULT=" + how.faults}, Ready: "http://" + v.addr + "/readyz", Heard: how.heard,
	})
	if err != nil {
		return nil, err
	}
	v.ready = v.process.Took()
	return v, nil
}

func freeAddress(ctx context.Context) (string, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// stop asks the server to end and waits for it.
func (v *server) stop() error { return v.process.Stop() }

// kill ends the server at once, as a power cut would (kill -9).
func (v *server) kill() error { return v.process.Kill() }

// resident is the memory the server holds, in MiB.
func (v *server) resident() float64 { return v.process.Resident() }

// spent is the time on a core the server has used so far.
func (v *server) spent() time.Duration { return v.process.Spent() }
