// Package condition lets the process engine speak FEEL: the conditions, loop
// numbers, times and scripts of a model are compiled once per model and see the
// variables of the instance.
//
// FEEL has no exceptions: what cannot be computed is null, and a condition that
// is null does not hold. An evaluation that exhausts its budget is an error, so
// that a hostile model stops.
package condition
