// Package desk is the desk of the officers (工作台): their tasks, and the case page
// with its live process, opinions, clocks and the forms of the steps that wait for
// them.
//
// Words: task 待办 · case page 办件页 · step form 环节办理.
//
// Invariants. A form of the page calls the use case that the API calls, under an
// idempotency key of its own, so that sending it twice does no harm; what is refused
// is shown again in place, with what was entered. Whoever is no officer sees nothing
// here.
package desk
