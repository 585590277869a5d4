package gov

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of answer an error is; one place maps it to a status code
// and to words (infra/web). There are few on purpose.
type Kind string

// The kinds of error a use case may answer with.
const (
	KindInvalid         Kind = "invalid"         // the input is wrong; Fields name where
	KindUnauthenticated Kind = "unauthenticated" // nobody is signed in
	KindForbidden       Kind = "forbidden"       // somebody is, and may not; Rule names why
	KindNotFound        Kind = "not_found"       // no such thing, or none that may be known
	KindConflict        Kind = "conflict"        // the state does not allow it, or another was first
	KindTooLarge        Kind = "too_large"       // over a stated limit
	KindBusy            Kind = "busy"            // try again later
	KindTooMany         Kind = "too_many"        // tried too often; Wait says for how long it is refused
	KindInternal        Kind = "internal"        // our fault; details stay in the log
)

// Field is one error of one field: a path into the input and a catalogue key.
type Field struct {
	Path string         `json:"path"`
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

// Error is what people are told: a kind, a key of the locale catalogue with its
// arguments, and errors by field. The cause is for the log only.
type Error struct {
	Kind   Kind
	Key    string
	Args   map[string]any
	Fields []Field
	Rule   string // the policy or article that refused, if one did
	Wait   int64  // seconds after which it may be tried again; 0: not known
	cause  error
}

func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Key
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s %s]", f.Path, f.Key)
	}
	if e.Rule != "" {
		s += " rule=" + e.Rule
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// With adds an argument for the words of the catalogue.
func (e *Error) With(name string, value any) *Error {
	if e.Args == nil {
		e.Args = map[string]any{}
	}
	e.Args[name] = value
	return e
}

// At adds an error of one field.
func (e *Error) At(path, key string) *Error {
	e.Fields = append(e.Fields, Field{Path: path, Key: key})
	return e
}

// TooMany says that it was tried too often; it may be tried again after a while.
func TooMany(key string, wait time.Duration) *Error {
	return &Error{Kind: KindTooMany, Key: key, Wait: max(1, int64((wait+time.Second-1)/time.Second))}
}

// Because keeps the cause for the log.
func (e *Error) Because(err error) *Error { e.cause = err; return e }

// Invalid says the input is wrong; At names where.
func Invalid(key string) *Error { return &Error{Kind: KindInvalid, Key: key} }

// NotFound says there is no such thing for this actor.
func NotFound(key string) *Error { return &Error{Kind: KindNotFound, Key: key} }

// Conflict says the state does not allow it.
func Conflict(key string) *Error { return &Error{Kind: KindConflict, Key: key} }

// Forbidden names the rule that refused.
func Forbidden(rule string) *Error {
	return &Error{Kind: KindForbidden, Key: "error.forbidden", Rule: rule}
}

// KindOf tells the kind of any error; what is not ours is internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}
