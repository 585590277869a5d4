// Package commission gives the warrants with which a demonstration begins (首席代表授权):
// its approvers authorise the chief representatives of their authorities in the hall,
// by the same use case as on the page for it.
//
// Invariants: what an approver has given or taken back already is not given again; a
// warrant runs from the day of the start.
package commission
