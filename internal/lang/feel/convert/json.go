package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"holon.example/holon/internal/lang/feel/value"
)

// maxJSON bounds the JSON text that is read.
const maxJSON = 64 << 20

// FromJSON reads one JSON value; numbers keep all their digits and objects the order of their keys.
func FromJSON(data []byte) (value.Value, error) {
	if len(data) > maxJSON {
		return nil, errors.New("the JSON text is longer than 64 MiB")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := readJSON(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more text after the JSON value")
	}
	return v, nil
}

func readJSON(d *json.Decoder, depth int) (value.Value, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	t, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("the text is no JSON: %w", err)
	}
	switch x := t.(type) {
	case json.Delim:
		if x == '{' {
			return readObject(d, depth)
		}
		return readArray(d, depth)
	default:
		return fromGo(x, depth)
	}
}

func readObject(d *json.Decoder, depth int) (value.Value, error) {
	c := value.NewContext(0)
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("the text is no JSON: %w", err)
		}
		key, _ := t.(string)
		v, err := readJSON(d, depth+1)
		if err != nil {
			return nil, err
		}
		c.Put(key, v)
	}
	return c, closing(d)
}

func readArray(d *json.Decoder, depth int) (value.Value, error) {
	l := value.List{}
	for d.More() {
		v, err := readJSON(d, depth+1)
		if err != nil {
			return nil, err
		}
		l = append(l, v)
	}
	return l, closing(d)
}

func closing(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("the text is no JSON: %w", err)
	}
	return nil
}
