// Package mine is the part of the portal that is about oneself (我的): the way to one's
// cases, cards, data, messages, mandates and account, and what these pages have in
// common.
//
// Invariants. Every page works without a script and leads on by a redirect after
// something was done. Officers have a desk of their own and find nothing here.
package mine
