// Package engine moves tokens through a BPMN 2.0 process (流程引擎). It is pure:
// no store, no clock, no network. A transition takes a State, which it never
// changes, and gives the next State with the Effects that the caller must bring
// about — open a task, call a handler, set a timer. The same input gives the
// same output, to the order of the effects and the numbers of the tokens.
//
// A State is running, completed, terminated or failed. Its tokens stand at
// nodes; a token inside a sub-process belongs to the frame of that sub-process,
// whose host is the token that waits on the outside. What an activity, an event
// gateway or a frame listens to is a Wait.
//
// Invariants: an ended State has no token, no frame and no wait; every token
// stands in a frame that exists; every wait has its host; an error leaves the
// old State as the truth, nothing half done; one transition takes at most
// maxSteps steps, so that a model running in circles ends with ErrRunaway.
//
// Semantics: BPMN 2.0 (ISO/IEC 19510) chapter 13. Where the text leaves room:
// a compensation throw event always waits for its handlers; a complex gateway in
// its second phase sends tokens only over conditional flows; a condition that is
// true when it is first listened to triggers at once.
package engine
