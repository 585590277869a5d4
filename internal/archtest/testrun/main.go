package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"holon.example/holon/internal/gov"
)

// options are the flags of the command.
type options struct {
	promises string   // path of the promises; empty: they are not checked
	openapi  string   // path of the OpenAPI document that route promises name
	binary   string   // the holon binary that command promises run
	timeout  string   // of go test
	packages []string // patterns; the promises are judged only over the whole module
}

func main() {
	var o options
	flag.StringVar(&o.promises, "promises", "docs/promises.yaml", "promises to check when the whole module runs")
	flag.StringVar(&o.openapi, "openapi", "docs/openapi.json", "OpenAPI document for promises that name a route")
	flag.StringVar(&o.binary, "holon", "bin/holon", "binary for promises that name a command")
	flag.StringVar(&o.timeout, "timeout", "40m", "time limit of one package")
	flag.Parse()
	o.packages = flag.Args()
	if len(o.packages) == 0 {
		o.packages = []string{"./..."}
	} else {
		o.promises = ""
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, o, os.Stdout))
}

// run runs the tests and judges them; it returns the exit code.
func run(ctx context.Context, o options, out io.Writer) int {
	elapsed := gov.Mono()
	args := append([]string{"test", "-json", "-count=1", "-timeout", o.timeout}, o.packages...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stderr = out
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(out, "testrun:", err)
		return 3
	}
	res := read(pipe, out)
	goErr := cmd.Wait()

	var exit *exec.ExitError
	if goErr != nil && (!errors.As(goErr, &exit) || res.failed() == 0) {
		res.fault("go test: %v", goErr)
	}
	res.judge()
	if o.promises != "" {
		res.faults = append(res.faults, checkPromises(ctx, o, res)...)
	}
	res.report(out, elapsed())
	if res.failed() > 0 {
		return 1
	}
	return 0
}
