// Package years is the pages on which administrators keep the calendar of working days
// (工作日历): which years are announced, the days off and make-up days of a year with
// their source, and what an edit would do to running clocks before it is saved.
//
// Invariants. An announced year names where it was announced. Nothing is saved that
// was not shown before with the clocks it moves; the clocks themselves follow the
// event of the change.
package years
