// Package room is what all pages of the officers share (办公区): who is let in, the rail
// around a page, identifiers out of an address, and where a form leads when it is done.
//
// Words: rail 侧栏 · post 岗位.
//
// Invariants. Whoever is no officer sees nothing here. An address that names nothing
// is answered as one that does not exist. The rail shows a door only to those whose
// post opens it; the use case behind it decides all the same.
package room
