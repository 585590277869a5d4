package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error is a place where a text is not FEEL. Code is a stable key for translated texts.
type Error struct {
	Pos    int // byte offset
	Line   int // from 1
	Column int // in characters, from 1
	Code   string
	Text   string // plain English
}

// Error returns position and text.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

// NewError returns an error at a byte offset of src.
func NewError(src string, pos int, code, text string) *Error {
	pos = min(max(pos, 0), len(src))
	before := src[:pos]
	start := strings.LastIndexByte(before, '\n') + 1
	return &Error{
		Pos: pos, Line: strings.Count(before, "\n") + 1,
		Column: utf8.RuneCountInString(before[start:]) + 1, Code: code, Text: text,
	}
}
