package mail

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/act"
	"holon.example/holon/internal/infra/sqldb"
)

// Migrations are the tables of messages.
//
//go:embed migrations/*.sql
var Migrations embed.FS

var (
	messageTable  = sqldb.NewTable("mail_message", "subject", "id", "subject", "kind", "number", "ref_kind", "ref_id", "made", "seen", "args")
	channelTable  = sqldb.NewTable("mail_channel", "subject", "id", "subject", "channel", "lang", "given", "ended", "address")
	deliveryTable = sqldb.NewTable("mail_delivery", "subject", "id", "subject", "message", "channel", "state", "attempts", "made", "ended")
)

const (
	labelArgs    = "mail.args"
	labelAddress = "mail.address"
)

type sealed struct {
	*Message
	args []byte
}

func scanMessage(s sqldb.Scanner) (sealed, error) {
	v := sealed{Message: &Message{}}
	err := s.Scan(&v.ID, &v.Subject, &v.Kind, &v.Number, &v.Ref.Kind, &v.Ref.ID, &v.Made, &v.Seen, &v.args, &v.rev)
	return v, err
}

func (m *Message) put(p *act.Prep) error {
	keys, err := p.Keys(m.Subject)
	if err != nil {
		return err
	}
	args, err := json.Marshal(m.Args)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	row := []any{m.ID, m.Subject, m.Kind, m.Number, m.Ref.Kind, m.Ref.ID, m.Made, m.Seen, keys.Encrypt(labelArgs, args)}
	if m.rev == 0 {
		return p.Insert(messageTable, row)
	}
	return p.Update(messageTable, row, m.rev)
}

func readMessages(ctx context.Context, p *act.Prep, where string, args ...any) ([]*Message, error) {
	found, err := sqldb.All(ctx, p.Q(), scanMessage, messageTable.Select(where), args...)
	if err != nil {
		return nil, err
	}
	out := make([]*Message, 0, len(found))
	for _, v := range found {
		keys, err := p.Keys(v.Subject)
		if err != nil {
			return nil, err
		}
		plain, err := keys.Decrypt(labelArgs, v.args)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(plain, &v.Args); err != nil {
			return nil, fmt.Errorf("message %d: %w", v.ID, err)
		}
		out = append(out, v.Message)
	}
	return out, nil
}

func newest(before gov.ID) gov.ID {
	if before <= 0 {
		return math.MaxInt64
	}
	return before
}

// maxUnread caps the count of unread messages.
const maxUnread = 100

// Unread counts the unread messages of a subject, at most a hundred.
func Unread(ctx context.Context, q *sqldb.Q, subject gov.ID) (n int64, err error) {
	_, err = q.Row(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM mail_message WHERE subject = $1 AND seen = 0 LIMIT $2) AS t", []any{subject, maxUnread}, &n)
	return n, err
}

type sealedAddress struct {
	*Address
	address []byte
}

func scanAddress(s sqldb.Scanner) (sealedAddress, error) {
	v := sealedAddress{Address: &Address{}}
	var id string
	err := s.Scan(&id, &v.subject, &v.Channel, &v.Lang, &v.Given, &v.Ended, &v.address, &v.rev)
	return v, err
}

func (a *Address) key() string { return a.subject.String() + "." + string(a.Channel) }

func (a *Address) put(p *act.Prep) error {
	keys, err := p.Keys(a.subject)
	if err != nil {
		return err
	}
	row := []any{a.key(), a.subject, string(a.Channel), string(a.Lang), a.Given, a.Ended, keys.Encrypt(labelAddress, []byte(a.Address))}
	if a.rev == 0 {
		return p.Insert(channelTable, row)
	}
	return p.Update(channelTable, row, a.rev)
}

// addresses reads the addresses of a subject, by channel.
func addresses(ctx context.Context, p *act.Prep, subject gov.ID) (map[Channel]*Address, error) {
	out := map[Channel]*Address{}
	for _, c := range Channels {
		v, found, err := sqldb.One(ctx, p.Q(), scanAddress, channelTable.Select("id = $1"), (&Address{subject: subject, Channel: c}).key())
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		keys, err := p.Keys(subject)
		if err != nil {
			return nil, err
		}
		plain, err := keys.Decrypt(labelAddress, v.address)
		if err != nil {
			return nil, err
		}
		v.Address.Address = string(plain)
		out[c] = v.Address
	}
	return out, nil
}

// Delivery is one message on its way out of the site.
type Delivery struct {
	ID       gov.ID   `json:"id"`
	Subject  gov.ID   `json:"-"`
	Message  gov.ID   `json:"message"`
	Channel  Channel  `json:"channel"`
	State    State    `json:"state"`
	Attempts int64    `json:"attempts"`
	Made     gov.Time `json:"made"`
	Ended    gov.Time `json:"ended"`

	rev int64
}

func scanDelivery(s sqldb.Scanner) (*Delivery, error) {
	d := &Delivery{}
	return d, s.Scan(&d.ID, &d.Subject, &d.Message, &d.Channel, &d.State, &d.Attempts, &d.Made, &d.Ended, &d.rev)
}

func (d *Delivery) put(p *act.Prep) error {
	row := []any{d.ID, d.Subject, d.Message, string(d.Channel), string(d.State), d.Attempts, d.Made, d.Ended}
	if d.rev == 0 {
		return p.Insert(deliveryTable, row)
	}
	return p.Update(deliveryTable, row, d.rev)
}

func delivery(ctx context.Context, q *sqldb.Q, id gov.ID) (*Delivery, error) {
	d, found, err := sqldb.One(ctx, q, scanDelivery, deliveryTable.Select("id = $1"), id)
	if err == nil && !found {
		err = gov.NotFound("mail.none")
	}
	return d, err
}

// Deliveries lists deliveries of a state, oldest first.
func Deliveries(ctx context.Context, q *sqldb.Q, s State, limit int) ([]*Delivery, error) {
	return sqldb.All(ctx, q, scanDelivery, deliveryTable.Select("state = $1 ORDER BY id LIMIT $2"), string(s), limit)
}
