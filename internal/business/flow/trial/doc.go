// Package trial runs a process model to rest and tells what happened: a trial run
// (试运行) before a model is published, and the way to compare the engine with what
// others expect of a model.
//
// The run is that of a case: flow.Runner over a store, each step one command, each
// timer and message a job. The store is in memory and ends with the run; its clock
// stands still until nothing moves any more and then jumps to the next timer.
//
// All processes of the file form one small world: messages and signals reach the other
// instances, user tasks wait for ever, and handlers, decisions and calls into other
// files answer with nothing unless the caller answers for them.
//
// Invariant: a step that fails leaves nothing behind; its instance stands where it
// stood and moves no more.
package trial
