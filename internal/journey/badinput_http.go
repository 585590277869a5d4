package journey

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// shapes: bodies that are no JSON, or not the one that is asked for.
func (s *badInput) shapes() {
	const typ = "application/json"
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	for what, body := range map[string]string{
		"nothing": "", "half an object": `{"division":"990100","thing":`, "no JSON": "division=990100", "a list": `[1,2,3]`, "a text": `"x"`, "a number": "1", "nothing, said so": "null",
		"bytes that are no text": "{\"division\":\"\xff\xfe\xc3\x28\"}", "a comma too many": `{"division":"990100",}`, "two objects": `{"division":"990100"}{"division":"990100"}`,
		"a wrong type": `{"division":990100,"thing":["a"],"answers":"b"}`, "a field nobody knows": `{"division":"990100","thing":"open-restaurant","admin":true}`,
		"a list 5,000 deep": `{"division":"990100","thing":"open-restaurant","answers":` + deep + `}`,
		"a huge number":     `{"division":"990100","thing":"open-restaurant","situation":{"diningArea":1e400}}`,
		"a long number":     `{"division":"990100","thing":"open-restaurant","situation":{"diningArea":` + strings.Repeat("9", 4000) + `}}`,
		"an id as a number": `{"draft":1,"division":"990100","thing":"open-restaurant"}`,
		"an id with a sign": `{"draft":"-1","division":"990100","thing":"open-restaurant"}`,
		"XML":               `<application><division>990100</division></application>`,
	} {
		s.clear(owner, "hands in "+what, call("submitApplication").Bytes(typ, []byte(body)))
	}
	s.clear(owner, "calls a form JSON's name", call("submitApplication").Bytes("application/x-www-form-urlencoded", []byte("division=990100")))
	big := []byte(`{"division":"990100","thing":"open-restaurant","answers":{"signName":"` + strings.Repeat("x", 3<<20) + `"}}`)
	s.refused(413, owner, "hands in three megabytes of text", call("submitApplication").Bytes(typ, big))
	many := bytes.NewBufferString(`{"division":"990100","thing":"open-restaurant","answers":{`)
	for i := range 20000 {
		fmt.Fprintf(many, `"f%d":%d,`, i, i)
	}
	many.WriteString(`"z":1}}`)
	s.clear(owner, "hands in 20,000 fields", call("submitApplication").Bytes(typ, many.Bytes()))
	s.clear(owner, "uses a key of 300 characters", call("submitApplication").With(s.application(nil)).Keyed(strings.Repeat("k", 300)))
}

// clear wants a refusal of the input, with a clear message.
func (s *badInput) clear(who, what string, r *request) {
	s.step(who, what, r, []check{status(400, 404, 413, 415, 422), told()})
}

// numbers: ids that are none, and ids of nothing.
func (s *badInput) numbers() {
	for _, id := range []string{
		"0", "-1", "1.5", "1e3", "abc", "99999999999999999999", "9223372036854775808", " 1", "1 ", "0x10", "１２３", "%00", "..", "../../etc/passwd", "1;2", "1'", "null", "undefined", "\u202e1",
		strings.Repeat("1", 4000),
	} {
		s.clear(owner, "opens the case "+clip(fmt.Sprintf("%.20q", id)), call("getCase").At("id", id))
	}
	for _, op := range []string{"getCase", "getDraft", "getCertificate", "getCertificateFile"} {
		s.refused(404, owner, "asks for what is not there", call(op).At("id", "1234567890123456789"))
	}
	s.refused(404, clerk, "takes a step that is not there", call("claimTask").At("id", "1234567890123456789"))
	s.refused(404, "", "asks for a wrong address", raw(http.MethodGet, "/api/nothing/here"))
	s.refused(405, owner, "uses a wrong method", raw(http.MethodPatch, "/api/cases"))
	for what, header := range map[string]string{"of no form": "abc", "of another scheme": "Basic b3duZXI6eA==", "made up": "Bearer " + strings.Repeat("A", 43), "too long": "Bearer " + strings.Repeat("A", 5000)} {
		s.refused(401, "", "a token "+what, call("listCases").Head("Authorization", header))
	}
	for _, no := range []string{"99010020260922AAAAAAAAAAAAAA", "", strings.Repeat("9", 64)} {
		s.refused(404, "", "a case number that is none", call("trackCase").With(map[string]any{"no": no, "code": "123456"}))
	}
	s.clear(owner, "a page of minus one", call("listCases").Ask("limit", "-1"))
	s.clear(owner, "a page of a million", call("listCases").Ask("limit", "1000000"))
	s.clear(auditor, "events from before the first", call("listEvents").Ask("from", "-5"))
	s.clear(auditor, "events from a word", call("listEvents").Ask("from", "first"))
}

