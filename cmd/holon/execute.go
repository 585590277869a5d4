package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/alecthomas/kong"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/infra/locale"
)

// What a command ends with.
const (
	exitOK    = 0
	exitNo    = 1 // the answer is no
	exitUsage = 2
	exitFault = 3 // could not run
)

// errNo says that the answer is no; the command has said why.
var errNo = errors.New("the answer is no")

// errUsage marks a fault of what was typed: fmt.Errorf("%w: …", errUsage).
var errUsage = errors.New("usage")

// usageError is an error of another package that is a fault of what was typed.
type usageError struct{ error }

// Unwrap gives the fault itself and its mark.
func (e usageError) Unwrap() []error { return []error{e.error, errUsage} }

// usage marks an error as a fault of what was typed; nil stays nil.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

// faultError is an error for which the command could not run, whatever its kind.
type faultError struct{ error }

// Unwrap gives the fault itself.
func (e faultError) Unwrap() error { return e.error }

// leave is what kong is stopped with after it printed help or the version.
type leave int

// execute runs one command line and gives its exit code.
func execute(ctx context.Context, c *console, args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			l, ok := r.(leave)
			if !ok {
				panic(r)
			}
			code = int(l)
		}
	}()
	var r root
	k, err := kong.New(&r, kong.Name("holon"), kong.Writers(c.out, c.err),
		kong.Exit(func(code int) { panic(leave(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(c, &output{c.out}))
	if err != nil {
		return c.failed(err)
	}
	translate(k.Model, c.lang)
	parsed, err := k.Parse(spaced(args))
	if err == nil {
		err = parsed.Run()
	}
	return c.failed(err)
}

// failed says what went wrong and gives the exit code.
func (c *console) failed(err error) int {
	code := exitCode(err)
	if err == nil || errors.Is(err, errNo) {
		return code
	}
	var g *gov.Error
	if errors.As(err, &g) {
		c.explain(g)
	} else {
		c.remark("holon: " + err.Error())
	}
	var parse *kong.ParseError
	if errors.As(err, &parse) {
		c.remark(c.words("cli.see_help", map[string]any{"command": helpOf(parse)}))
	}
	return code
}

// explain puts an error of the house into words, with its cause where it has one:
// whoever stands at the terminal runs the system.
func (c *console) explain(g *gov.Error) {
	m := locale.Error(c.lang, g)
	c.remark("holon: " + m.Text)
	for _, f := range m.Fields {
		c.remark("  " + f.Path + ": " + f.Text)
	}
	if cause := g.Unwrap(); cause != nil {
		c.remark("  (" + cause.Error() + ")")
	}
}

// helpOf is the command line that shows the help of what was typed.
func helpOf(e *kong.ParseError) string {
	if e.Context != nil {
		if node := e.Context.Selected(); node != nil {
			return fmt.Sprintf("holon %s --help", node.Path())
		}
	}
	return "holon --help"
}

// exitCode is the code of an error.
func exitCode(err error) int {
	var parse *kong.ParseError
	var fault faultError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errNo):
		return exitNo
	case errors.As(err, &parse), errors.Is(err, errUsage):
		return exitUsage
	case errors.As(err, &fault):
		return exitFault
	}
	switch gov.KindOf(err) {
	case gov.KindInvalid:
		return exitUsage
	case gov.KindNotFound, gov.KindForbidden, gov.KindUnauthenticated, gov.KindConflict:
		return exitNo
	case gov.KindTooLarge, gov.KindBusy, gov.KindTooMany, gov.KindInternal:
	}
	return exitFault
}
