package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"

	"holon.example/holon/internal/infra/sqldb"
)

// RowHash commits to one row: SHA-256 over the salt and, for every column that
// is not NULL, its name and value. Columns added later are NULL in old rows and
// so leave old hashes as they are.
func RowHash(salt []byte, t *sqldb.Table, row []any, rev int64) [32]byte {
	b := make([]byte, 0, 512)
	b = append(b, salt...)
	b = field(b, t.Name)
	for i, c := range t.Cols {
		b = column(b, c, sqldb.Norm(row[i]))
	}
	b = column(b, "rev", rev)
	return sha256.Sum256(b)
}

// Salt derives a row's salt from the salt key of its subject, so that a hash in
// the public log tells nothing to who guesses, and nothing at all once the
// subject's key is destroyed. It is HMAC-SHA-256 of "table|key|rev".
func Salt(key []byte, table, rowKey string, rev int64) []byte {
	// Written out over arrays on the stack: crypto/hmac costs six allocations a row.
	var inner, outer [sha256.BlockSize]byte
	if len(key) > len(inner) {
		short := sha256.Sum256(key)
		key = short[:]
	}
	copy(inner[:], key)
	copy(outer[:], key)
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	text := append(make([]byte, 0, 256), inner[:]...)
	text = append(append(append(append(text, table...), '|'), rowKey...), '|')
	first := sha256.Sum256(strconv.AppendInt(text, rev, 10))
	sum := sha256.Sum256(append(append(make([]byte, 0, 2*sha256.BlockSize), outer[:]...), first[:]...))
	return sum[:]
}

// KeyText is the form of a primary key in a row mark.
func KeyText(v any) string {
	switch x := sqldb.Norm(v).(type) {
	case int64:
		return strconv.FormatInt(x, 10)
	case string:
		return x
	}
	panic(fmt.Sprintf("seal: key of type %T", v))
}

func field(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}

func column(b []byte, name string, v any) []byte {
	switch x := v.(type) {
	case nil:
	case int64:
		b = append(field(b, name), 'i')
		b = binary.BigEndian.AppendUint64(b, uint64(x))
	case string:
		b = append(field(b, name), 's')
		b = field(b, x)
	case []byte:
		b = append(field(b, name), 'b')
		b = field(b, string(x))
	}
	return b
}
