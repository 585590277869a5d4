package smsweb_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/mail"
	"holon.example/holon/internal/infra/mail/smsweb"
)

var secret = []byte("a secret of the operator")

func now() gov.Time { return gov.Date("2026-11-23").Start() }

// operator is one who checks signatures and keeps each id once.
type operator struct {
	texts map[gov.ID]smsweb.Text
	calls int
	fail  int // answer to give instead
}

func (o *operator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.calls++
	body, _ := io.ReadAll(r.Body)
	var t smsweb.Text
	at, sig := r.Header.Get(smsweb.TimeHeader), r.Header.Get(smsweb.SignatureHeader)
	switch {
	case o.fail != 0:
		w.WriteHeader(o.fail)
	case !smsweb.Fits(secret, at, sig, body, now()) || json.Unmarshal(body, &t) != nil || r.Header.Get(smsweb.KeyHeader) != t.ID.String():
		w.WriteHeader(http.StatusUnauthorized)
	case o.texts[t.ID].ID != 0:
		w.WriteHeader(http.StatusConflict)
	default:
		o.texts[t.ID] = t
		w.WriteHeader(http.StatusAccepted)
	}
}

func TestSignedAndOnce(t *testing.T) {
	o := &operator{texts: map[gov.ID]smsweb.Text{}}
	s := httptest.NewServer(o)
	defer s.Close()
	carry, err := smsweb.Carrier(s.URL, secret, now)
	if err != nil {
		t.Fatal(err)
	}
	l := mail.Letter{ID: 7, To: "13900000001", Text: "您有一条新消息", Lang: "zh"}
	for range 2 {
		if err := carry(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	if o.calls != 2 || len(o.texts) != 1 || o.texts[7].To != l.To || o.texts[7].Text != l.Text {
		t.Fatalf("%+v", o)
	}
	forged, err := smsweb.Carrier(s.URL, []byte("a secret of somebody else"), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := forged(t.Context(), mail.Letter{ID: 8}); err == nil {
		t.Fatal("a forged call was taken")
	}
	for _, status := range []int{http.StatusInternalServerError, http.StatusFound, http.StatusTooManyRequests} {
		o.fail = status
		if err := carry(t.Context(), mail.Letter{ID: 9}); err == nil {
			t.Errorf("%d is no delivery", status)
		}
	}
}

func TestOldAndChangedCallsDoNotFit(t *testing.T) {
	body := []byte(`{"id":"7"}`)
	at := "1795363200" // 2026-11-23T00:00:00+08:00 is 1795363200
	sig := smsweb.Sign(secret, at, body)
	if !smsweb.Fits(secret, at, sig, body, now()) {
		t.Fatal("a good call does not fit", now().Std().Unix())
	}
	for name, ok := range map[string]bool{
		"changed body": smsweb.Fits(secret, at, sig, []byte(`{"id":"8"}`), now()),
		"changed time": smsweb.Fits(secret, "1795363201", sig, body, now()),
		"late":         smsweb.Fits(secret, at, sig, body, now().Add(smsweb.Skew+1e9)),
		"early":        smsweb.Fits(secret, at, sig, body, now().Add(-smsweb.Skew-1e9)),
		"no time":      smsweb.Fits(secret, "", sig, body, now()),
		"no signature": smsweb.Fits(secret, at, "", body, now()),
	} {
		if ok {
			t.Error(name)
		}
	}
}

func TestAddressesOfOperators(t *testing.T) {
	for _, bad := range []string{"", "http://sms.example/x", "ftp://sms.example", "https://", ":"} {
		if _, err := smsweb.Carrier(bad, secret, now); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if _, err := smsweb.Carrier("https://sms.example/x", []byte("short"), now); err == nil || !strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
	if _, err := smsweb.Carrier("https://sms.example/x", secret, now); err != nil {
		t.Error(err)
	}
}
