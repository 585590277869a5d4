// Package recount keeps the clocks of cases to time (时限维护): it notes when a limit is
// near or has passed, and brings every running clock to the calendar after an edit of
// the days off.
//
// States: those of rule/clock. Invariants: a clock that moves is told in its case with
// the old and the new last day; a job of a clock that has ended meanwhile does nothing.
package recount