// strangers: somebody else's case, by its true number. Each refusal is recorded.
func (s *badInput) strangers() {
	id := s.kept["case"]
	s.settle()
	before := s.refusals()
	s.locked(resident, "opens somebody else's case")
	s.locked(outsider, "an officer who has nothing to do with it opens it")
	s.refused(403, resident, "hands something in to it", call("supplement").At("id", id).With(map[string]any{"text": "x"}))
	s.refused(403, resident, "takes it back", call("withdraw").At("id", id))
	s.refused(403, outsider, "stops its clock", call("stopClock").At("id", id).With(map[string]any{"matter": s.kept["matter/"+foodPermit], "ground": "expert_review", "until": "2026-10-12"}))
	s.refused(401, "", "nobody in particular opens it", call("getCase").At("id", id))
	s.open(owner, "nothing of it has changed", is("state", "received"))
	s.settle()
	after := s.refusals()
	s.holds(auditor, "each refusal is in the log", fmt.Sprint(before+5), fmt.Sprint(after))
}

// refusals counts those in the log, as the auditor sees them.
func (s *badInput) refusals() (n int) {
	for from, head := "0", ""; from != head; {
		a := s.must(auditor, "counts the refusals in the log", call("listEvents").Ask("kinds", "access.refused").Ask("limit", "500").Ask("from", from))
		got := list(a, "events/*/leafindex")
		s.seenLeaves(got)
		n += len(got)
		next, _ := find(a.Value, "next")
		end, _ := find(a.Value, "head")
		if show(next) == from || a.Value == nil {
			return n
		}
		from, head = show(next), show(end)
	}
	return n
}

// broken: connections that end in the middle of an upload; the site goes on.
func (s *badInput) broken() {
	token := ""
	if p, ok := s.site.persona(owner); ok {
		token = p.Token
	}
	op := s.client.Ops["uploadBlob"]
	file := paper("half a file")
	for _, declared := range []int{len(file), 1 << 20} {
		head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/pdf\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", op.Method, op.Path, token, declared)
		said, err := s.half([]byte(head), file[:len(file)/2])
		s.holds(owner, fmt.Sprintf("the line breaks in the middle of %d bytes: no success is told", declared), "", fmt.Sprint(success(said), noError(err)))
	}
	s.must("", "the site is alive", raw(http.MethodGet, "/healthz"))
	s.must(owner, "the same upload goes through afterwards", call("uploadBlob").Bytes("application/pdf", file), is("type", "application/pdf"))
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 500\r\nConnection: close\r\n\r\n", s.client.Ops["submitApplication"].Path, token)
	said, err := s.half([]byte(head), []byte(`{"division":"990100",`))
	s.holds(owner, "the line breaks in the middle of an application: nothing is taken", "", fmt.Sprint(success(said), noError(err)))
	for _, start := range []string{"GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "GET " + strings.Repeat("/a", 100_000) + " HTTP/1.1\r\n\r\n", "\r\n\r\n\r\n"} {
		_, err := s.half([]byte(start), nil)
		s.holds("", "something that is no HTTP comes in", "", noError(err))
	}
	s.must("", "the site is still alive", raw(http.MethodGet, "/healthz"))
}

// success gives the first line of an answer that tells success, else nothing.
func success(said []byte) string {
	line, _, _ := strings.Cut(string(said), "\r\n")
	if strings.Contains(line, " 2") {
		return line
	}
	return ""
}

// noError lets a connection that was closed by the other side pass.
func noError(err error) string {
	if err == nil || strings.Contains(err.Error(), "reset") || strings.Contains(err.Error(), "broken pipe") || strings.Contains(err.Error(), "closed") {
		return ""
	}
	return err.Error()
}

// half sends bytes and then closes its side of the line.
func (s *badInput) half(parts ...[]byte) ([]byte, error) {
	u, err := url.Parse(s.client.Base)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithTimeout(s.ctx, 30*time.Second)
	defer stop()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", u.Host)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	end, _ := ctx.Deadline()
	if err := conn.SetDeadline(end); err != nil {
		return nil, err
	}
	for _, part := range parts {
		if _, err := conn.Write(part); err != nil {
			return nil, err
		}
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.CloseWrite(); err != nil {
			return nil, err
		}
	}
	return io.ReadAll(io.LimitReader(conn, 1<<20))
}

// nothingLost: what was there at the beginning is there at the end.
func (s *badInput) nothingLost() {
	s.must(owner, "the draft is as it was left", call("getDraft").At("id", s.kept["draft"]), is("situation/diningArea", 360), none("question"))
	s.open(owner, "the case is as it was handed in", is("state", "received"), is("answers/signName", s.Answers["signName"]))
	s.must(resident, "what was refused has left nothing behind; one case more is there", call("listCases").Ask("limit", "100"), is("#", s.strange+1), is("0/id", s.kept["unknown"]))
	s.must("", "the site is ready", raw(http.MethodGet, "/readyz"), is("jobs_dead", 0))
}
