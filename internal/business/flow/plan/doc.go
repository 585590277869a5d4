// Package plan turns a process of a BPMN model into what the engine walks over:
// every node with its flows, its compiled expressions, its timers, its boundary
// events, and the names of handlers and decisions. What cannot be executed is
// refused here, naming the element.
//
// A Plan never changes and may be shared. A called process of the same file
// becomes a level of the plan; it sees the variables of its caller.
package plan
