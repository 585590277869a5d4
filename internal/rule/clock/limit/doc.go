// Package limit is the table of statutory limits (法定时限 / statutory limit):
// how long an authority has for each step, in which unit, what its passing
// means, on which grounds the clock may stand still and who may extend it. No
// figure stands in code: the table is a file of the law pack, each row with its
// citation, the date it came into force and how certain it is.
//
// Invariants: a loaded table holds only complete rows; two versions of a rule
// differ in the date they came into force; grounds, ranks and bases named by a
// rule exist in the table. Terms are copied into a clock when it is set off, so
// that an edit of the table never moves a clock that runs.
package limit
