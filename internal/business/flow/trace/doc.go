// Package trace runs a process model to rest on a clock of its own and tells
// what happened: a trial run (试运行) before a model is published, and the way
// to compare the engine with what others expect of a model.
//
// All processes of the file form one small world: messages and signals reach
// the other instances, timers fire in the order of their due times, user tasks
// wait for ever, and handlers, decisions and calls into other files answer with
// nothing unless the caller answers for them.
package trace
