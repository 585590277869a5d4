// Package value holds the values (值) of FEEL, the expression language of DMN 1.5, and the rules that
// need no syntax: decimal arithmetic, dates and durations, equality, order, text form and conversion
// from and to Go.
//
// FEEL null is the Go nil interface. All other values are immutable once they are built, so they may
// be shared between evaluations and goroutines. Numbers follow IEEE 754-2008 decimal128 (34 digits,
// half-even); whole numbers that fit into 64 bits are kept as such, which changes speed, not results.
//
// Invariants: a Number is always in its reduced form; a Date is a real day of the proleptic Gregorian
// calendar; a DaysDuration has a nanosecond part in [0, 1e9). Nothing here panics on hostile values:
// work that may grow is counted against a [Run].
package value
