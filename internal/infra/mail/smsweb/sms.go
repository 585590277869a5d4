package smsweb

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/mail"
)

// Names of the headers of a call.
const (
	TimeHeader      = "X-Holon-Timestamp" // seconds since 1970
	SignatureHeader = "X-Holon-Signature"
	KeyHeader       = "Idempotency-Key"
)

// Text is the body of a call.
type Text struct {
	ID   gov.ID `json:"id"`
	To   string `json:"to"`
	Text string `json:"text"`
	Lang string `json:"lang"`
}

const (
	timeout   = 15 * time.Second
	maxAnswer = 4 << 10
)

// Sign signs a body at a time.
func Sign(secret []byte, at string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(at + "."))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// Skew is how far the time of a call may be from that of who receives it.
const Skew = 5 * time.Minute

// Fits tells whether a call was signed with the secret, at a time near now.
func Fits(secret []byte, at, signature string, body []byte, now gov.Time) bool {
	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return false
	}
	off := now.Std().Sub(time.Unix(sec, 0))
	return off.Abs() <= Skew && hmac.Equal([]byte(signature), []byte(Sign(secret, at, body)))
}

// Carrier carries text messages by a webhook. The address is https, or http of this
// machine.
func Carrier(address string, secret []byte, now func() gov.Time) (mail.Carrier, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) || len(secret) < 16 {
		return nil, fmt.Errorf("sms: %s is no https address, or the secret is short", u)
	}
	client := &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return func(ctx context.Context, l mail.Letter) error {
		body, err := json.Marshal(Text{ID: l.ID, To: l.To, Text: l.Text, Lang: string(l.Lang)})
		if err != nil {
			return err
		}
		rq, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return err
		}
		at := strconv.FormatInt(now().Std().Unix(), 10)
		rq.Header.Set("Content-Type", "application/json")
		rq.Header.Set(TimeHeader, at)
		rq.Header.Set(SignatureHeader, Sign(secret, at, body))
		rq.Header.Set(KeyHeader, l.ID.String())
		rs, err := client.Do(rq)
		if err != nil {
			return err
		}
		defer func() { _ = rs.Body.Close() }()                              // nothing is left to read
		_, _ = io.Copy(io.Discard, io.LimitReader(rs.Body, maxAnswer))      // so that the connection serves again
		if rs.StatusCode/100 != 2 && rs.StatusCode != http.StatusConflict { // a conflict: it has this id already
			return fmt.Errorf("sms: the operator answered %d", rs.StatusCode)
		}
		return nil
	}, nil
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
