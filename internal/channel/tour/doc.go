// Package tour is the page that leads visitors of a demo city through seven scenes (导览). Each scene is
// prepared in the running city by its people, and entered as one of them; what is to be done in it the
// visitor does himself, on the ordinary page.
//
// Invariants: it is mounted in a demonstration only; it knows no state of its own: how far a scene is, is
// asked of the city each time.
package tour
