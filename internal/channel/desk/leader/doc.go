// Package leader is the pages of those who lead (一页通览): for the head of government, on
// a phone, what is late and where, with the evidence one step away; for the chief of a
// bureau what his bureau gave, saved and keeps.
//
// Words: one page 一页通览 · evidence 存证 · bureau 部门 · urge 催办.
//
// Invariants. No figure is computed here: each is what the projections hold, and each
// leads to the list it counts. Nothing personal stands on these pages; the evidence
// shows codes, times, units and proofs.
package leader
