// Package steward wires the pages of administrators (系统管理) to the slices they manage:
// the organisation, the officers, content packs, calendar years, halls, and the system
// itself. It holds no state of its own.
package steward
