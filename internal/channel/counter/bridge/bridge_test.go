package bridge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holon.example/holon/internal/channel/counter/bridge"
)

const site = "https://hall.example"

// desk runs a bridge over a simulator.
func desk(t *testing.T, limit time.Duration) (sim *bridge.Simulator, base string) {
	t.Helper()
	sim = &bridge.Simulator{Cards: []bridge.Card{{Number: "990104195502080489", Name: "苏念慈"}}, Folder: t.TempDir()}
	return sim, serve(t, sim, limit)
}

func serve(t *testing.T, d bridge.Devices, limit time.Duration) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- bridge.Serve(ctx, ln, bridge.Config{Site: site + "/", Token: "token", Devices: d, Limit: limit})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return "http://" + ln.Addr().String()
}

type ask struct {
	method, path, origin, token, host string
	body                              []byte
}

func (a ask) send(t *testing.T, base string) (status int, header http.Header, body []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), a.method, base+a.path, bytes.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if a.origin != "" {
		r.Header.Set("Origin", a.origin)
	}
	r.Header.Set(bridge.TokenHeader, a.token)
	if a.host != "" {
		r.Host = a.host
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, b
}

func TestOnlyThePairedPageIsAnswered(t *testing.T) {
	_, base := desk(t, time.Second)
	for name, c := range map[string]struct {
		ask
		want int
	}{
		"paired":                 {ask{method: "GET", path: "/status", origin: site, token: "token"}, 200},
		"another site":           {ask{method: "GET", path: "/status", origin: "https://evil.example", token: "token"}, 403},
		"no origin":              {ask{method: "GET", path: "/status", token: "token"}, 403},
		"no token":               {ask{method: "POST", path: "/card", origin: site}, 401},
		"wrong token":            {ask{method: "POST", path: "/card", origin: site, token: "tokem"}, 401},
		"a name that leads here": {ask{method: "POST", path: "/card", origin: site, token: "token", host: "evil.example"}, 403},
		"preflight":              {ask{method: "OPTIONS", path: "/card", origin: site}, 204},
		"foreign preflight":      {ask{method: "OPTIONS", path: "/card", origin: "https://evil.example"}, 403},
		"unknown":                {ask{method: "POST", path: "/exec", origin: site, token: "token"}, 404},
	} {
		t.Run(name, func(t *testing.T) {
			status, header, _ := c.send(t, base)
			if status != c.want {
				t.Fatalf("%d, want %d", status, c.want)
			}
			if status != http.StatusForbidden && header.Get("Access-Control-Allow-Origin") != site {
				t.Fatal("the page may not read the answer")
			}
		})
	}
	if _, err := bridge.New(bridge.Config{Site: site}, &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 80}); err == nil {
		t.Fatal("a bridge would listen to the network")
	}
}

func TestCardScanPrint(t *testing.T) {
	sim, base := desk(t, time.Second)
	_, _, b := ask{method: "POST", path: "/card", origin: site, token: "token"}.send(t, base)
	var c bridge.Card
	if err := json.Unmarshal(b, &c); err != nil || c.Name != "苏念慈" {
		t.Fatalf("%s %v", b, err)
	}
	_, header, one := ask{method: "POST", path: "/scan", origin: site, token: "token"}.send(t, base)
	_, _, two := ask{method: "POST", path: "/scan", origin: site, token: "token"}.send(t, base)
	if header.Get("Content-Type") != "image/png" || bytes.Equal(one, two) {
		t.Fatal("two scans are one file")
	}
	status, _, _ := ask{method: "POST", path: "/print", origin: site, token: "token", body: []byte("<html>")}.send(t, base)
	if status != http.StatusBadRequest {
		t.Fatalf("what is no PDF was printed: %d", status)
	}
	status, _, _ = ask{method: "POST", path: "/print", origin: site, token: "token", body: []byte("%PDF-1.7 x")}.send(t, base)
	printed, err := os.ReadFile(filepath.Join(sim.Folder, "sheet-0001.pdf"))
	if status != http.StatusOK || err != nil || string(printed) != "%PDF-1.7 x" {
		t.Fatalf("%d %v", status, err)
	}
}

func TestFaultsAreToldInTime(t *testing.T) {
	sim, base := desk(t, 50*time.Millisecond)
	for _, c := range []struct {
		device string
		fault  bridge.Fault
		said   string
		status int
	}{
		{"scan", bridge.Hang, "timeout", 504},
		{"card", bridge.WrongCard, "wrong_card", 409},
		{"card", bridge.NoCard, "no_card", 409},
		{"print", bridge.NoPaper, "no_paper", 409},
		{"print", bridge.Absent, "absent", 404},
		{"print", bridge.Broken, "broken", 502},
	} {
		sim.Fail(c.device, c.fault)
		status, _, b := ask{method: "POST", path: "/" + c.device, origin: site, token: "token", body: []byte("%PDF-")}.send(t, base)
		if status != c.status || !strings.Contains(string(b), `"`+c.said+`"`) {
			t.Errorf("%s %s: %d %s", c.device, c.fault, status, b)
		}
		sim.Fail(c.device, "")
	}
	status, _, _ := ask{method: "POST", path: "/scan", origin: site, token: "token"}.send(t, base)
	if status != http.StatusOK {
		t.Fatalf("the scanner that hung does not work again: %d", status)
	}
}

// stuck never lets go, whatever its caller does.
type stuck struct {
	bridge.Simulator
	free chan struct{}
}

func (s *stuck) Scan(context.Context) (bridge.Picture, error) {
	<-s.free
	return bridge.Picture{}, nil
}

func TestADeviceThatNeverLetsGoIsBusy(t *testing.T) {
	d := &stuck{free: make(chan struct{})}
	base := serve(t, d, 20*time.Millisecond)
	for i, want := range []string{"timeout", "busy"} {
		_, _, b := ask{method: "POST", path: "/scan", origin: site, token: "token"}.send(t, base)
		if !strings.Contains(string(b), want) {
			t.Fatalf("call %d: %s, want %s", i, b, want)
		}
	}
	close(d.free)
}

func TestPrograms(t *testing.T) {
	sh := func(script string) []string { return []string{"/bin/sh", "-c", script} }
	out := filepath.Join(t.TempDir(), "out")
	p := bridge.Programs{
		Reader: sh(`echo '{"number":"1","name":"x"}'`), Camera: sh(`printf '\377\330\377x'`), Printer: sh("cat > " + out),
	}
	if c, err := p.Card(t.Context()); err != nil || c.Name != "x" {
		t.Fatal(c, err)
	}
	if s, err := p.Scan(t.Context()); err != nil || s.Type != "image/jpeg" {
		t.Fatal(s, err)
	}
	if err := p.Print(t.Context(), []byte("%PDF-1")); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(out); err != nil || string(b) != "%PDF-1" {
		t.Fatal(string(b), err)
	}
	for script, want := range map[string]bridge.Fault{
		"echo no_card >&2; exit 1": bridge.NoCard, "exit 1": bridge.Broken, "echo hello": bridge.WrongCard,
	} {
		_, err := bridge.Programs{Reader: sh(script)}.Card(t.Context())
		if !isFault(err, want) {
			t.Errorf("%s: %v", script, err)
		}
	}
	if _, err := (bridge.Programs{}).Scan(t.Context()); !isFault(err, bridge.Absent) {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := (bridge.Programs{Camera: sh("exec sleep 30")}).Scan(ctx); !isFault(err, bridge.Timeout) {
		t.Error(err)
	}
}

func isFault(err error, want bridge.Fault) bool { return errors.Is(err, want) }
