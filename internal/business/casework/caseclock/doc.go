// Package caseclock keeps the statutory clocks of cases (办件时限): the clock of the
// intake and one of each matter, their rows, and the job that waits for the next
// signal of each.
//
// States: those of rule/clock. Invariants: a clock that runs has at most one job,
// for its next signal; the due instant in its row is the one the calendar gave
// when it was last scheduled.
package caseclock
