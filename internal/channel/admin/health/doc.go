// Package health is the page on which administrators see how the system runs (运行状况):
// store and files, how far the seal and the consumers of events are behind, what waits
// and what failed for good, the last examination of the seal.
//
// Invariants. Nothing secret and nothing personal stands here: no address of a store, no
// key, no words of a failure that could name somebody.
package health
