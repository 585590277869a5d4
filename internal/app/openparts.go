package app

import (
	"holon.example/holon/internal/channel/parts"
	"holon.example/holon/internal/channel/parts/showcase"
)

// mountParts shows the parts of pages by themselves, in test mode only.
func (n *Node) mountParts() { showcase.Mount(parts.Site{Web: n.Web}, n.Clock.Time) }
