// Package seats says which department implements an item and which hall receives for a
// division (实施主体、首接窗口), as one state of the organisation has it on one day.
//
// States: none. Invariants: a plan never changes once made; another state of the
// organisation, or another day, makes another.
package seats
