package main

import "holon.example/holon/internal/app"

// siteCommands run a site and look at one: its node, its clock, its log, its rights.
type siteCommands struct {
	Demo    demoCommand    `cmd:""`
	Serve   serveCommand   `cmd:""`
	Migrate migrateCommand `cmd:""`
	Doctor  doctorCommand  `cmd:""`
	Config  configCommand  `cmd:""`
	Clock   struct {
		Set     clockSetCommand     `cmd:""`
		Advance clockAdvanceCommand `cmd:""`
	} `cmd:""`
	Verify verifyCommand `cmd:""`
	Entry  struct {
		Show entryShowCommand `cmd:""`
	} `cmd:""`
	Events struct {
		Export eventsExportCommand `cmd:""`
	} `cmd:""`
	Rebuild rebuildCommand `cmd:""`
	Access  struct {
		Explain accessExplainCommand `cmd:""`
	} `cmd:""`
	Theme struct {
		Import themeImportCommand `cmd:""`
	} `cmd:""`
}

// where says where a site is: its configuration, or its store and data folder.
type where struct {
	Config string `type:"existingfile" placeholder:"FILE" xor:"site"`
	DB     string `name:"db" placeholder:"DSN"`
	Data   string `type:"path" placeholder:"FOLDER" xor:"site"`
}

// config reads the configuration, or makes one of the flags; without either it is
// the site in the user's own data folder. A store alone names its folder too.
func (p *where) config(c *console) (cfg app.Config, err error) {
	if p.Config != "" {
		if cfg, err = app.ReadConfig(p.Config); err != nil {
			return cfg, usage(err)
		}
	}
	if p.Data != "" {
		cfg.Data = p.Data
	}
	if p.DB != "" {
		cfg.DB = p.DB
	}
	cfg.Version, cfg.Log = version, c.err
	return cfg, usage(cfg.Complete())
}
