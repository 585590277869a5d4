// Package answers is where a unit answers what citizens say (答复): questions about and
// objections to uses of their data, and bad ratings.
//
// Invariants. Who rated is not shown, unless he gave his name. Reading an objection is
// recorded as a use of its subject's data.
package answers
