package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the build: -ldflags "-X main.version=…".
var version = "dev"

// root is every command. A topic adds one line here and one file beside this one.
type root struct {
	siteCommands
	calendarCommands
	feelCommands
	dmnCommands
	bpmnCommands
	lawCommands
	packCommands
	journeyCommands
	benchCommands
	bridgeCommands
	aboutCommands
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	c := &console{in: os.Stdin, out: os.Stdout, err: os.Stderr, lang: spoken(os.Getenv)}
	code := execute(ctx, c, os.Args[1:])
	stop()
	os.Exit(code)
}
