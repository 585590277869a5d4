// Package relay moves work on a case between people without moving its process
// (转办、催办、分办): a task is handed on to a colleague or a section, urged, or a
// matter of a package is taken out of what the authorities do together.
//
// Words: hand on 转办 · urge 催办 · split off 分办.
//
// Invariants. Nothing here ends a step or moves a clock: who takes over stands under
// the same limit. A task goes only to a post of its own department with its role.
// Every move names its reason, which is encrypted under the case's key, and is told in
// the case. A matter that was split off keeps its preconditions: what the law puts
// before it is waited for all the same.
package relay
