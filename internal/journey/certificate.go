package journey

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// pdf wants a file that is one.
func pdf() check {
	return see("a PDF file", func(a *answer) (string, bool) {
		return fmt.Sprintf("%s, %d bytes", a.Header.Get("Content-Type"), len(a.Body)),
			a.Header.Get("Content-Type") == "application/pdf" && bytes.HasPrefix(a.Body, []byte("%PDF-")) && bytes.Contains(a.Body, []byte("%%EOF"))
	})
}

// certificate: anybody checks it by what its QR code holds; a wrong code learns
// nothing; the file is signed, and a changed copy is found out.
func (s *restaurant) certificate(item string) {
	id := s.kept["licence/"+item]
	s.settle() // it is printed by a job
	a := s.must(owner, "opens the certificate of "+item, call("getCertificate").At("id", id), is("state", "valid"), is("holder_name", s.Held["firmName"]),
		some("identifier"), some("show"))
	number := s.keep("number", a, "number")
	identifier, payload := s.keep("identifier", a, "identifier"), s.keep("payload", a, "show")
	s.refused(403, resident, "somebody else opens it", call("getCertificate").At("id", id))
	s.must(owner, "finds it among his own", call("listCertificates"), has("*/id", id))
	u, err := url.Parse(payload)
	if err != nil {
		u = &url.URL{}
	}
	code := u.Query().Get("c")
	s.holds(owner, "the QR code holds the address of the public check of this certificate", "/v/"+identifier+" 8", u.Path+" "+strconv.Itoa(len(code)))
	s.must("", "whoever scans it sees a page", raw(http.MethodGet, u.RequestURI()).Head("Accept", "text/html"), says(number), says(s.Held["firmName"]))
	s.must("", "anybody checks the certificate by its QR code", s.check(identifier, code),
		is("known", true), is("good", true), is("state", "valid"), is("number", number), is("holder", s.Held["firmName"]))
	s.must("", "with a wrong code nothing is told", s.check(identifier, "00000000"), is("known", false), none("number"), none("holder"))
	s.must("", "of an unknown certificate nothing is told", s.check(changed(identifier), code), is("known", false), none("number"))
	file := s.must(owner, "fetches the certificate as a file", call("getCertificateFile").At("id", id), pdf())
	s.refused(403, resident, "somebody else fetches the file", call("getCertificateFile").At("id", id))
	s.signed("the certificate of "+item, file)
	s.reads("the certificate of "+item, file, number, code)
}

func (s *restaurant) check(identifier, code string) *request {
	return call("verifyCertificate").At("identifier", identifier).Ask("c", code)
}

// changed gives an identifier with two characters put otherwise.
func changed(identifier string) string {
	if len(identifier) < 2 {
		return "x"
	}
	end := identifier[len(identifier)-2:]
	if end == "00" {
		return identifier[:len(identifier)-2] + "11"
	}
	return identifier[:len(identifier)-2] + "00"
}

// signed lets pdfsig (poppler-utils) judge a file and a copy with one byte changed.
// Where the tool is missing the step is left out; make test installs it.
func (p *play) signed(what string, a *answer) {
	tool, err := exec.LookPath("pdfsig")
	if err != nil || p.stopped() {
		return
	}
	good, err := p.tool(tool, a.Body)
	p.holds("", "pdfsig accepts "+what, "valid", verdict(good, err))
	bad := bytes.Clone(a.Body)
	if i := bytes.Index(bad, []byte("stream\n")); i >= 0 {
		bad[i+len("stream\n")+20] ^= 1
	}
	broken, err := p.tool(tool, bad)
	p.holds("", "pdfsig refuses a copy with one byte changed", "not valid", verdict(broken, err))
}

// verdict reads what pdfsig says of a signature.
func verdict(said string, err error) string {
	switch {
	case strings.Contains(said, "Signature is Valid."):
		return "valid"
	case strings.Contains(said, "Digest Mismatch"), strings.Contains(said, "Signature is Invalid"), strings.Contains(said, "does not contain any signatures"):
		return "not valid"
	}
	return fmt.Sprintf("%v %s", err, said)
}

// reads lets pdftotext (poppler-utils) read a file: people can read and copy what
// the certificate says.
func (p *play) reads(what string, a *answer, words ...string) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil || p.stopped() {
		return
	}
	text, err := p.tool(tool, a.Body, "-")
	text = strings.Join(strings.Fields(text), "")
	for _, w := range words {
		if !strings.Contains(text, strings.Join(strings.Fields(w), "")) {
			p.holds("", "pdftotext reads "+what, w, fmt.Sprint(text, err))
			return
		}
	}
	p.holds("", "pdftotext reads number and code of "+what, "", "")
}

// tool gives a file to a tool and takes what it prints.
func (p *play) tool(tool string, file []byte, more ...string) (string, error) {
	dir, err := os.MkdirTemp("", "journey")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "file.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		return "", err
	}
	out, err := exec.CommandContext(p.ctx, tool, append([]string{path}, more...)...).CombinedOutput() //nolint:gosec // a fixed tool, found on the path
	return string(out), err
}
