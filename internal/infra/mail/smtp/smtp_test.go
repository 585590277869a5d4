package smtp_test

import (
	"bufio"
	"fmt"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"

	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/mail/smtp"
)

// sink is an SMTP server that keeps what it is given (RFC 5321, as much as a client
// needs).
type sink struct {
	ln   net.Listener
	mu   sync.Mutex
	got  []string // DATA of each message
	rcpt []string
	open []net.Conn
	busy bool // answers 451 to DATA
}

func newSink(t *testing.T) *sink {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{ln: ln}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open = append(s.open, c)
			s.mu.Unlock()
			wg.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		s.mu.Lock()
		for _, c := range s.open {
			_ = c.Close()
		}
		s.mu.Unlock()
		wg.Wait()
	})
	return s
}

func (s *sink) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = fmt.Fprintf(c, "%s\r\n", line) }
	say("220 sink.example ready")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.TrimSpace(line))
		switch {
		case strings.HasPrefix(verb, "RCPT TO:"):
			s.mu.Lock()
			s.rcpt = append(s.rcpt, strings.TrimSpace(line[8:]))
			s.mu.Unlock()
			say("250 ok")
		case verb == "DATA":
			if s.busy {
				say("451 try later")
				continue
			}
			say("354 go on")
			if !s.data(r) {
				return
			}
			say("250 kept")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *sink) data(r *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			s.mu.Lock()
			s.got = append(s.got, b.String())
			s.mu.Unlock()
			return true
		}
		b.WriteString(line)
	}
}

func (s *sink) carrier(t *testing.T) mail.Carrier {
	t.Helper()
	addr := s.ln.Addr().(*net.TCPAddr)
	carry, err := smtp.Carrier(smtp.Config{Host: "127.0.0.1", Port: addr.Port, From: "notice@hall.example", Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	return carry
}

func TestALetterArrives(t *testing.T) {
	s := newSink(t)
	carry := s.carrier(t)
	l := mail.Letter{ID: 7, To: "lu.jing@mail.example", Subject: "您有一条新消息，编号261123-000007", Text: "请登录查看。"}
	if err := carry(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.got) != 1 || len(s.rcpt) != 1 || s.rcpt[0] != "<lu.jing@mail.example>" {
		t.Fatalf("%q %q", s.got, s.rcpt)
	}
	m, err := netmail.ReadMessage(strings.NewReader(s.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Header.Get("Message-ID"); got != "<delivery-7@127.0.0.1>" {
		t.Error(got)
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("From") != "<notice@hall.example>" || m.Header.Get("Date") == "" {
		t.Errorf("%v", m.Header)
	}
}

func TestFailuresAreErrors(t *testing.T) {
	s := newSink(t)
	carry := s.carrier(t)
	l := mail.Letter{ID: 7, To: "lu.jing@mail.example", Subject: "x", Text: "y"}
	s.busy = true
	if err := carry(t.Context(), l); err == nil {
		t.Error("a busy relay")
	}
	_ = s.ln.Close()
	if err := carry(t.Context(), l); err == nil {
		t.Error("no relay")
	}
	if err := carry(t.Context(), mail.Letter{ID: 7, To: "no address"}); err == nil {
		t.Error("no address")
	}
	addr := s.ln.Addr().(*net.TCPAddr)
	for name, c := range map[string]smtp.Config{"no host": {From: "a@b.example"}, "no sender": {Host: "127.0.0.1", Port: addr.Port, From: "x"}} {
		if _, err := smtp.Carrier(c); err == nil {
			t.Error(name)
		}
	}
}

// A relay that offers no TLS gets nothing from a site that wants it.
func TestNoMailWithoutTLS(t *testing.T) {
	s := newSink(t)
	addr := s.ln.Addr().(*net.TCPAddr)
	carry, err := smtp.Carrier(smtp.Config{Host: "127.0.0.1", Port: addr.Port, From: "notice@hall.example"})
	if err != nil {
		t.Fatal(err)
	}
	if err := carry(t.Context(), mail.Letter{ID: 7, To: "lu.jing@mail.example", Subject: "x", Text: "y"}); err == nil || len(s.got) != 0 {
		t.Fatal(err, s.got)
	}
}
