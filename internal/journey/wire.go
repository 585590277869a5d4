package journey

import (
	"holon.example/holon/internal/journey/made"
	"holon.example/holon/internal/journey/wire"
)

// The words in which stories are written.
type (
	request = wire.Request
	answer  = wire.Answer
	check   = wire.Check
)

var (
	call, raw, see = wire.Call, wire.Raw, wire.See

	is, starts, within = wire.Is, wire.Starts, wire.Within
	some, none         = wire.Some, wire.None
	has, lacks, silent = wire.Has, wire.Lacks, wire.Silent
	says, told, names  = wire.Says, wire.Told, wire.Names
	rule, status       = wire.Rule, wire.Status

	paper = made.Paper

	find, show, list, clip = wire.Find, wire.Show, wire.List, wire.Clip
)
