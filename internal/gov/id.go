package gov

import (
	"encoding/json"
	"strconv"
	"sync"
)

// ID is a 63-bit, time-ordered identifier: 43 bits of milliseconds since 2020,
// 6 bits of node, 14 bits of sequence. In JSON it is a string, because a
// JavaScript number would lose its last digits. The zero ID means "none".
type ID int64

const (
	idEpoch    = 1577836800000 // 2020-01-01T00:00:00Z in milliseconds
	idNodeBits = 6
	idSeqBits  = 14
)

// String is the decimal form used in URLs and JSON.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// ParseID reads the decimal form; anything else is an Invalid error.
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, Invalid("error.id")
	}
	return ID(n), nil
}

// MarshalJSON writes the identifier as a string.
func (id ID) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, id.String()), nil
}

// UnmarshalJSON reads a string identifier; the empty string is none.
func (id *ID) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return Invalid("error.id")
	}
	if s == "" {
		*id = 0
		return nil
	}
	v, err := ParseID(s)
	*id = v
	return err
}

// MarshalText and UnmarshalText let identifiers stand as map keys and URL parts.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the decimal form.
func (id *ID) UnmarshalText(b []byte) error {
	v, err := ParseID(string(b))
	*id = v
	return err
}

// Mint makes identifiers for one node. It never returns the same one twice and never
// goes backwards, even when the clock does; what a former process gave away it does not
// know (act.NewMint does).
type Mint struct {
	mu   sync.Mutex
	node int64
	now  func() Time
	last int64 // the last identifier without its node bits
}

// NewMint starts a mint. The node number (0–63) is leased from the store, so
// that two processes never share one.
func NewMint(node int, now func() Time) *Mint {
	return &Mint{node: int64(node) & (1<<idNodeBits - 1), now: now}
}

// New returns a fresh identifier.
func (m *Mint) New() ID { return m.After(0) }

// After returns a fresh identifier greater than prev, so that the events of one
// stream stand in order even when two nodes' clocks differ.
func (m *Mint) After(prev ID) ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	tick := (int64(m.now()) - idEpoch) << idSeqBits
	floor := int64(prev) >> (idNodeBits + idSeqBits) << idSeqBits
	if prev > 0 && tick <= floor {
		tick = floor + 1<<idSeqBits
	}
	if tick <= m.last {
		tick = m.last + 1
	}
	m.last = tick
	ms, seq := tick>>idSeqBits, tick&(1<<idSeqBits-1)
	return ID(ms<<(idNodeBits+idSeqBits) | m.node<<idSeqBits | seq)
}

// At tells when the identifier was made, to the millisecond.
func (id ID) At() Time { return Time(int64(id)>>(idNodeBits+idSeqBits) + idEpoch) }
