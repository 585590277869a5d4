package main

import (
	"fmt"
	"os"
	"runtime"

	"holon.example/holon/internal/gov"
	"holon.example/holon/internal/gov/fault"

	// Packages that declare fault points are linked in, so that all are listed.
	_ "holon.example/holon/internal/infra/act"
	_ "holon.example/holon/internal/infra/bus"
	_ "holon.example/holon/internal/infra/jobs"
	_ "holon.example/holon/internal/infra/seal"
	_ "holon.example/holon/internal/infra/sqldb"
)

// aboutCommands tell what this program is.
type aboutCommands struct {
	Version versionCommand `cmd:""`
	Faults  faultsCommand  `cmd:""`
}

type versionCommand struct {
	JSON bool `name:"json"`
}

// Run prints the version of the program.
func (v versionCommand) Run(c *console) error {
	if v.JSON {
		return c.json(map[string]string{"version": version, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
	}
	c.line("holon %s (%s, %s/%s)", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// plantFaults plants what HOLON_FAULT asks for. Outside test mode it is refused, so
// that a variable left behind cannot break a site.
func plantFaults(test bool) error {
	plan := os.Getenv("HOLON_FAULT")
	switch {
	case plan == "":
		return nil
	case !test:
		return usage(gov.Invalid("cli.fault_untested"))
	}
	fault.Watch(func(point, effect string) { fmt.Fprintln(os.Stderr, "fault", point, effect) })
	return usage(fault.Plant(plan))
}

type faultsCommand struct {
	JSON bool `name:"json"`
}

// Run lists the points at which HOLON_FAULT may plant a failure.
func (f faultsCommand) Run(c *console) error {
	names := fault.Names()
	if f.JSON {
		return c.json(names)
	}
	for _, n := range names {
		c.line("%s", n)
	}
	return nil
}
