package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// console is what a command reads and writes, and the language it speaks.
type console struct {
	in       io.Reader
	out, err io.Writer
	lang     locale.Lang
}

// spoken is the language of a terminal: HOLON_LANG, else the usual variables; the
// C locale speaks English.
func spoken(env func(string) string) locale.Lang {
	for _, name := range []string{"HOLON_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		tag, _, _ := strings.Cut(env(name), ".")
		if tag == "" {
			continue
		}
		if lang, ok := locale.ParseLang(tag); ok {
			return lang
		}
		break
	}
	return locale.EN
}

// words are the words of a key in the language of the console.
func (c *console) words(key string, args map[string]any) string { return locale.T(c.lang, key, args) }

// line prints one line of data.
func (c *console) line(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

// place is a file and a line of it, if one is known.
func place(file string, line int) string {
	if line <= 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// remark prints one line for people, beside the data.
func (c *console) remark(text string) { fmt.Fprintln(c.err, text) }

// json prints a value as JSON.
func (c *console) json(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// tally prints the last line of a checker; the answer is no when anything failed.
func (c *console) tally(passed, failed int) error {
	c.line("%d passed, %d failed", passed, failed)
	if failed > 0 {
		return errNo
	}
	return nil
}

// jsonTally prints what a checker found as one JSON value, with its tally.
func (c *console) jsonTally(passed, failed int, found any) error {
	err := c.json(map[string]any{"passed": passed, "failed": failed, "found": found})
	if err == nil && failed > 0 {
		err = errNo
	}
	return err
}

// output is where a command prints its data, for commands that need no more.
type output struct{ io.Writer }

// maxInput bounds a file or text that a command reads whole.
const maxInput = 64 << 20

// file reads a file whole; - is the standard input.
func (c *console) file(name string) (b []byte, err error) {
	in := c.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	b, err = io.ReadAll(io.LimitReader(in, maxInput+1))
	if err == nil && len(b) > maxInput {
		err = &gov.Error{Kind: gov.KindTooLarge, Key: "cli.too_large", Args: map[string]any{"file": name, "mib": maxInput >> 20}}
	}
	return b, err
}

// text is an argument given as itself, as @FILE, or as @- for the standard input.
func (c *console) text(arg string) ([]byte, error) {
	if name, ok := strings.CutPrefix(arg, "@"); ok {
		return c.file(name)
	}
	return []byte(arg), nil
}

// folder opens a folder for reading.
func folder(name string) (*os.Root, error) {
	r, err := os.OpenRoot(name)
	if err == nil {
		return r, nil
	}
	var p *os.PathError
	if errors.As(err, &p) {
		return nil, &os.PathError{Op: "open", Path: name, Err: p.Err}
	}
	return nil, err
}
