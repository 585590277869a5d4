// Package flow runs processes over the store (流程运行): an instance is one row
// whose state the pure engine in flow/engine moves on, inside the transaction of
// the use case that caused it. What the engine asks for — open a task, call a
// handler, decide by a table, set a timer — is done here, through handlers that
// higher floors registered.
//
// States of an instance: those of engine.Status. Invariants: an instance keeps
// the very process text it began with, whatever is installed later; every open
// task has a work item, every timer a job; a handler runs in the same
// transaction as the step that reached it, and so happens once.
package flow
