package seal

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
)

// writer appends canonical JSON (RFC 8785): the caller gives members in order.
type writer struct {
	b     []byte
	comma bool
}

func (w *writer) open()  { w.b = append(w.b, '{'); w.comma = false }
func (w *writer) close() { w.b = append(w.b, '}'); w.comma = true }

func (w *writer) key(name string) {
	if w.comma {
		w.b = append(w.b, ',')
	}
	w.b = quote(w.b, name)
	w.b = append(w.b, ':')
	w.comma = true
}

func (w *writer) str(name, v string) {
	if v != "" {
		w.key(name)
		w.b = quote(w.b, v)
	}
}

func (w *writer) int(name string, v int64) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, v, 10)
}

func (w *writer) id(name string, v gov.ID) {
	if v != 0 {
		w.str(name, v.String())
	}
}

func (w *writer) time(name string, v gov.Time) {
	if v != 0 {
		w.str(name, v.String())
	}
}

func (w *writer) strings(v []string) {
	w.b = append(w.b, '[')
	for i, s := range v {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = quote(w.b, s)
	}
	w.b = append(w.b, ']')
}

func (w *writer) actor(a gov.Actor) {
	w.key("actor")
	w.open()
	w.id("account", a.Account)
	w.str("channel", a.Channel)
	w.id("department", a.Department)
	w.str("division", a.Division)
	w.id("for", a.For)
	w.str("kind", string(a.Kind))
	w.id("person", a.Person)
	w.id("post", a.Post)
	w.str("request", a.Request)
	if len(a.Roles) > 0 {
		w.key("roles")
		w.strings(a.Roles)
	}
	w.id("session", a.Session)
	w.id("subject", a.Subject)
	w.close()
}

func (w *writer) data(d Data) error {
	w.open()
	for _, k := range slices.Sorted(maps.Keys(d)) {
		if err := w.value(k, d[k]); err != nil {
			return err
		}
	}
	w.close()
	return nil
}

func (w *writer) value(k string, v any) error {
	switch x := v.(type) {
	case string:
		w.str(k, x)
	case int:
		w.int(k, int64(x))
	case int64:
		w.int(k, x)
	case bool:
		w.key(k)
		w.b = strconv.AppendBool(w.b, x)
	case gov.ID:
		w.id(k, x)
	case gov.Time:
		w.time(k, x)
	case gov.Date:
		w.str(k, string(x))
	case []string:
		w.key(k)
		w.strings(x)
	case []gov.ID:
		w.key(k)
		s := make([]string, len(x))
		for i, id := range x {
			s[i] = id.String()
		}
		w.strings(s)
	default:
		return fmt.Errorf("%s: %T cannot stand in an event", k, v)
	}
	return nil
}

func (w *writer) rows(rows []RowMark) {
	w.b = append(w.b, '[')
	for i, r := range rows {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.strings([]string{r.Table, r.Key, strconv.FormatInt(r.Rev, 10), hex.EncodeToString(r.Hash[:])})
	}
	w.b = append(w.b, ']')
}

func parseMark(r [4]string) (RowMark, error) {
	m := RowMark{Table: r[0], Key: r[1]}
	rev, err := strconv.ParseInt(r[2], 10, 64)
	if err != nil {
		return m, fmt.Errorf("row mark: %w", err)
	}
	m.Rev = rev
	n, err := hex.Decode(m.Hash[:], []byte(r[3]))
	if err != nil || n != len(m.Hash) {
		return m, fmt.Errorf("row mark: hash of %d bytes", n)
	}
	return m, nil
}

const hexDigits = "0123456789abcdef"

// plain are the bytes that stand for themselves in a JSON string.
var plain = func() (t [256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// quote appends a JSON string as RFC 8785 wants it: only what must be escaped is.
func quote(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		from := i
		for i < len(s) && plain[s[i]] {
			i++
		}
		b = append(b, s[from:i]...)
		if i == len(s) {
			break
		}
		if s[i] >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r) // invalid bytes become U+FFFD
			i += n
			continue
		}
		b = escape(b, s[i])
		i++
	}
	return append(b, '"')
}

func escape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
