package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/sqldb"
)

func TestSaltIsHMAC(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(r, "key")
		table, row, rev := rapid.String().Draw(r, "table"), rapid.String().Draw(r, "row"), rapid.Int64().Draw(r, "rev")
		m := hmac.New(sha256.New, key)
		fmt.Fprintf(m, "%s|%s|%d", table, row, rev)
		if got := Salt(key, table, row, rev); !bytes.Equal(got, m.Sum(nil)) {
			t.Fatalf("%x", got)
		}
	})
}

// Whatever stands in an event, its bytes are JSON with sorted members, say the
// same when read again, and are the same when written again.
func TestCanonicalBytes(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "\x00\x1f\"\\\b\f\n\r\t/", "𠮷野家 👩‍👩‍👧", "\u2028\u2029\x7f", "a\xffb\xc3("}))
	rapid.Check(t, func(r *rapid.T) {
		e := &Event{
			ID: gov.ID(rapid.Int64Range(1, 1<<62).Draw(r, "id")), At: gov.Time(rapid.Int64Range(1, 1<<42).Draw(r, "at")),
			Name: text.Draw(r, "name"), Action: text.Draw(r, "action"), Stream: text.Draw(r, "stream"), Ver: rapid.Int64Range(1, 1<<40).Draw(r, "ver"),
			Actor:   gov.Actor{Kind: gov.Officer, Account: 5, Channel: text.Draw(r, "channel"), Roles: rapid.SliceOfN(text, 0, 3).Draw(r, "roles")},
			Outcome: Done, Data: Data{"b": text.Draw(r, "b"), "a": gov.ID(7), "n": rapid.IntRange(-1<<50, 1<<50).Draw(r, "n"), "list": []string{"x", "y"}, "yes": true},
			Rows: []RowMark{{Table: "thing", Key: "1", Rev: 2, Hash: sha256.Sum256([]byte("row"))}},
		}
		b, err := e.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(b) || !utf8.Valid(b) {
			t.Fatalf("not JSON: %q", b)
		}
		sorted(t, b)
		back, err := ParseEvent(b)
		if err != nil {
			t.Fatal(err)
		}
		if back.ID != e.ID || back.At != e.At || string([]rune(e.Name)) != back.Name || back.Ver != e.Ver ||
			back.Data.ID("a") != 7 || back.Data.Int("n") != e.Data.Int("n") || !cmp.Equal(back.Rows, e.Rows) {
			t.Fatalf("%+v came back as %+v", e, back)
		}
	})
}

// sorted checks that the members stand in order, without blanks between.
func sorted(t *testing.T, b []byte) {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		t.Fatal(err)
	}
	var again []string
	for _, k := range slices.Sorted(maps.Keys(members)) {
		again = append(again, `"`+k+`":`+string(members[k]))
	}
	if want := "{" + strings.Join(again, ",") + "}"; want != string(b) {
		t.Fatalf("have %s\nwant %s", b, want)
	}
}

func TestTooLargeAndForeignDataAreRefused(t *testing.T) {
	e := &Event{ID: 1, Name: "x", Stream: "x/1", Ver: 1, Data: Data{"text": strings.Repeat("x", MaxBody)}}
	if _, err := e.Canonical(); err == nil {
		t.Fatal("an event larger than an entry may be")
	}
	e.Data = Data{"f": 1.5}
	if _, err := e.Canonical(); err == nil {
		t.Fatal("a fraction, which has no one form")
	}
}

// A row's hash tells names, types, order and NULL apart.
func TestRowHashTellsApart(t *testing.T) {
	tab := &sqldb.Table{Name: "t", Key: "id", Cols: []string{"id", "a", "b"}}
	salt := make([]byte, 32)
	seen := map[[32]byte]string{}
	for _, row := range [][]any{
		{1, "x", "y"},
		{1, "xy", ""},
		{1, "", "xy"},
		{1, "x", nil},
		{1, nil, "x"},
		{1, nil, nil},
		{1, "", nil},
		{1, []byte("x"), "y"},
		{1, "x", []byte("y")},
		{1, 1, nil},
		{1, "1", nil},
		{2, "x", "y"},
		{"1", "x", "y"},
	} {
		for rev := range int64(2) {
			h := RowHash(salt, tab, row, rev+1)
			name := fmt.Sprintf("%#v rev %d", row, rev+1)
			if other, twice := seen[h]; twice {
				t.Errorf("%s and %s have one hash", name, other)
			}
			seen[h] = name
		}
	}
	wider := &sqldb.Table{Name: "t", Key: "id", Cols: []string{"id", "a", "b", "later"}}
	if RowHash(salt, tab, []any{1, "x", "y"}, 1) != RowHash(salt, wider, []any{1, "x", "y", nil}, 1) {
		t.Error("a column added later changes the hashes of old rows")
	}
}

func FuzzParseEvent(f *testing.F) {
	e := &Event{ID: 1, At: 5, Name: "x.y", Stream: "x/1", Ver: 1, Outcome: Done, Rows: []RowMark{{Table: "t", Key: "1", Rev: 1}}}
	b, err := e.Canonical()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"rows":[["a"]]}`))
	f.Add([]byte(`{"actor":[],"at":"x"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEvent(b)
		if (e == nil) == (err == nil) {
			t.Fatal("neither an event nor an error, or both")
		}
	})
}

// A key that looks like a number and is not written like one stays apart.
func TestMarksKeepKeysApart(t *testing.T) {
	m := newMarks()
	keys := []string{"1", "01", "-1", "+1", "", "a", "9223372036854775807", "9223372036854775808", " 1"}
	for i, k := range keys {
		m.note(RowMark{Key: k, Rev: int64(i + 1), Hash: [32]byte{byte(i)}})
	}
	for i, k := range keys {
		if got, ok := m.get(k); !ok || got.rev != int64(i+1) || got.half[0] != byte(i) {
			t.Errorf("%q: %+v %v", k, got, ok)
		}
	}
	m.note(RowMark{Key: "01", Rev: 9})
	m.note(RowMark{Key: "01", Rev: 4}) // sequenced late
	if got, _ := m.get("01"); got.rev != 9 {
		t.Errorf("an older revision won: %+v", got)
	}
	m.note(RowMark{Key: "1"})
	left := map[string]bool{}
	if err := m.each(func(k string) error { left[k] = true; return nil }); err != nil || left["1"] || len(left) != len(keys)-1 {
		t.Errorf("%v %v", left, err)
	}
}
