// Package plainyaml reads YAML that strangers wrote (受限 YAML): one document of plain
// data, strictly into a value with JSON tags.
//
// Invariants. An unknown or repeated key is an error. Anchors, aliases, merges and tags
// are refused, so that a small file cannot grow or mean something else than it shows.
// Size and nesting are bounded; no input makes Decode panic.
package plainyaml
