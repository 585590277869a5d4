// Package board is what leaders see (督查一页): which matters are late and where, with the
// evidence one step away; and for the chief of a bureau what his bureau gave, saved and
// keeps.
//
// Words: late 超期 · due soon 临期 · gave 付出 · saved 节省 · keeps 保有 · evidence 存证.
//
// States: none; it is a projection. Invariants: every figure is the number of rows of a
// table computed from events alone, and leads to the list it counts (rebuild --check
// recomputes both). Nothing here holds personal data: ids, codes, days and leaves of the
// log. Who reads evidence is recorded, and sees canonical bytes and proofs, never the
// salts that would open a row.
package board
