package coverage

import "holon.example/holon/internal/lang/feel"

// Answer is what a test says to a piece of a column.
type Answer uint8

// A test that reads other variables answers Maybe: no gap and no overlap is claimed because of it.
const (
	No Answer = iota
	Maybe
	Yes
)

// Table is a decision table in the form that is examined.
type Table struct {
	Pieces  [][]feel.Value // per column: one value of every piece
	Answers [][][]Answer   // per rule, column and piece
	// First tells that the first of several rules wins, so that later ones may never be reached.
	First bool
	// Conflict tells whether two rules must not apply at once; nil if any may.
	Conflict func(a, b int) bool
}

// Finding is something to mend; rules are counted from 0.
type Finding struct {
	Kind    Kind
	Rules   []int
	Example []feel.Value // per column, an input that shows it; nil for an unreachable rule
}

// Kind tells what is wrong.
type Kind string

// The kinds of findings.
const (
	Gap         Kind = "gap"
	Overlap     Kind = "overlap"
	Unreachable Kind = "unreachable"
)

// maxFindings and maxStates bound one examination.
const (
	maxFindings = 50
	maxStates   = 100000
	maxPairs    = 2000000
)
