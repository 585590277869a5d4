// Package packs holds the content that ships with the program (随附内容包), so that a
// fresh machine needs nothing but the binary. It is content: no other code stands
// here.
package packs

import "embed"

// Files are the packs, one folder each.
//
//go:embed all:*
var Files embed.FS
