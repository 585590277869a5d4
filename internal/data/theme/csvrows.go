package theme

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"holon.example/holon/internal/gov"
)

// Limits on what an import reads. The bytes are counted after unpacking.
const (
	maxFile   = int64(8 << 30)
	maxRecord = 64 << 10
	maxRows   = 20_000_000
	maxErrors = 100 // an import names so many and goes no further
)

// RowError says what is wrong with which field of which line.
type RowError struct {
	Line  int    `json:"line"`
	Field string `json:"field"`
	Key   string `json:"key"` // catalogue key

	args map[string]any
}

// errEnough ends a reading that found too many faults.
var errEnough = errors.New("too many wrong rows")

// faults gathers what is wrong.
type faults struct{ list []RowError }

func (f *faults) add(line int, field, key string) {
	f.list = append(f.list, RowError{Line: line, Field: field, Key: key, args: map[string]any{"line": line}})
}

// because adds an error of a number with its arguments.
func (f *faults) because(line int, field string, err error) {
	f.add(line, field, "error.invalid")
	if e, ok := errors.AsType[*gov.Error](err); ok {
		last := &f.list[len(f.list)-1]
		last.Key = e.Key
		maps.Copy(last.args, e.Args)
	}
}

// err is the Invalid error that names the lines; nil when all is well.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	e := gov.Invalid("theme.import").With("count", len(f.list))
	for _, r := range f.list {
		e.Fields = append(e.Fields, gov.Field{Path: r.Field, Key: r.Key, Args: r.args})
	}
	return e
}

// record is one line of the file by column.
type record struct {
	line   int
	at     map[string]int
	values []string
}

func (r *record) get(column string) string {
	if i, ok := r.at[column]; ok {
		return r.values[i]
	}
	return ""
}

// meter refuses a file that is too large in all, or in one record: a quote that
// never ends must not fill the memory.
type meter struct {
	r          io.Reader
	total, one int64
}

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.total += int64(n)
	m.one += int64(n)
	if m.total > maxFile || m.one > 2*maxRecord {
		return n, (&gov.Error{Kind: gov.KindTooLarge, Key: "theme.too_large"})
	}
	return n, err
}

// eachRecord reads CSV, packed by gzip or not, with a head line of element codes.
func eachRecord(src io.Reader, known map[string]bool, must []string, fn func(*record) error) error {
	plain, err := unpack(src)
	if err != nil {
		return err
	}
	m := &meter{r: plain}
	cr := csv.NewReader(bufio.NewReaderSize(m, maxRecord/4))
	cr.ReuseRecord = true
	head, err := cr.Read()
	if err != nil {
		return unreadable(err)
	}
	at, err := columns(head, known, must)
	if err != nil {
		return err
	}
	cr.FieldsPerRecord = len(head)
	for n := 1; ; n++ {
		m.one = 0
		values, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		if n > maxRows {
			return &gov.Error{Kind: gov.KindTooLarge, Key: "theme.too_large"}
		}
		line, _ := cr.FieldPos(0)
		if err := fn(&record{line: line, at: at, values: values}); err != nil {
			return err
		}
	}
}

func unpack(src io.Reader) (io.Reader, error) {
	br := bufio.NewReader(src)
	if magic, err := br.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, unreadable(err)
		}
		br = bufio.NewReader(zr)
	}
	if mark, err := br.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = br.Discard(3)
	}
	return br, nil
}

func unreadable(err error) error {
	if e, ok := errors.AsType[*gov.Error](err); ok {
		return e
	}
	e := gov.Invalid("theme.unreadable").Because(err)
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		e.Fields = append(e.Fields, gov.Field{Path: "line", Key: "theme.bad_line", Args: map[string]any{"line": p.StartLine}})
	}
	return e
}

func columns(head []string, known map[string]bool, must []string) (map[string]int, error) {
	at := map[string]int{}
	e := gov.Invalid("theme.head")
	for i, c := range head {
		c = strings.TrimSpace(c)
		if _, twice := at[c]; twice || !known[c] {
			e.At(strings.ToValidUTF8(cut(c), "?"), "theme.unknown_column")
		}
		at[c] = i
	}
	for _, c := range must {
		if _, ok := at[c]; !ok {
			e.At(c, "theme.missing_column")
		}
	}
	if len(e.Fields) > 0 {
		return nil, e
	}
	return at, nil
}

func cut(s string) string {
	if len(s) > 60 {
		return s[:60]
	}
	return s
}

// clean tells whether a text can be kept as it is: valid, of the length, and
// without control characters.
func clean(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}
