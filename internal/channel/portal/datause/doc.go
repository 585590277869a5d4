// Package datause is the page of who used one's data (用数记录): unit, purpose, fields,
// time, and to each line a question or an objection with its answer.
//
// Invariants. No clerk is named. A line on which something may not be told yet is not
// there.
package datause
