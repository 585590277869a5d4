package main

// siteCommands run a site: the demonstration, a node, its clock.
type siteCommands struct {
	Demo  demoCommand  `cmd:""`
	Serve serveCommand `cmd:""`
	Clock struct {
		Set     clockSetCommand     `cmd:""`
		Advance clockAdvanceCommand `cmd:""`
	} `cmd:""`
}
