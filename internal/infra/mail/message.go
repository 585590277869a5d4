package mail

import (
	"context"
	"net/mail"
	"regexp"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/locale"
)

// Channel is a way to the world outside; in the account a message always stands.
type Channel string

// The channels.
const (
	Email Channel = "email"
	SMS   Channel = "sms"
)

// Channels lists them in their order.
var Channels = []Channel{Email, SMS}

// Ref names what a message is about, such as a case.
type Ref struct {
	Kind string `json:"kind"`
	ID   gov.ID `json:"id"`
}

// Message is one message in the account of a person or firm.
type Message struct {
	ID      gov.ID            `json:"id"`
	Subject gov.ID            `json:"-"`
	Kind    string            `json:"kind"`   // code: its words stand in the catalogue under message.KIND
	Number  string            `json:"number"` // all that leaves the site
	Ref     Ref               `json:"ref"`
	Args    map[string]string `json:"args,omitempty"` // of the words
	Made    gov.Time          `json:"made"`
	Seen    gov.Time          `json:"seen"`

	rev int64
}

// numberOf is a short number to find a message by: the day and the last digits of
// its id.
func numberOf(id gov.ID, now gov.Time) string {
	text := id.String()
	return strings.ReplaceAll(string(now.Date())[2:], "-", "") + "-" + text[max(0, len(text)-6):]
}

// Address is where somebody wants to be told, with his consent.
type Address struct {
	Channel Channel     `json:"channel"`
	Address string      `json:"address"`
	Lang    locale.Lang `json:"lang"`
	Given   gov.Time    `json:"given"` // when he consented
	Ended   gov.Time    `json:"ended"` // when he took it back; 0: it holds

	subject gov.ID
	rev     int64
}

// Live tells whether the consent holds.
func (a *Address) Live() bool { return a.Ended == 0 }

// Covered is the address as a page shows it.
func (a *Address) Covered() string {
	if name, host, ok := strings.Cut(a.Address, "@"); ok {
		return name[:min(1, len(name))] + "***@" + host
	}
	if len(a.Address) < 7 {
		return "***"
	}
	return a.Address[:3] + "****" + a.Address[len(a.Address)-4:]
}

var mobile = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

const maxAddress = 254

// check tells what is wrong with an address.
func (c Channel) check(address string) error {
	e := gov.Invalid("mail.choice")
	switch c {
	case Email:
		parsed, err := mail.ParseAddress(address)
		if err != nil || parsed.Address != address || len(address) > maxAddress || !strings.Contains(address[strings.LastIndex(address, "@"):], ".") {
			return e.At("address", "mail.email")
		}
	case SMS:
		if !mobile.MatchString(address) {
			return e.At("address", "mail.mobile")
		}
	default:
		return e.At("channel", "mail.channel")
	}
	return nil
}

// State is where a delivery stands.
type State string

// The states.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Dropped State = "dropped" // the consent has ended
	Failed  State = "failed"  // tried for the last time
)

// Letter is what a carrier is given: it holds nothing personal but the address.
type Letter struct {
	ID      gov.ID // of the delivery; the same for each attempt
	To      string
	Subject string // of an e-mail
	Text    string
	Lang    locale.Lang
}

// Carrier takes a letter out of the site. An error is tried again later.
type Carrier func(ctx context.Context, l Letter) error

func resource(subject gov.ID) act.Resource {
	return act.Resource{Type: "Message", Attrs: map[string]any{"subject": subject}}
}

func stream(id gov.ID) string { return "message/" + id.String() }
