package seal

import "strconv"

// marks is the last word of the log on every row of one table. A log speaks of
// millions of rows, so what is kept of each is small and holds no pointers where
// the key is a number: its revision and half of its hash. Half is 128 bits; a
// row that agrees with it by design cannot be found.
type marks struct {
	byNumber map[int64]mark
	byText   map[string]mark
}

type mark struct {
	rev  int64
	half [16]byte
}

func newMarks() *marks { return &marks{byNumber: map[int64]mark{}, byText: map[string]mark{}} }

func halfOf(hash [32]byte) [16]byte { return [16]byte(hash[:16]) }

// numeric tells whether a key's text is the one form of a number.
func numeric(key string) (int64, bool) {
	n, err := strconv.ParseInt(key, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == key
}

// note takes in a row mark. Two nodes whose clocks differ may be sequenced
// against the order of their commits; the higher revision is then the later one.
func (m *marks) note(r RowMark) {
	have, _ := m.get(r.Key)
	switch {
	case r.Rev == 0:
		m.drop(r.Key)
	case r.Rev <= have.rev:
	default:
		put := mark{r.Rev, halfOf(r.Hash)}
		if n, ok := numeric(r.Key); ok {
			m.byNumber[n] = put
		} else {
			m.byText[r.Key] = put
		}
	}
}

func (m *marks) get(key string) (mark, bool) {
	if n, ok := numeric(key); ok {
		got, found := m.byNumber[n]
		return got, found
	}
	got, found := m.byText[key]
	return got, found
}

func (m *marks) drop(key string) {
	if n, ok := numeric(key); ok {
		delete(m.byNumber, n)
	} else {
		delete(m.byText, key)
	}
}

// each gives the keys that are left.
func (m *marks) each(fn func(key string) error) error {
	for n := range m.byNumber {
		if err := fn(strconv.FormatInt(n, 10)); err != nil {
			return err
		}
	}
	for key := range m.byText {
		if err := fn(key); err != nil {
			return err
		}
	}
	return nil
}
