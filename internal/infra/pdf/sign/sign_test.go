package sign_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/pdf/file"
	"holon.example/holon/internal/infra/pdf/sign"
)

var day = gov.Date("2026-11-23").Start()

// letter is the least file that package pdf would write, without a font.
func letter() []byte {
	var w file.Writer
	root, tree, page, content, form, marks := w.New(), w.New(), w.New(), w.New(), w.New(), w.New()
	w.Object(root, "<</Type/Catalog/Pages "+tree.String()+"/AcroForm "+form.String()+">>")
	w.Object(tree, "<</Type/Pages/Kids["+page.String()+"]/Count 1>>")
	w.Object(page, "<</Type/Page/Parent "+tree.String()+"/MediaBox[0 0 595 842]/Contents "+content.String()+"/Resources<<>>/Annots "+marks.String()+">>")
	w.Object(content, "<</Length 21>>\nstream\n0 0 m 100 700 l S %17\nendstream")
	w.Object(form, "<</Fields[]>>")
	w.Object(marks, "[]")
	return w.Finish(root, 0)
}

func authority(t testing.TB) sign.Signer {
	t.Helper()
	a, err := sign.NewAuthority("海棠市演示根证书", day)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func seal(t testing.TB, a sign.Signer, organ string) sign.Signer {
	t.Helper()
	s, err := sign.Issue(a, organ, "11370800MB28559184", day)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func signed(t testing.TB, document []byte, s sign.Signer) []byte {
	t.Helper()
	out, err := sign.Sign(document, s, sign.Claim{Name: s.Certificate.Subject.CommonName, Reason: "海市监许受〔2026〕17号", At: day})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func pool(s sign.Signer) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(s.Certificate)
	return p
}

func key(err error) string {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e.Key
	}
	return ""
}

func TestSignAndVerify(t *testing.T) {
	a := authority(t)
	b := signed(t, letter(), seal(t, a, "海棠市市场监督管理局"))
	if !bytes.HasPrefix(b, letter()) {
		t.Fatal("earlier bytes changed")
	}
	got, err := sign.Verify(b, pool(a))
	if err != nil || len(got) != 1 || got[0].Signer != "海棠市市场监督管理局" || got[0].At != day || !got[0].Whole {
		t.Fatalf("%+v %v", got, err)
	}
	two := signed(t, b, seal(t, a, "海棠市消防救援支队"))
	got, err = sign.Verify(two, pool(a))
	if err != nil || len(got) != 2 || got[0].Whole || !got[1].Whole || got[1].Signer != "海棠市消防救援支队" {
		t.Fatalf("%+v %v", got, err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	a := authority(t)
	b := signed(t, letter(), seal(t, a, "海棠市市场监督管理局"))
	other := authority(t)
	for name, c := range map[string]struct {
		data  []byte
		roots *x509.CertPool
		want  string
	}{
		"unsigned":           {letter(), nil, "sign.none"},
		"not ours":           {[]byte("%PDF-1.4\n"), nil, "sign.form"},
		"empty":              {nil, nil, "sign.form"},
		"other root":         {b, pool(other), "sign.untrusted"},
		"content changed":    {bytes.Replace(b, []byte("%17"), []byte("%18"), 1), nil, "sign.altered"},
		"time changed":       {bytes.Replace(b, []byte("/M(D:2026"), []byte("/M(D:2027"), 1), nil, "sign.altered"},
		"increment added":    {increment(t, b), nil, "sign.altered"},
		"range shortened":    {shorten(b), nil, "sign.altered"},
		"signature of other": {swap(b, signed(t, letter(), seal(t, a, "海棠市消防救援支队"))), nil, "sign.altered"},
		"signature emptied":  {empty(b), nil, "sign.altered"},
	} {
		if _, err := sign.Verify(c.data, c.roots); key(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Every changed byte of the document is found, wherever it lies. Within the
// signature some bytes vouch for nothing (the case of a digit, a version number, an
// issuer's certificate when no root is asked for): a change there may pass, but the
// signature is still that of the same certificate over the same bytes.
func TestEveryByteCounts(t *testing.T) {
	s := seal(t, authority(t), "海棠市市场监督管理局")
	b := signed(t, letter(), s)
	gap := bytes.Index(b, []byte("/Contents<")) + 10
	for i := range b {
		inside := i >= gap && i < gap+12288
		if inside && i > gap+4000 && i%97 != 0 {
			continue // the long run of zeros is sampled
		}
		bad := bytes.Clone(b)
		bad[i] ^= 1
		got, err := sign.Verify(bad, nil)
		if err == nil && (!inside || !got[0].Certificate.Equal(s.Certificate)) {
			t.Fatalf("byte %d of %d changed from %q to %q and the signature holds", i, len(b), b[i], bad[i])
		}
	}
}

func increment(t *testing.T, b []byte) []byte {
	t.Helper()
	r, err := file.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	w := r.Increment()
	w.Object(4, "<</Length 3>>\nstream\n%99\nendstream")
	return r.Append(w)
}

// shorten makes the range end before the end of the file.
func shorten(b []byte) []byte {
	out := bytes.Clone(b)
	i := bytes.Index(out, []byte("]/Contents<"))
	copy(out[i-3:], "100")
	return out
}

func gapOf(b []byte) []byte {
	i := bytes.Index(b, []byte("/Contents<")) + 10
	return b[i : i+12288]
}

func swap(b, other []byte) []byte {
	out := bytes.Clone(b)
	copy(gapOf(out), gapOf(other))
	return out
}

func empty(b []byte) []byte {
	out := bytes.Clone(b)
	copy(gapOf(out), strings.Repeat("0", 12288))
	return out
}

func TestExpiredCertificate(t *testing.T) {
	a := authority(t)
	s := seal(t, a, "海棠市市场监督管理局")
	b, err := sign.Sign(letter(), s, sign.Claim{At: gov.Date("2040-01-01").Start()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Verify(b, pool(a)); key(err) != "sign.untrusted" {
		t.Fatal(err)
	}
}

func TestEncodeDecode(t *testing.T) {
	a := authority(t)
	s := seal(t, a, "海棠市市场监督管理局")
	data, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := sign.Decode(data)
	if err != nil || !back.Certificate.Equal(s.Certificate) || len(back.Chain) != 1 {
		t.Fatal(back, err)
	}
	if _, err := sign.Verify(signed(t, letter(), back), pool(a)); err != nil {
		t.Fatal(err)
	}
	theirs, err := seal(t, a, "海棠市消防救援支队").Encode()
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(data, []byte("-----BEGIN CERT"))
	_, tail, _ := bytes.Cut(theirs, []byte("-----BEGIN CERT"))
	for _, bad := range [][]byte{nil, []byte("x"), data[:200], append(append(head, "-----BEGIN CERT"...), tail...)} {
		if _, err := sign.Decode(bad); err == nil {
			t.Errorf("%.30q decoded", bad)
		}
	}
	if _, err := sign.Issue(s, "别人", "", day); err == nil {
		t.Fatal("a department's certificate issued another")
	}
	if _, err := sign.Sign(letter(), sign.Signer{}, sign.Claim{}); err == nil {
		t.Fatal("signed with nothing")
	}
}

// rsaSeal is a certificate with an RSA key, as some departments hold.
func rsaSeal(t *testing.T) sign.Signer {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(7), NotBefore: day.Std().AddDate(0, 0, -1), NotAfter: day.Std().AddDate(1, 0, 0)}
	tmpl.Subject.CommonName = "RSA"
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return sign.Signer{Certificate: c, Key: k}
}

// An outside program says the same: pdfsig of poppler-utils.
func TestOutsideProgramAgrees(t *testing.T) {
	if testing.Short() {
		return
	}
	a := authority(t)
	ec := signed(t, letter(), seal(t, a, "海棠市市场监督管理局"))
	for name, c := range map[string]struct {
		data []byte
		want string
		n    int
	}{
		"ecdsa":    {ec, "Signature is Valid.", 1},
		"rsa":      {signed(t, letter(), rsaSeal(t)), "Signature is Valid.", 1},
		"two":      {signed(t, ec, seal(t, a, "海棠市消防救援支队")), "Signature is Valid.", 2},
		"tampered": {bytes.Replace(ec, []byte("%17"), []byte("%18"), 1), "Digest Mismatch", 1},
	} {
		out := pdfsig(t, c.data)
		if strings.Count(out, c.want) != c.n {
			t.Errorf("%s: want %d × %q in\n%s", name, c.n, c.want, out)
		}
		if name == "ecdsa" && (!strings.Contains(out, "ETSI.CAdES.detached") || !strings.Contains(out, "Total document signed") || !strings.Contains(out, "海棠市市场监督管理局")) {
			t.Error(out)
		}
	}
}

func pdfsig(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "signed.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfsig", "-nocert", path).CombinedOutput() //nolint:gosec // our own path
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		t.Fatalf("pdfsig is needed: apt-get install poppler-utils (%v)", err)
	}
	return string(out)
}

func BenchmarkSign(b *testing.B) {
	s := seal(b, authority(b), "x")
	doc := letter()
	for b.Loop() {
		signed(b, doc, s)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(letter())
	f.Add(signed(f, letter(), seal(f, authority(f), "x")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := sign.Verify(b, nil); err != nil && gov.KindOf(err) != gov.KindInvalid {
			t.Fatal(err)
		}
	})
}
