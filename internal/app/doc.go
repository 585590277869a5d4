// Package app wires every package of the house into one running node (装配): the
// store with its migrations, keys and vault, the spine, the slices, background
// work, and HTTP. It is the only package that sees all, and it decides nothing.
//
// States of a node: opening → running → draining → closed. Invariants: what is
// opened is closed in the opposite order; nothing is written after the writer
// ended; a node that lost its number or duty stops what hangs on it.
package app
