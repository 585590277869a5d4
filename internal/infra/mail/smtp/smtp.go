package smtp

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"

	"holon.example/holon/internal/infra/mail"
)

// Config names the relay.
type Config struct {
	Host     string `json:"host" yaml:"host"`
	Port     int    `json:"port" yaml:"port"` // 587 when left out
	From     string `json:"from" yaml:"from"` // address of the sender
	User     string `json:"user" yaml:"user"` // empty: the relay asks for none
	Password string `json:"-" yaml:"-"`       // read from a file by app
	Plain    bool   `json:"plain" yaml:"plain"`
	// Trust holds the relay's authority where it is not one of the system's.
	Trust *tls.Config `json:"-" yaml:"-"`
}

// timeout bounds one attempt.
const timeout = 20 * time.Second

const defaultPort = 587

// Carrier carries e-mail by a relay. Plain sends without TLS: only to a relay on the
// same machine.
func Carrier(c Config) (mail.Carrier, error) {
	if c.Port == 0 {
		c.Port = defaultPort
	}
	opts := []gomail.Option{gomail.WithPort(c.Port), gomail.WithTimeout(timeout), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	if c.Plain {
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if c.Trust != nil {
		opts = append(opts, gomail.WithTLSConfig(c.Trust))
	}
	if c.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	client, err := gomail.NewClient(c.Host, opts...)
	if err != nil {
		return nil, fmt.Errorf("smtp: %w", err)
	}
	if err := gomail.NewMsg().From(c.From); err != nil {
		return nil, fmt.Errorf("smtp from: %w", err)
	}
	return func(ctx context.Context, l mail.Letter) error {
		m := gomail.NewMsg()
		if err := m.From(c.From); err != nil {
			return err
		}
		if err := m.To(l.To); err != nil {
			return err
		}
		m.Subject(l.Subject)
		m.SetDate()
		m.SetMessageIDWithValue("delivery-" + l.ID.String() + "@" + c.Host)
		m.SetGenHeader("Auto-Submitted", "auto-generated")
		m.SetBodyString(gomail.TypeTextPlain, l.Text)
		return client.DialAndSendWithContext(ctx, m)
	}, nil
}
